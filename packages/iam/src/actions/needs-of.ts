import type { AwsCall } from '@bulkhead/core';
import { prefixOfClient } from '../data/client-prefixes.ts';
import { iamAction, iamService } from '../data/service-data.ts';
import { apiGatewayNeeds } from '../services/api-gateway.ts';
import { serviceModel } from '../services/index.ts';
import { passedRoles } from '../services/passed-roles.ts';
import { named } from '../services/rules.ts';
import { signedHttpNeeds } from '../services/signed-http.ts';
import type { KeyUse, Need, ServiceModel, Target } from '../services/types.ts';

export interface CallNeeds {
  readonly needs: readonly ActionNeed[];
  /** Why some of it could not be told, for a person. */
  readonly problem?: string;
}

/** A {@link Need} whose resource is decided: a target, `*`, or by the ARN formats of the action alone. */
export interface ActionNeed extends Omit<Need, 'on'> {
  readonly on: Target | '*' | 'formats';
  readonly kind: 'call' | 'dependent' | 'derived';
  readonly key?: KeyUse;
}

const OF_INITIATOR = new Set(['AbortMultipartUpload', 'ListParts']);

/** What IAM asks for when a call is made: actions, and which part of the request names the resource. */
export function needsOf(
  call: Pick<AwsCall, 'service' | 'operation' | 'input'> & Partial<Pick<AwsCall, 'by'>>,
): CallNeeds {
  const { service, operation, input } = call;
  // Who began an upload in parts may list and end it (S3 user guide, "Multipart upload API and permissions").
  if (service === 's3' && call.by === 'library' && OF_INITIATOR.has(operation)) return { needs: [] };
  if (call.by === 'http') {
    const needs = signedHttpNeeds(service, input);
    if (needs !== undefined) return { needs: needs.map((need) => complete(need, undefined, input)) };
  }
  if (operation === '*')
    return { needs: [], problem: `which operation of ${service} is called is decided at run time` };
  const managed = apiGatewayNeeds(service, operation, input);
  if (managed !== undefined) return { needs: managed.map((need) => complete(need, undefined, input)) };
  const model = serviceModel(service);
  if (model?.free?.includes(operation)) return { needs: [] };
  const rule = model && Object.hasOwn(model.operations, operation) ? model.operations[operation] : undefined;
  if (rule !== undefined && model !== undefined) {
    const needs = typeof rule === 'function' ? rule(input) : rule;
    return { needs: needs.map((need) => complete(need, model, input)) };
  }
  const prefix = model?.prefix ?? prefixOfClient(service);
  if (prefix === undefined) return { needs: [], problem: `${service} is no service that IAM's reference names` };
  const action = iamService(prefix)?.actions.get(operation.toLowerCase());
  if (action === undefined) return { needs: [], problem: `IAM has no action for ${operation} of ${service}` };
  const need = complete({ action: action.name }, model, input);
  const roles = passedRoles(service, operation, input).map((one) => complete(one, model, input));
  return { needs: [model === undefined ? { ...need, kind: 'derived' } : need, ...roles] };
}

function complete(need: Need, model: ServiceModel | undefined, input: AwsCall['input']): ActionNeed {
  const key = need.key ?? model?.keyUse?.[need.action.slice(need.action.indexOf(':') + 1)];
  return {
    ...need,
    kind: need.dependent ? 'dependent' : 'call',
    on: need.on ?? targetOf(need.action, model, input),
    ...(key === undefined ? {} : { key }),
  };
}

function targetOf(name: string, model: ServiceModel | undefined, input: AwsCall['input']): ActionNeed['on'] {
  const action = iamAction(name);
  if (action !== undefined && action.resourceTypes.length === 0) return '*';
  // A parameter tells the resource only where the action is judged on that kind of resource.
  const kinds = Object.entries(model?.parameters ?? {}).filter(([, kind]) =>
    isKindOf(kind.arn, action?.resourceTypes ?? []),
  );
  for (const [path, kind] of kinds) {
    const target = named(kind, input, path);
    if (target.named.some((value) => value.kind !== 'unknown')) return target;
  }
  const [path, kind] = kinds[0] ?? [];
  return path === undefined || kind === undefined ? 'formats' : named(kind, input, path);
}

/** `arn:…:dynamodb:…:table/` of both, whatever the names behind are called. */
function isKindOf(arn: string, types: readonly { readonly arn: string }[]): boolean {
  const head = arnHead(arn);
  return types.length === 0 || types.some((type) => arnHead(type.arn) === head);
}

const arnHead = (arn: string) => {
  const [, , service = '', , , ...rest] = arn.replaceAll(/\$\{(?:Partition|Region|Account)\}/g, '').split(':');
  return `${service}:${/^[a-zA-Z-]*/.exec(rest.join(':'))?.[0] ?? ''}`;
};
