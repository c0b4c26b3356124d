import type { AwsCall, DeployedResource, NeedReason, TemplateValue } from '@bulkhead/core';
import { pick } from '../actions/input.ts';
import { type ActionNeed, needsOf } from '../actions/needs-of.ts';
import * as kinds from '../resources/kinds.ts';
import { locate } from '../resources/locate.ts';
import { resolveValue } from '../resources/resolve-value.ts';
import { isPlainObject, type Scope } from '../resources/scope.ts';
import { fillArn, joinParts, partsOf, templateText } from '../resources/template-text.ts';
import { TASK_ROLES } from '../services/compute.ts';
import { isThere } from '../services/rules.ts';
import { isNotified } from '../services/s3.ts';
import type { Atom, Conditions } from './atoms.ts';
import { conditionsOf } from './conditions-of.ts';
import { customerKeyOf, keyArn, keyAtoms } from './key-needs.ts';
import { leadingKeys } from './leading-keys.ts';
import { type NeededResource, resourcesOf } from './resources-of.ts';

export interface CallOptions {
  /**
   * Resources of other stacks may be encrypted with a customer's key, which no template here tells: `true` grants its use
   * through their service.
   */
  readonly externalKeys?: boolean;
}

/** Everything that one call needs, and what of it could not be told. */
export function callAtoms(
  call: AwsCall,
  scope: Scope,
  options: CallOptions = {},
): { atoms: readonly Atom[]; problem?: string } {
  // The role that was taken answers for it.
  if (call.foreign) return { atoms: [] };
  const { needs, problem } = needsOf(call);
  const atoms: Atom[] = [];
  for (const need of needs) {
    for (const resource of resourcesOf(need, call, scope)) {
      if (isIdle(need, call, resource)) continue;
      const because = reason(call, need, resource);
      if (need.action === TASK_ROLES) {
        atoms.push(...taskRoles(resource, scope, because));
        continue;
      }
      atoms.push(...ownAtoms(need, resource, scope, because));
      if (need.key !== undefined) atoms.push(...keysOf(need, resource, call, scope, because, options));
    }
  }
  return problem === undefined ? { atoms } : { atoms, problem };
}

/** A bucket that never kept versions notifies of none. */
function isIdle(need: ActionNeed, call: AwsCall, { own }: NeededResource): boolean {
  if (!/^s3:\w+Version(?:Acl|Tagging)?$/.test(need.action) || own?.type !== 'AWS::S3::Bucket') return false;
  if (own.properties['VersioningConfiguration'] !== undefined) return false;
  const versions = pick(call.input, 'VersionId').values;
  return versions.length > 0 && versions.every((value) => value.kind === 'event' && isNotified(value.path));
}

function reason(call: AwsCall, need: ActionNeed, resource: NeededResource): NeedReason {
  const wide = resource.wide ?? need.wide;
  return { call, place: call.place, kind: need.kind, ...(wide === undefined ? {} : { wide }) };
}

function ownAtoms(need: ActionNeed, resource: NeededResource, scope: Scope, because: NeedReason): readonly Atom[] {
  const leading = need.keyed && resource.own && leadingKeys(need.keyed, resource.own);
  const conditions =
    leading === undefined
      ? conditionsOf(need.conditions, scope)
      : conditionsOf({ 'dynamodb:LeadingKeys': leading }, scope, 'ForAllValues:');
  // A key that is called by its alias: no ARN tells it, the alias in the request does.
  if (need.action.startsWith('kms:') && need.on !== '*' && need.on !== 'formats' && need.on.named.length > 0) {
    return need.on.named
      .flatMap((value) => resolveValue(value, scope))
      .map((value) => keyAtom(need, value, scope, because, conditions));
  }
  return [{ action: need.action, resource: resource.arn, ...(conditions ? { conditions } : {}), because: [because] }];
}

