import { type AwsCall, type DeployedResource, isUnknown, type StaticValue, type TemplateValue } from '@bulkhead/core';
import { pick } from '../actions/input.ts';
import type { ActionNeed } from '../actions/needs-of.ts';
import { iamAction } from '../data/service-data.ts';
import { restApi } from '../resources/kinds.ts';
import { anyOf, type Located, locate } from '../resources/locate.ts';
import { resolveValue } from '../resources/resolve-value.ts';
import type { Scope } from '../resources/scope.ts';
import { fillArn, joinParts, type Part, partsOf, widen } from '../resources/template-text.ts';
import type { Target } from '../services/types.ts';
import { endpointApi } from './endpoint-api.ts';

/** A resource that an action is needed on. */
export interface NeededResource {
  readonly arn: TemplateValue;
  readonly own?: DeployedResource;
  readonly wide?: string;
}

/** ARNs of one call's action that are written out; past it they share one pattern. */
const MOST_RESOURCES = 40;

export function resourcesOf(need: ActionNeed, call: AwsCall, scope: Scope): readonly NeededResource[] {
  if (need.on === '*') return [{ arn: '*', ...(need.wide === undefined ? {} : { wide: need.wide }) }];
  const region = regionOf(call, scope);
  const found =
    need.on === 'formats' ? byFormats(need.action, call, scope, region) : byTarget(need.on, call, scope, region);
  if (found.length <= MOST_RESOURCES)
    return unique(need.wide === undefined ? found : found.map((one) => ({ ...one, wide: need.wide as string })));
  const any = need.on === 'formats' ? undefined : anyOf(need.on.kind, 'the code names many', region);
  return any === undefined
    ? [{ arn: '*', wide: 'the code names many' }]
    : [{ arn: joinParts(any.arn), wide: 'the code names many' }];
}

function byTarget(target: Target, call: AwsCall, scope: Scope, region: string | undefined): readonly NeededResource[] {
  const located = locateAll(target, call, scope, region);
  if (target.behind === undefined || target.behind.length === 0) return located.map(toNeeded);
  const endings = target.behind.flatMap((value) => resolveValue(value, scope));
  return located.flatMap((resource) =>
    endings.map((ending) => {
      const { parts, unknowns } = widen(
        partsOf(withStage(ending, resource)) ?? [{ unknown: 'it is no text', expression: '…' }],
      );
      const wide = resource.wide ?? unknowns[0]?.unknown;
      return toNeeded({ ...resource, arn: [...resource.arn, ...parts], ...(wide === undefined ? {} : { wide }) });
    }),
  );
}

