import { isReference, isUnknown, type NeededStatement, own, type TemplateValue } from '@bulkhead/core';
import { commentLines } from '../document/comments.ts';
import { roleName } from '../document/role-name.ts';
import { splitPolicy } from '../document/split.ts';
import { type Part, partsOf } from '../resources/template-text.ts';
import type { RoleWriter } from './types.ts';

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'data.aws_partition.current.partition',
  'AWS::Region': 'data.aws_region.current.name',
  'AWS::AccountId': 'data.aws_caller_identity.current.account_id',
};

/** Roles in Terraform's language. Resources of another template come in as variables. */
export const writeTerraform: RoleWriter = ({ app, roles }) => {
  const variables = new Set<string>();
  const blocks = roles.flatMap(({ fn, statements }) => {
    // What the registry's module calls its one function says nothing.
    const short = fn.id.replace(/(^|\.)aws_lambda_function\./, '$1').replace(/\.this\[0\]$/, '');
    const label = `needed_${short.replace(/[^\w-]/g, '_')}`;
    const { inline, managed } = splitPolicy(statements);
    const documents = inline.length > 0 ? [inline] : managed;
    return [
      `resource "aws_iam_role" "${label}" {`,
      `  name               = ${quoted(roleName(app.name, app.stage, short))}`,
      '  assume_role_policy = data.aws_iam_policy_document.lambda.json',
      '}',
      '',
      ...documents.flatMap((document, index) => {
        const name = managed.length > 0 ? `${label}_${index + 1}` : label;
        return [
          `data "aws_iam_policy_document" "${name}" {`,
          ...document.flatMap((statement) => statementLines(statement, variables)),
          '}',
          '',
          ...(managed.length > 0
            ? [
                `resource "aws_iam_policy" "${name}" {`,
                `  policy = data.aws_iam_policy_document.${name}.json`,
                '}',
                '',
                `resource "aws_iam_role_policy_attachment" "${name}" {`,
                `  role       = aws_iam_role.${label}.name`,
                `  policy_arn = aws_iam_policy.${name}.arn`,
                '}',
                '',
              ]
            : [
                `resource "aws_iam_role_policy" "${name}" {`,
                `  role   = aws_iam_role.${label}.id`,
                `  policy = data.aws_iam_policy_document.${name}.json`,
                '}',
                '',
              ]),
        ];
      }),
    ];
  });
  const head = [
    'data "aws_partition" "current" {}',
    'data "aws_region" "current" {}',
    'data "aws_caller_identity" "current" {}',
    '',
    'data "aws_iam_policy_document" "lambda" {',
    '  statement {',
    '    actions = ["sts:AssumeRole"]',
    '    principals {',
    '      type        = "Service"',
    '      identifiers = ["lambda.amazonaws.com"]',
    '    }',
    '  }',
    '}',
    '',
  ];
  const declared = [...variables].sort().flatMap((name) => [`variable "${name}" {`, '  type = string', '}', '']);
  return `${[...head, ...declared, ...blocks].join('\n').trimEnd()}\n`;
};

function statementLines(statement: NeededStatement, variables: Set<string>): readonly string[] {
  const list = (values: readonly TemplateValue[]) =>
    `[${values.map((value) => expression(value, variables)).join(', ')}]`;
  const lines = [
    ...commentLines(statement).map((line) => `  # ${line}`),
    '  statement {',
    `    actions   = ${list(statement.actions)}`,
    `    resources = ${list(statement.resources)}`,
  ];
  for (const [operator, keys] of Object.entries(statement.conditions ?? {})) {
    for (const [key, value] of Object.entries(keys)) {
      lines.push(
        '    condition {',
        `      test     = ${quoted(operator)}`,
        `      variable = ${quoted(key)}`,
        `      values   = ${list(Array.isArray(value) ? value : [value])}`,
        '    }',
      );
    }
  }
  return [...lines, '  }'];
}

function expression(value: TemplateValue, variables: Set<string>): string {
  const parts = partsOf(value) ?? [];
  const [only] = parts;
  if (parts.length === 1 && isReference(only)) return referenceTo(only, variables);
  return `"${parts.map((part) => (typeof part === 'string' ? escaped(part) : isUnknown(part) ? '*' : `\${${referenceTo(part, variables)}}`)).join('')}"`;
}

/** A resource of a Terraform project is named by its address; any other is a variable. */
function referenceTo(part: Exclude<Part, string>, variables: Set<string>): string {
  if (isUnknown(part)) return '"*"';
  const known = own(PSEUDO, part.ref);
  if (known !== undefined) return known;
  // What is inside of the registry's module can be named by its outputs alone.
  const made = /^(module\.[\w-]+(?:\["?[\w-]+"?\])?)\.aws_lambda_function\.this\[0\]$/.exec(part.ref)?.[1];
  if (made !== undefined) {
    return `${made}.lambda_function_${part.attribute === undefined ? 'name' : snake(part.attribute)}`;
  }
  if (/^(?:module\.[\w-]+\.)*aws_\w+\.[\w-]+(?:\["?[\w-]+"?\])?$/.test(part.ref)) {
    return `${part.ref}.${part.attribute === undefined ? 'id' : snake(part.attribute)}`;
  }
  const name = `${part.ref}${part.attribute === undefined ? '' : `_${part.attribute}`}`
    .replace(/\W/g, '_')
    .toLowerCase();
  variables.add(name);
  return `var.${name}`;
}

const snake = (name: string): string => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();

const quoted = (text: string): string => `"${escaped(text)}"`;

const escaped = (text: string): string =>
  JSON.stringify(text).slice(1, -1).replaceAll('${', '$${').replaceAll('%{', '%%{');
