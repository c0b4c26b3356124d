import { isReference, type NeededStatement, type TemplateValue } from '@bulkhead/core';
import { commentLines, oneLine } from '../document/comments.ts';
import { portable } from '../document/portable.ts';
import type { OwnResources } from '../resources/scope.ts';
import { partsOf } from '../resources/template-text.ts';
import { withoutAdded } from './runtime-statements.ts';
import type { RoleWriter } from './types.ts';
import { subText } from './yaml-values.ts';

/** TypeScript for an application of AWS CDK 2: a function for each Lambda function that adds what it needs to its role. */
export const writeCdk: RoleWriter = ({ own, roles }) => {
  const lines = [
    "import { Fn } from 'aws-cdk-lib';",
    "import { type IRole, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';",
    "import type { Construct } from 'constructs';",
  ];
  const names = new Map<string, number>();
  for (const { fn, deployed, statements } of roles) {
    const name = functionName(deployed?.id ?? fn.id, names);
    lines.push('', `/** What ${oneLine(fn.id)} needs besides its log. Call it after the function is made. */`);
    lines.push(`export function ${name}(scope: Construct, role: IRole): void {`);
    // A policy of its own: the role's default policy is made before the function, and may not name it.
    lines.push(`  new Policy(scope, '${name}', {`, '    roles: [role],', '    statements: [');
    for (const statement of withoutAdded(statements)) lines.push(...statementLines(statement, own));
    lines.push('    ],', '  });', '}');
  }
  return `${lines.join('\n')}\n`;
};

function statementLines(statement: NeededStatement, own: OwnResources): readonly string[] {
  const list = (values: readonly string[]) => `[${values.join(', ')}]`;
  const value = (one: TemplateValue): string => cdkValue(one, own);
  const lines = [
    ...commentLines(statement).map((line) => `      // ${line}`),
    '      new PolicyStatement({',
    `        actions: ${list(statement.actions.map(quoted))},`,
    `        resources: ${list(statement.resources.map(value))},`,
  ];
  if (statement.conditions !== undefined) {
    lines.push('        conditions: {');
    for (const [operator, keys] of Object.entries(statement.conditions)) {
      const pairs = Object.entries(keys).map(
        ([key, one]) => `${quoted(key)}: ${Array.isArray(one) ? list(one.map(value)) : value(one)}`,
      );
      lines.push(`          ${quoted(operator)}: { ${pairs.join(', ')} },`);
    }
    lines.push('        },');
  }
  return [...lines, '      }),'];
}

function cdkValue(value: TemplateValue, own: OwnResources): string {
  const parts = partsOf(portable(value, own)) ?? [];
  const [only] = parts;
  if (parts.length === 1 && isReference(only)) {
    return only.attribute === undefined
      ? `Fn.ref(${quoted(only.ref)})`
      : `Fn.getAtt(${quoted(only.ref)}, ${quoted(only.attribute)}).toString()`;
  }
  if (parts.every((part) => typeof part === 'string')) return quoted(parts.join(''));
  return `Fn.sub(${quoted(subText(value, own))})`;
}

const quoted = (text: string): string =>
  `'${text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replace(
      /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )}'`;

function functionName(id: string, taken: Map<string, number>): string {
  const letters = id.replace(/[^A-Za-z0-9]/g, '');
  const name = `allow${letters.charAt(0).toUpperCase()}${letters.slice(1)}`;
  const count = (taken.get(name) ?? 0) + 1;
  taken.set(name, count);
  return count === 1 ? name : `${name}${count}`;
}
