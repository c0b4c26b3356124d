import {
  type App,
  type DeployedResource,
  type GrantedStatement,
  isReference,
  isUnknown,
  type SourcePlace,
  type TemplateValue,
} from '@bulkhead/core';
import { deployedFunction, indexResources, isPlainObject, type OwnResources } from '../resources/scope.ts';
import { joinParts, partsOf, templateText } from '../resources/template-text.ts';
import { managedPolicy } from './managed-policies.ts';

/**
 * What the role of each function allows today, with the place of each statement.
 * @param resources what `deployedResources(app)` gives
 * @returns by function id; a function whose role is not of this application is absent
 */
export function grantedStatements(
  app: App,
  resources: readonly DeployedResource[],
): ReadonlyMap<string, readonly GrantedStatement[]> {
  const own = indexResources(resources);
  const attached = attachedPolicies(own);
  const ofRole = new Map<string, readonly GrantedStatement[]>();
  const granted = new Map<string, readonly GrantedStatement[]>();
  for (const fn of app.functions) {
    const role = roleOf(deployedFunction(app, fn, own), own);
    if (role === undefined) continue;
    // Many functions share a role: its statements are read once.
    let statements = ofRole.get(role.id);
    if (statements === undefined) {
      statements = statementsOf(role, attached.get(role.id) ?? [], own);
      ofRole.set(role.id, statements);
    }
    granted.set(fn.id, statements);
  }
  return granted;
}

/** The role of a function, where the application has it. */
export function roleOf(fn: DeployedResource | undefined, own: OwnResources): DeployedResource | undefined {
  return roleNamed(fn?.properties['Role'], own);
}

function roleNamed(value: TemplateValue | undefined, own: OwnResources): DeployedResource | undefined {
  const parts = partsOf(value) ?? [];
  for (const part of parts) {
    const resource = isReference(part) ? own.byId.get(part.ref) : undefined;
    if (resource?.type === 'AWS::IAM::Role') return resource;
  }
  const name = templateText(joinParts(parts)).replace(/^arn:.*:role\/(?:.*\/)?/, '');
  return own.byName.get(`AWS::IAM::Role RoleName ${name}`);
}

/** Policies that name their roles themselves, by the role's logical id. */
function attachedPolicies(own: OwnResources): ReadonlyMap<string, readonly DeployedResource[]> {
  const found = new Map<string, DeployedResource[]>();
  for (const type of ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy']) {
    for (const policy of own.byType.get(type) ?? []) {
      const roles = type === 'AWS::IAM::RolePolicy' ? [policy.properties['RoleName']] : policy.properties['Roles'];
      for (const value of Array.isArray(roles) ? (roles as readonly TemplateValue[]) : []) {
        const role = roleNamed(value, own);
        if (role === undefined) continue;
        const known = found.get(role.id);
        if (known) known.push(policy);
        else found.set(role.id, [policy]);
      }
    }
  }
  return found;
}

function statementsOf(
  role: DeployedResource,
  attached: readonly DeployedResource[],
  own: OwnResources,
): readonly GrantedStatement[] {
  const statements: GrantedStatement[] = [];
  const inline = role.properties['Policies'];
  for (const [index, policy] of (Array.isArray(inline) ? (inline as readonly TemplateValue[]) : []).entries()) {
    const document = isPlainObject(policy) ? policy['PolicyDocument'] : policy;
    statements.push(...readDocument(document, role, ['Policies', index, 'PolicyDocument'], role.id));
  }
  const managed = role.properties['ManagedPolicyArns'];
  for (const [index, arn] of (Array.isArray(managed) ? (managed as readonly TemplateValue[]) : []).entries()) {
    statements.push(...ofManaged(arn, role.placeOf(['ManagedPolicyArns', index]), own));
  }
  if (isUnknown(managed)) statements.push(unreadable(managed.unknown, role.placeOf(['ManagedPolicyArns']), role.id));
  for (const policy of attached) {
    statements.push(...readDocument(policy.properties['PolicyDocument'], policy, ['PolicyDocument'], policy.id));
  }
  return statements;
}

function ofManaged(arn: TemplateValue, place: SourcePlace, own: OwnResources): readonly GrantedStatement[] {
  const policy = isReference(arn) ? own.byId.get(arn.ref) : undefined;
  if (policy !== undefined) {
    return readDocument(policy.properties['PolicyDocument'], policy, ['PolicyDocument'], policy.id);
  }
  // The partition of an AWS managed policy may be a pseudo parameter.
  const text = templateText(arn).replace('${AWS::Partition}', 'aws');
  const known = managedPolicy(text);
  if (known === undefined) return [unreadable('its policy is not known here', place, text)];
  const statements: GrantedStatement[] = known.statements.map((statement) => ({
    effect: 'Allow',
    ...statement,
    place,
    from: text,
  }));
  return known.more ? [...statements, unreadable('it allows more than is known here', place, text)] : statements;
}

const unreadable = (unknown: string, place: SourcePlace, from: string): GrantedStatement => ({
  effect: 'Allow',
  actions: [],
  resources: [],
  unknown,
  place,
  from,
});

/** The statements of a policy document that stands in a resource. */
export function readDocument(
  document: TemplateValue | undefined,
  holder: DeployedResource,
  path: readonly (string | number)[],
  from: string,
): readonly GrantedStatement[] {
  if (!isPlainObject(document)) {
    const why = isUnknown(document) ? document.unknown : 'it is no policy document';
    return document === undefined ? [] : [unreadable(why, holder.placeOf(path), from)];
  }
  const statement = document['Statement'];
  const list: readonly TemplateValue[] = Array.isArray(statement)
    ? statement
    : statement === undefined
      ? []
      : [statement];
  return list.map((one, index): GrantedStatement => {
    const place = holder.placeOf(Array.isArray(statement) ? [...path, 'Statement', index] : [...path, 'Statement']);
    if (!isPlainObject(one)) return unreadable(isUnknown(one) ? one.unknown : 'it is no statement', place, from);
    const notActions = strings(one['NotAction']);
    const notResources = values(one['NotResource']);
    return {
      effect: one['Effect'] === 'Deny' ? 'Deny' : 'Allow',
      actions: strings(one['Action']),
      ...(notActions.length > 0 ? { notActions } : {}),
      resources: values(one['Resource']),
      ...(notResources.length > 0 ? { notResources } : {}),
      ...(one['Condition'] === undefined ? {} : { conditions: one['Condition'] }),
      place,
      from,
    };
  });
}

const values = (value: TemplateValue | undefined): readonly TemplateValue[] =>
  value === undefined ? [] : Array.isArray(value) ? value.flatMap((item: TemplateValue) => values(item)) : [value];

/** An action that only the deploy knows is left out: it can match nothing here. */
const strings = (value: TemplateValue | undefined): readonly string[] =>
  values(value).flatMap((item) => (typeof item === 'string' ? [item] : []));