/** `/*` at the beginning of what goes behind an API is its stage. */
function withStage(ending: TemplateValue, resource: Located & { readonly stage?: string }): TemplateValue {
  return resource.stage !== undefined && typeof ending === 'string'
    ? ending.replace(/^\/\*\//, `/${resource.stage}/`)
    : ending;
}

function locateAll(target: Target, call: AwsCall, scope: Scope, region: string | undefined): readonly Located[] {
  const { kind, named, otherwise, reason } = target;
  if (kind === restApi) return [endpointApi(call.endpoint === undefined ? named : [call.endpoint], scope)];
  if (named.length > 0) {
    const values = named.flatMap((value) => resolveValue(value, scope));
    const known = values.filter((value) => !isUnknown(value));
    // One that is unknown covers the others.
    if (known.length < values.length) {
      const unknown = values.find(isUnknown);
      return [
        locate(kind, unknown as TemplateValue, scope, region),
        ...known.map((value) => locate(kind, value, scope, region)),
      ];
    }
    return known.map((value) => locate(kind, value, scope, region));
  }
  if (otherwise !== undefined) return [locate(kind, otherwise, scope, region)];
  return [anyOf(kind, reason ?? 'the request names none', region)];
}

/** By what the Service Authorization Reference says of the action's resource types, filled from parameters of the same names. */
function byFormats(action: string, call: AwsCall, scope: Scope, region: string | undefined): readonly NeededResource[] {
  const types = iamAction(action)?.resourceTypes ?? [];
  if (types.length === 0) return [{ arn: '*' }];
  const required = types.filter((type) => type.required);
  // Where every type is optional, a request that names none is judged on `*`.
  if (required.length === 0 && !types.some((type) => namesOne(type.arn, call.input))) {
    return [{ arn: '*', wide: 'the request names no resource' }];
  }
  // Several required types are mostly alternatives: what the request names decides between them.
  const candidates = (required.length > 0 ? required : types).map((type) =>
    fromFormat(type.arn, call.input, scope, region),
  );
  const exact = candidates.filter((candidate) => candidate.wide === undefined);
  return exact.length > 0 ? exact : candidates;
}

function fromFormat(format: string, input: StaticValue, scope: Scope, region: string | undefined): NeededResource {
  const values: Record<string, readonly Part[]> = {};
  let wide: string | undefined;
  for (const [, name = ''] of format.matchAll(/\$\{([A-Za-z]+)\}/g)) {
    if (PLACE.has(name)) continue;
    const found = parameter(input, name);
    const resolved = found === undefined ? undefined : resolveValue(found, scope);
    const parts = resolved?.length === 1 ? partsOf(resolved[0] as TemplateValue) : undefined;
    // The request may name it by its whole ARN.
    if (parts !== undefined && typeof parts[0] === 'string' && parts[0].startsWith('arn:')) {
      const { parts: arn, unknowns } = widen(parts);
      return { arn: joinParts(arn), ...(unknowns[0] === undefined ? {} : { wide: unknowns[0].unknown }) };
    }
    const { parts: filled, unknowns } = widen(
      parts ?? [{ unknown: `the request does not tell ${name}`, expression: name }],
    );
    values[name] = filled;
    wide ??= unknowns[0]?.unknown;
  }
  return { arn: joinParts(fillArn(format, values, region)), ...(wide === undefined ? {} : { wide }) };
}

const PLACE = new Set(['Partition', 'Region', 'Account']);

const namesOne = (format: string, input: StaticValue): boolean =>
  [...format.matchAll(/\$\{([A-Za-z]+)\}/g)].some(
    ([, name = '']) => !PLACE.has(name) && parameter(input, name) !== undefined,
  );

/** `${TableName}` of an ARN is `TableName`, `tableName`, `Table`, `TableId` or `TableArn` of a request. */
function parameter(input: StaticValue, placeholder: string): StaticValue | undefined {
  if (input.kind !== 'object') return undefined;
  const stem = placeholder.toLowerCase().replace(/(?:name|id|arn|identifier)$/, '');
  const matches = Object.keys(input.fields).filter((field) => {
    const folded = field.toLowerCase();
    return folded === placeholder.toLowerCase() || folded.replace(/(?:name|id|arn|identifier)$/, '') === stem;
  });
  const best = matches.find((field) => field.toLowerCase() === placeholder.toLowerCase()) ?? matches[0];
  return best === undefined ? undefined : pick(input, best).values[0];
}

/** The region that the code sets for the client, where it is another than the function's own. */
function regionOf(call: AwsCall, scope: Scope): string | undefined {
  if (call.region === undefined) return undefined;
  const [only, ...others] = resolveValue(call.region, scope);
  if (others.length > 0 || isUnknown(only)) return '*';
  return typeof only === 'string' && only !== scope.app.region ? only : undefined;
}

const toNeeded = ({ arn, own, wide }: Located): NeededResource => ({
  arn: joinParts(arn),
  ...(own === undefined ? {} : { own }),
  ...(wide === undefined ? {} : { wide }),
});

function unique(resources: readonly NeededResource[]): readonly NeededResource[] {
  const byArn = new Map<string, NeededResource>();
  for (const resource of resources) {
    const key = JSON.stringify(resource.arn);
    if (!byArn.has(key)) byArn.set(key, resource);
  }
  return [...byArn.values()];
}
