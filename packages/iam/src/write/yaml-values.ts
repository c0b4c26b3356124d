import { isReference, isUnknown, type NeededStatement, type TemplateValue } from '@bulkhead/core';
import { commentLines } from '../document/comments.ts';
import { portable } from '../document/portable.ts';
import type { OwnResources } from '../resources/scope.ts';
import { partsOf } from '../resources/template-text.ts';

/** Statements of a policy as YAML for CloudFormation, each with its reasons above it. */
export function yamlStatements(
  statements: readonly NeededStatement[],
  own: OwnResources,
  indent: string,
): readonly string[] {
  return statements.flatMap((statement) => {
    const lines = [
      ...commentLines(statement).map((line) => `${indent}# ${line}`),
      `${indent}- Effect: Allow`,
      ...yamlList('Action', statement.actions, own, `${indent}  `),
      ...yamlList('Resource', statement.resources, own, `${indent}  `),
    ];
    if (statement.conditions === undefined) return lines;
    lines.push(`${indent}  Condition:`);
    for (const [operator, keys] of Object.entries(statement.conditions)) {
      lines.push(`${indent}    ${yamlText(operator)}:`);
      for (const [key, value] of Object.entries(keys)) {
        if (Array.isArray(value)) lines.push(...yamlList(yamlText(key), value, own, `${indent}      `));
        else lines.push(`${indent}      ${yamlText(key)}: ${yamlValue(value, own)}`);
      }
    }
    return lines;
  });
}

function yamlList(key: string, values: readonly TemplateValue[], own: OwnResources, indent: string): readonly string[] {
  if (values.length === 1) return [`${indent}${key}: ${yamlValue(values[0] as TemplateValue, own)}`];
  return [`${indent}${key}:`, ...values.map((value) => `${indent}  - ${yamlValue(value, own)}`)];
}

/** `!GetAtt Orders.Arn`, `!Sub '…${AWS::Region}…'`, or a text. */
export function yamlValue(value: TemplateValue, own: OwnResources): string {
  const parts = partsOf(portable(value, own)) ?? [];
  const [only] = parts;
  if (parts.length === 1 && isReference(only)) {
    return only.attribute === undefined ? `!Ref ${only.ref}` : `!GetAtt ${only.ref}.${only.attribute}`;
  }
  if (parts.every((part) => typeof part === 'string')) return yamlText(parts.join(''));
  return `!Sub ${quoted(subText(value, own))}`;
}

/** A text for `Fn::Sub`; a `${` that is none of its own is escaped. */
export function subText(value: TemplateValue, own: OwnResources): string {
  return (partsOf(portable(value, own)) ?? [])
    .map((part) => {
      if (typeof part === 'string') return part.replaceAll('${', '${!');
      if (isUnknown(part)) return '*';
      return part.attribute === undefined ? `\${${part.ref}}` : `\${${part.ref}.${part.attribute}}`;
    })
    .join('');
}

/** Plain where YAML cannot take it for anything else. */
export function yamlText(text: string): string {
  const isPlain =
    /^[A-Za-z_][\w./-]*(?:::?[A-Za-z_][\w./-]*)*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return isPlain ? text : quoted(text);
}

const quoted = (text: string): string =>
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text) ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
