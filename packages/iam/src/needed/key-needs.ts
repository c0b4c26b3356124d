import {
  type DeployedResource,
  isReference,
  isUnknown,
  type NeedReason,
  own,
  type TemplateValue,
} from '@bulkhead/core';
import * as kinds from '../resources/kinds.ts';
import { locate } from '../resources/locate.ts';
import { isPlainObject, type Scope } from '../resources/scope.ts';
import { joinParts, knownStart, partsOf, pseudo } from '../resources/template-text.ts';
import type { KeyUse } from '../services/types.ts';
import type { Atom, Conditions } from './atoms.ts';

/**
 * Services that use the caller's permission on a key, by the prefix of their actions, as `kms:ViaService` spells them
 * (AWS KMS developer guide, "kms:ViaService").
 */
const VIA: Readonly<Record<string, string>> = {
  dynamodb: 'dynamodb',
  kinesis: 'kinesis',
  s3: 's3',
  secretsmanager: 'secretsmanager',
  sns: 'sns',
  sqs: 'sqs',
  ssm: 'ssm',
  states: 'states',
};

const ACTIONS: Readonly<Record<KeyUse, readonly string[]>> = {
  read: ['kms:Decrypt'],
  write: ['kms:GenerateDataKey'],
  both: ['kms:Decrypt', 'kms:GenerateDataKey'],
};

const KINDS = Object.values(kinds).filter((kind): kind is kinds.ResourceKind => typeof kind === 'object');
const byType = new Map(KINDS.flatMap((kind) => kind.types.map((type) => [type, kind] as const)));

/** The customer's key that encrypts a resource, as its template names it; AWS's own keys let everybody in by themselves. */
export function customerKeyOf(resource: DeployedResource): TemplateValue | undefined {
  for (const path of byType.get(resource.type)?.keyProperties ?? []) {
    let value: TemplateValue | undefined = resource.properties;
    for (const step of path)
      value = Array.isArray(value) ? value[step as number] : isPlainObject(value) ? value[step] : undefined;
    if (value !== undefined && value !== null && value !== '' && !isAwsKey(value)) return value;
  }
  return undefined;
}

const isAwsKey = (value: TemplateValue): boolean => {
  const start = knownStart(partsOf(value) ?? []);
  return start.startsWith('alias/aws/') || /:alias\/aws\//.test(start);
};

/** What a caller needs on a key that a service uses in its name. */
export function keyAtoms(
  key: TemplateValue,
  use: KeyUse,
  prefix: string,
  scope: Scope,
  because: NeedReason,
): readonly Atom[] {
  const via = own(VIA, prefix);
  if (via === undefined) return [];
  const { resource, wide, alias } = keyArn(key, scope);
  const conditions = {
    StringEquals: {
      'kms:ViaService': joinParts([`${via}.`, pseudo('Region'), '.amazonaws.com']),
      ...(alias === undefined ? {} : { 'kms:ResourceAliases': alias }),
    },
  };
  const reason: NeedReason = { ...because, kind: 'dependent', ...(wide === undefined ? {} : { wide }) };
  return ACTIONS[use].map((action) => ({ action, resource, conditions: withSet(conditions), because: [reason] }));
}

/** A key has several aliases: that key of conditions takes a set. */
function withSet({ StringEquals }: { readonly StringEquals: { readonly [key: string]: TemplateValue } }): Conditions {
  const { 'kms:ResourceAliases': alias, ...rest } = StringEquals;
  return alias === undefined
    ? { StringEquals: rest }
    : { StringEquals: rest, 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } };
}

/** An alias is no resource of a policy: the key behind it is, or all keys that have this alias. */
export function keyArn(
  key: TemplateValue,
  scope: Scope,
): { resource: TemplateValue; wide?: string; alias?: TemplateValue } {
  const parts = partsOf(key) ?? [];
  const first = parts[0];
  const own = isReference(first) && parts.length === 1 ? scope.own.byId.get(first.ref) : undefined;
  const alias = own?.type === 'AWS::KMS::Alias' ? own : undefined;
  const target = alias?.properties['TargetKeyId'];
  if (target !== undefined)
    return keyArn(target, { ...scope, own: { ...scope.own, byId: without(scope, alias?.id ?? '') } });
  const start = knownStart(parts);
  const name = start.startsWith('alias/')
    ? parts
    : /:(alias\/.*)$/s.test(start)
      ? [/:(alias\/.*)$/s.exec(start)?.[1] ?? '', ...parts.slice(1)]
      : undefined;
  if (name !== undefined && !name.some(isUnknown)) {
    const any = locate(kinds.key, '*', scope);
    return { resource: joinParts(any.arn), wide: 'a key is named by its alias', alias: joinParts(name) };
  }
  const located = locate(kinds.key, key, scope);
  return { resource: joinParts(located.arn), ...(located.wide === undefined ? {} : { wide: located.wide }) };
}

/** An alias that names itself must end somewhere. */
function without(scope: Scope, id: string): Scope['own']['byId'] {
  const rest = new Map(scope.own.byId);
  rest.delete(id);
  return rest;
}
