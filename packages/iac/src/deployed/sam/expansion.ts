import type { SourcePlace } from '@bulkhead/core';
import type { MapEntry, Tree } from '../../yaml/tree.ts';
import type { Buildable } from '../build.ts';
import { build } from '../build.ts';
import type { DeployedEvaluator } from '../evaluate.ts';
import type { ExpandedResource } from '../expanded.ts';

/** A route that an event adds to an API. */
export interface SamRoute {
  /** `/orders/{id}`; `$default` of an HTTP API. */
  readonly path: string;
  /** As OpenAPI has it: `get`, `x-amazon-apigateway-any-method`. */
  readonly method: string;
  /** ARN of function, alias or state machine. */
  readonly target: Buildable;
  /** A state machine is started, not handed the request. */
  readonly starts?: true;
  readonly event: Tree | undefined;
  readonly place: SourcePlace;
}

/** What expanding one SAM template collects. */
export interface SamExpansion {
  readonly globals: Tree | undefined;
  readonly written: ReadonlyMap<string, ExpandedResource>;
  readonly out: Map<string, ExpandedResource>;
  /** Routes by logical id of their API. */
  readonly routes: Map<string, SamRoute[]>;
  /** What events add to resources that the template has: `LambdaConfigurations` of a bucket, `LambdaConfig` of a pool. */
  readonly additions: {
    readonly id: string;
    readonly path: readonly string[];
    readonly value: Buildable;
    readonly key?: string;
    readonly place: SourcePlace;
  }[];
  /** `Function.Alias` and its like, which `Ref` may name. */
  readonly referable: Map<string, string>;
  /** Evaluates what decides how the template is expanded; nothing that it says is kept. */
  readonly peek: DeployedEvaluator;
}

/** Known text, a number or a flag as text; else nothing. */
export function peekText(tree: Tree | undefined, { peek }: SamExpansion): string | undefined {
  const value = tree && peek.evaluate(tree)?.value;
  return value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
}

/** The logical id that `!Ref X`, `!GetAtt X.Arn` or plain `X` names. */
export function peekId(tree: Tree | undefined, { peek }: SamExpansion): string | undefined {
  const value = tree && peek.evaluate(tree)?.value;
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || !('ref' in value)) return undefined;
  return typeof value.ref === 'string' ? value.ref : undefined;
}

export interface Generated {
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, Buildable>> | Tree;
  readonly place: SourcePlace;
  readonly condition?: string | undefined;
  readonly dependsOn?: readonly string[] | undefined;
  readonly deletionPolicy?: string | undefined;
}

/** Adds what the framework makes; a resource that the template itself has under that id stays. */
export function generate(out: Map<string, ExpandedResource>, made: Generated): void {
  if (out.has(made.id)) return;
  const { id, type, place, condition, dependsOn, deletionPolicy } = made;
  const properties = build(made.properties, place);
  out.set(id, { id, type, place, properties, origin: 'generated', condition, dependsOn, deletionPolicy });
}

export function entriesOf(tree: Tree | undefined): [string, MapEntry][] {
  return tree?.kind === 'map' ? [...tree.entries] : [];
}
