import type { SourcePlace } from '@bulkhead/core';
import { get, isNull, type MapEntry, type Tree } from '../../yaml/tree.ts';
import { type Buildable, join, sub } from '../build.ts';
import type { DeployedEvaluator } from '../evaluate.ts';
import type { ExpandedResource } from '../expanded.ts';
import { type Generated, generate } from '../sam/expansion.ts';

/** What writing out one `serverless.yml` collects. */
export interface Service {
  readonly document: Tree;
  readonly provider: Tree | undefined;
  readonly functions: readonly ServiceFunction[];
  /** The service's name, or what it needs. */
  readonly name: Buildable;
  readonly stage: string;
  readonly out: Map<string, ExpandedResource>;
  /** Statements and managed policies of the role that functions share. */
  readonly statements: Buildable[];
  readonly managed: Buildable[];
  /** Statements of the functions that the framework adds to set up what exists already. */
  readonly helpers: Map<string, Buildable[]>;
  readonly peek: DeployedEvaluator;
}

export interface ServiceFunction {
  readonly key: string;
  readonly place: SourcePlace;
  readonly tree: Tree;
  readonly logicalId: string;
  /** Deployed name. */
  readonly name: Buildable;
  /** ARN of the function, or of the alias that its triggers call. */
  readonly target: Buildable;
  readonly alias: { readonly id: string; readonly name: string } | undefined;
  readonly condition: string | undefined;
  /** Its role is the shared one. */
  readonly sharesRole: boolean;
  readonly events: readonly ServiceEvent[];
}

export interface ServiceEvent {
  readonly kind: string;
  /** `undefined` for an event without settings. */
  readonly tree: Tree | undefined;
  readonly place: SourcePlace;
}

/** `<service>-<stage>` and what is put between and behind. */
export function named(separator: string, ...parts: readonly Buildable[]): Buildable {
  return parts.every((part) => typeof part === 'string') ? parts.join(separator) : join(separator, ...parts);
}

/** An ARN of this account and region. */
export function ownArn(service: string, ...resource: readonly Buildable[]): Buildable {
  const start = `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:`;
  return join('', sub(start), ...resource);
}

export function make(service: Service, made: Generated): void {
  generate(service.out, made);
}

/** Known text, a number or a flag, as text. */
export function known(tree: Tree | undefined, { peek }: Service): string | undefined {
  const value = tree && peek.evaluate(tree)?.value;
  return value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
}

export function isOff(tree: Tree | undefined): boolean {
  return tree?.kind === 'scalar' && (tree.value === false || tree.value === 'false');
}

export function isOn(tree: Tree | undefined): boolean {
  return tree !== undefined && !isNull(tree) && !isOff(tree);
}

export function itemsOf(tree: Tree | undefined): readonly Tree[] {
  return tree?.kind === 'list' ? tree.items : tree && !isNull(tree) ? [tree] : [];
}

export function entriesOf(tree: Tree | undefined): [string, MapEntry][] {
  return tree?.kind === 'map' ? [...tree.entries] : [];
}

/** Last part of what names a queue, stream or topic: the logical id it refers to, or the end of an ARN. */
export function sourceName(tree: Tree | undefined, separator: RegExp): string {
  if (!tree) return '';
  if (tree.kind === 'scalar') return String(tree.value).split(separator).at(-1) ?? '';
  if (tree.kind === 'unknown') return sourceName(tree.residue, separator);
  const attribute = get(tree, 'Fn::GetAtt');
  if (attribute?.kind === 'list' && attribute.items[0]?.kind === 'scalar') return String(attribute.items[0].value);
  if (attribute?.kind === 'scalar') return String(attribute.value).split('.')[0]!;
  const whole = get(tree, 'Ref') ?? get(tree, 'Fn::ImportValue') ?? get(tree, 'Fn::Sub');
  if (whole) return sourceName(whole, separator);
  const joined = get(tree, 'Fn::Join');
  const list = joined?.kind === 'list' ? joined.items[1] : undefined;
  return list?.kind === 'list' ? sourceName(list.items.at(-1), separator) : '';
}

/** `Fn::GetAtt` and its like, not settings. */
export function isReference(tree: Tree | undefined): boolean {
  return tree?.kind === 'map' && [...tree.entries.keys()].some((key) => key === 'Ref' || key.startsWith('Fn::'));
}
