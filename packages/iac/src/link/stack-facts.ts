import type { App, DeployedResource, Elsewhere, SourcePlace, TemplateValue } from '@bulkhead/core';
import { deployedResources, shownStack } from '../deployed/deployed-resources.ts';
import { namePattern } from '../deployed/elsewhere.ts';
import { refersTo, valuesIn } from './values.ts';

/** What a stack shows to the other stacks of its repository and what it takes from them: plain data, which a cache can keep. */
export interface StackFacts {
  /** The template, relative to the root; no two stacks of a repository share one. */
  readonly file: string;
  /** Where the template says it. */
  readonly region?: string;
  readonly offers: readonly StackOffer[];
  /** Every name of another stack's that its values ask for, once. */
  readonly wants: readonly Elsewhere[];
  /** Resources that an offer leads to, and those that they refer to. */
  readonly shown: readonly ShownResource[];
}

export interface StackOffer extends Elsewhere {
  readonly value: TemplateValue;
}

/** A resource as others see it; places of its properties' first keys. */
export interface ShownResource {
  readonly id: string;
  readonly type: string;
  readonly properties: { readonly [key: string]: TemplateValue };
  readonly place: SourcePlace;
  readonly places: Readonly<Record<string, SourcePlace>>;
}

/** What others may need of a function: the rest is its own business. */
const OF_FUNCTION = new Set(['FunctionName', 'Role', 'Timeout', 'Runtime']);
/** Resources that one stack shows; a stack holds 500, a Terraform configuration more. */
const MOST_SHOWN = 2_000;

/** @throws what `deployedResources` throws */
export function stackFacts(app: App): StackFacts {
  const resources = deployedResources(app);
  const { stackName, state, outputs } = shownStack(app);
  const offers: StackOffer[] = [];
  for (const { name, exported, value } of outputs) {
    if (exported !== undefined) {
      offers.push({ kind: 'export', name: withStackName(exported, stackName), value });
    }
    if (name === '') continue;
    if (stackName !== undefined) offers.push({ kind: 'output', name, stack: stackName, value });
    if (state !== undefined) offers.push({ kind: 'state', name, stack: state, value });
  }
  for (const { type, properties } of resources) {
    if (type !== 'AWS::SSM::Parameter' || /^Secure/.test(String(properties['Type']))) continue;
    const name = namePattern(properties['Name']);
    const value = properties['Value'];
    if (name !== undefined && value !== undefined) offers.push({ kind: 'parameter', name, value });
  }
  return {
    file: app.file,
    ...(typeof app.region === 'string' ? { region: app.region } : {}),
    offers,
    wants: wantsOf(resources, offers),
    shown: shownBy(offers, resources),
  };
}

/** `*-QueueArn` of `${AWS::StackName}-QueueArn`, where the stack's name is known. */
function withStackName(exported: string, stackName: string | undefined): string {
  return stackName !== undefined && exported.startsWith('*') && exported.indexOf('*', 1) < 0
    ? `${stackName}${exported.slice(1)}`
    : exported;
}

function wantsOf(resources: readonly DeployedResource[], offers: readonly StackOffer[]): readonly Elsewhere[] {
  const wants = new Map<string, Elsewhere>();
  const note = (value: TemplateValue): void => {
    for (const elsewhere of valuesIn(value)) wants.set(keyOf(elsewhere), elsewhere);
  };
  for (const { properties } of resources) note(properties);
  for (const { value } of offers) note(value);
  return [...wants.values()];
}

/** One text for what is asked for. */
export function keyOf({ kind, name, stack }: Elsewhere): string {
  return `${kind} ${stack ?? ''} ${name}`;
}

function shownBy(offers: readonly StackOffer[], resources: readonly DeployedResource[]): readonly ShownResource[] {
  const wanted = new Set<string>();
  for (const { value } of offers) for (const id of refersTo(value)) wanted.add(id);
  if (wanted.size === 0) return [];
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  const attached = policiesByRole(resources);
  const found = new Map<string, ShownResource>();
  const take = (id: string, depth: number): void => {
    const resource = byId.get(id);
    if (!resource || found.has(id) || found.size >= MOST_SHOWN) return;
    const shown = asShown(resource);
    found.set(id, shown);
    if (depth === 0) return;
    for (const other of refersTo(shown.properties)) take(other, depth - 1);
    for (const policy of attached.get(id) ?? []) take(policy, 0);
  };
  // An alias leads to its function, a function to its role.
  for (const id of wanted) take(id, 2);
  return [...found.values()];
}

function asShown({ id, type, properties, place, placeOf }: DeployedResource): ShownResource {
  const kept = Object.entries(properties).filter(([key]) => type !== 'AWS::Lambda::Function' || OF_FUNCTION.has(key));
  return {
    id,
    type,
    properties: Object.fromEntries(kept),
    place,
    places: Object.fromEntries(kept.map(([key]) => [key, placeOf([key])])),
  };
}

/** Policies that name their roles themselves. */
function policiesByRole(resources: readonly DeployedResource[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { id, type, properties } of resources) {
    if (!/^AWS::IAM::(?:ManagedPolicy|Policy|RolePolicy)$/.test(type)) continue;
    for (const role of refersTo({ roles: properties['Roles'] ?? null, name: properties['RoleName'] ?? null })) {
      found.set(role, [...(found.get(role) ?? []), id]);
    }
  }
  return found;
}