function keyAtom(
  need: ActionNeed,
  value: TemplateValue,
  scope: Scope,
  because: NeedReason,
  conditions: Conditions | undefined,
): Atom {
  const { resource, wide, alias } = keyArn(value, scope);
  const told = because.wide === undefined || wide !== undefined;
  const { wide: _, ...exact } = because;
  return {
    action: need.action,
    resource,
    // "Limits access to requests that use this alias" (KMS developer guide, kms:RequestAlias).
    ...withAlias(conditions, alias),
    because: [wide === undefined ? (told ? exact : because) : { ...because, wide }],
  };
}

function withAlias(conditions: Conditions | undefined, alias: TemplateValue | undefined): Pick<Atom, 'conditions'> {
  if (alias === undefined) return conditions === undefined ? {} : { conditions };
  return {
    conditions: { ...conditions, StringEquals: { ...conditions?.['StringEquals'], 'kms:RequestAlias': alias } },
  };
}

/** A customer's key on the way: of the resource, or named by the request itself. */
function keysOf(
  need: ActionNeed,
  resource: NeededResource,
  call: AwsCall,
  scope: Scope,
  because: NeedReason,
  options: CallOptions,
): readonly Atom[] {
  const prefix = need.action.slice(0, need.action.indexOf(':'));
  const use = need.key ?? 'read';
  const named = use === 'read' ? [] : pick(call.input, 'SSEKMSKeyId').values.filter(isThere);
  if (named.length > 0) {
    return named
      .flatMap((value) => resolveValue(value, scope))
      .flatMap((key) => keyAtoms(key, use, prefix, scope, because));
  }
  if (resource.own !== undefined) {
    const key = customerKeyOf(resource.own);
    return key === undefined ? [] : keyAtoms(key, use, prefix, scope, because);
  }
  // A name that only an invocation knows may be that of an own resource: each key that encrypts one may be asked for.
  if (resource.wide !== undefined && need.on !== '*' && need.on !== 'formats') {
    const { kind } = need.on;
    const start = templateText(resource.arn).replace(/\*.*$/s, '');
    const keys = kind.types
      .flatMap((type) => scope.own.byType.get(type) ?? [])
      .filter((own) => arnOf(kind, own).startsWith(start))
      .flatMap((own) => customerKeyOf(own) ?? []);
    if (keys.length > 0) return keys.flatMap((key) => keyAtoms(key, use, prefix, scope, because));
  }
  if (options.externalKeys !== true) return [];
  const unknown: TemplateValue = {
    unknown: 'a resource of another stack may be encrypted with any key',
    expression: 'key',
  };
  return keyAtoms(unknown, use, prefix, scope, because);
}

/** By its name; one that the deploy makes has its logical id in place of it. */
function arnOf(kind: kinds.ResourceKind, own: DeployedResource): string {
  const set = kind.nameProperty === undefined ? undefined : own.properties[kind.nameProperty];
  return templateText(joinParts(fillArn(kind.arn, { Name: partsOf(set) ?? [{ ref: own.id }] })));
}

/** Who runs a task hands over the roles of its definition. */
function taskRoles(resource: NeededResource, scope: Scope, because: NeedReason): readonly Atom[] {
  const conditions = { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } };
  const properties = resource.own?.properties;
  const roles = [properties?.['TaskRoleArn'], properties?.['ExecutionRoleArn']].filter((role) => role !== undefined);
  if (!isPlainObject(properties)) {
    const any = locate(kinds.role, { unknown: 'the roles of the task are not known', expression: 'role' }, scope);
    return [
      {
        action: 'iam:PassRole',
        resource: joinParts(any.arn),
        conditions,
        because: [{ ...because, wide: any.wide ?? '' }],
      },
    ];
  }
  return roles.map((role) => {
    const { arn, wide } = locate(kinds.role, role, scope);
    return {
      action: 'iam:PassRole',
      resource: joinParts(arn),
      conditions,
      because: [{ ...because, ...(wide === undefined ? {} : { wide }) }],
    };
  });
}
