import {
  isJoinedText,
  isReference,
  isUnknown,
  own,
  type ResourceReference,
  type TemplateValue,
  type Unknown,
} from '@bulkhead/core';

/** One piece of a text: known, a resource's attribute that the deploy fills in, or unknown. */
export type Part = string | ResourceReference | Unknown;

export const pseudo = (name: 'Partition' | 'Region' | 'AccountId'): ResourceReference => ({ ref: `AWS::${name}` });

/** The pieces of a text; undefined for what is no text (a list, an object, null). */
export function partsOf(value: TemplateValue | undefined): readonly Part[] | undefined {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  if (isReference(value) || isUnknown(value)) return [symbol(value)];
  if (isJoinedText(value)) return value.joined.map((part) => (typeof part === 'string' ? part : symbol(part)));
  return undefined;
}

/**
 * What only the deploy knows can still be named in the same template: a pseudo parameter, a parameter without a default.
 * They are references then, and exact.
 */
function symbol(part: ResourceReference | Unknown): ResourceReference | Unknown {
  if (!isUnknown(part)) return part;
  const name = /^(AWS::[A-Za-z]+)$|^!Ref ([A-Za-z0-9]+)$/.exec(part.expression);
  return name === null ? part : { ref: (name[1] ?? name[2]) as string };
}

/** The text of pieces, the simplest that says the same: neighbouring strings are one, a single piece stands alone. */
export function joinParts(parts: readonly Part[]): TemplateValue {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part !== 'string') joined.push(part);
    else if (typeof last === 'string') joined[joined.length - 1] = last + part;
    else if (part !== '') joined.push(part);
  }
  if (joined.length === 0) return '';
  return joined.length === 1 ? (joined[0] as Part) : { joined };
}

/** Replaces what is unknown by `*`; `unknowns` holds why. A `*` or `?` that a name itself has stays what it is. */
export function widen(parts: readonly Part[]): {
  readonly parts: readonly Part[];
  readonly unknowns: readonly Unknown[];
} {
  const unknowns: Unknown[] = [];
  const wide: Part[] = [];
  for (const part of parts) {
    if (!isUnknown(part)) wide.push(part);
    else {
      unknowns.push(part);
      if (wide.at(-1) !== '*') wide.push('*');
    }
  }
  return { parts: wide, unknowns };
}

/**
 * Pieces as one text, the same for the same meaning: `${Table.Arn}`, `${AWS::Region}`; what is unknown by its expression.
 * For keys of maps, for sorting and for messages.
 */
export function templateText(value: TemplateValue): string {
  const parts = partsOf(value);
  if (parts === undefined) return JSON.stringify(value);
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      if (isUnknown(part)) return `\${?${part.expression}}`;
      return part.attribute === undefined ? `\${${part.ref}}` : `\${${part.ref}.${part.attribute}}`;
    })
    .join('');
}

/** First characters of a text as far as they are known. */
export const knownStart = (parts: readonly Part[]): string => (typeof parts[0] === 'string' ? parts[0] : '');

/**
 * An ARN format with its placeholders filled: `${Partition}`, `${Region}`, `${Account}` by CloudFormation's pseudo
 * parameters unless given, others by `values`, `*` where those have none.
 */
export function fillArn(
  format: string,
  values: Readonly<Record<string, readonly Part[]>>,
  region?: string,
): readonly Part[] {
  const parts: Part[] = [];
  for (const piece of format.split(/(\$\{[^}]*\})/)) {
    if (!piece.startsWith('${')) parts.push(piece);
    else if (piece === '${Partition}') parts.push(pseudo('Partition'));
    else if (piece === '${Region}') parts.push(region ?? pseudo('Region'));
    else if (piece === '${Account}') parts.push(pseudo('AccountId'));
    else parts.push(...(own(values, piece.slice(2, -1)) ?? ['*']));
  }
  return parts;
}
