import type { StaticValue } from '@bulkhead/core';
import { role } from '../resources/kinds.ts';
import { named } from './rules.ts';
import type { Need } from './types.ts';

/** `RoleArn`, `executionRoleArn`, `Role`: names of requests for a role that a service is to take. */
const ROLE = /(?:^r|R)ole(?:Arn|ARN)?$/;
const PROFILE = /^IamInstanceProfile(?:Arn)?$/;
const ONLY_LOOKS = /^(?:Get|List|Describe|Search|Assume|Decode|Simulate)/;

/**
 * Handing a role to a service takes iam:PassRole, whichever service it is
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html). STS and IAM themselves take none over.
 */
export function passedRoles(service: string, operation: string, input: StaticValue): readonly Need[] {
  if (service === 'sts' || service === 'iam' || ONLY_LOOKS.test(operation) || input.kind !== 'object') return [];
  return pathsIn(input, 2).map((path) => {
    const isProfile = PROFILE.test(path);
    const on = isProfile
      ? { kind: role, named: [], reason: 'the role of an instance profile is passed' }
      : named(role, input, path);
    return { action: 'iam:PassRole', on, dependent: true };
  });
}

function pathsIn(input: StaticValue & { readonly kind: 'object' }, depth: number): readonly string[] {
  return Object.entries(input.fields).flatMap(([name, value]) => {
    if (PROFILE.test(name)) return [name];
    if (ROLE.test(name) && value.kind !== 'object' && value.kind !== 'list') return [name];
    if (value.kind !== 'object' || depth === 1) return [];
    return pathsIn(value, depth - 1).map((inner) => `${name}.${inner}`);
  });
}
