import { isReference, type NeededStatement, own, type TemplateValue } from '@bulkhead/core';
import { partsOf } from '../resources/template-text.ts';

/** Characters of all inline policies of a role together, blanks not counted (IAM user guide, "IAM and AWS STS quotas"). */
export const MAX_INLINE = 10_240;
/** Characters of a managed policy (same page). */
export const MAX_MANAGED = 6_144;

/** Longest region (`ap-southeast-1`, `us-gov-west-1`), partition and so on; names as long as most services let them be. */
const PSEUDO_LENGTHS: Readonly<Record<string, number>> = {
  'AWS::Partition': 10,
  'AWS::Region': 14,
  'AWS::AccountId': 12,
};
const NAME_LENGTH = 64;
const ARN_LENGTH = 130;

/** Characters that a value has once it is deployed, at most as far as that can be told. */
export function deployedLength(value: TemplateValue): number {
  const parts = partsOf(value);
  if (parts === undefined) return JSON.stringify(value).length;
  return parts.reduce<number>((sum, part) => {
    if (typeof part === 'string') return sum + part.length;
    if (!isReference(part)) return sum + NAME_LENGTH;
    return sum + (own(PSEUDO_LENGTHS, part.ref) ?? (/Arn$/.test(part.attribute ?? '') ? ARN_LENGTH : NAME_LENGTH));
  }, 0);
}

/** `{"Effect":"Allow","Action":[…],"Resource":[…],"Condition":…}` */
export function statementLength(statement: NeededStatement): number {
  const actions = statement.actions.reduce((sum, action) => sum + action.length + 3, 0);
  const resources = statement.resources.reduce<number>((sum, resource) => sum + deployedLength(resource) + 3, 0);
  const conditions = statement.conditions === undefined ? 0 : conditionLength(statement.conditions) + 15;
  return 48 + actions + resources + conditions;
}

const conditionLength = (conditions: NonNullable<NeededStatement['conditions']>): number =>
  Object.entries(conditions).reduce(
    (sum, [operator, keys]) =>
      sum +
      operator.length +
      6 +
      Object.entries(keys).reduce((inner, [key, value]) => {
        const values: readonly TemplateValue[] = Array.isArray(value) ? value : [value];
        return inner + key.length + 8 + values.reduce<number>((all, one) => all + deployedLength(one) + 3, 0);
      }, 0),
    0,
  );

const documentLength = (statements: readonly NeededStatement[]): number =>
  statements.reduce((sum, statement) => sum + statementLength(statement) + 1, 42);

export interface PolicyParts {
  /** Statements that fit into the role itself. */
  readonly inline: readonly NeededStatement[];
  /** Statements of managed policies, each within its size; empty where everything is inline. */
  readonly managed: readonly (readonly NeededStatement[])[];
}

/** Puts statements into the role while they fit, and into managed policies where they do not: split, never widened. */
export function splitPolicy(statements: readonly NeededStatement[]): PolicyParts {
  if (documentLength(statements) <= MAX_INLINE) return { inline: statements, managed: [] };
  const managed: NeededStatement[][] = [[]];
  for (const statement of statements.flatMap(splitStatement)) {
    const last = managed.at(-1) as NeededStatement[];
    if (last.length > 0 && documentLength([...last, statement]) > MAX_MANAGED) managed.push([statement]);
    else last.push(statement);
  }
  return { inline: [], managed };
}

/** One statement of many resources becomes several of some. */
function splitStatement(statement: NeededStatement): readonly NeededStatement[] {
  if (documentLength([statement]) <= MAX_MANAGED || statement.resources.length < 2) return [statement];
  const half = Math.ceil(statement.resources.length / 2);
  return [
    ...splitStatement({ ...statement, resources: statement.resources.slice(0, half) }),
    ...splitStatement({ ...statement, resources: statement.resources.slice(half) }),
  ];
}
