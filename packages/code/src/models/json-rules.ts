import type { SinkClass } from '@bulkhead/core';
import { cleanAfterMatch, isAnchored } from './javascript/character-sets.ts';

/*
 * What one rule of a JSON Schema proves of the value that it lets through, wherever the schema stands: in code, or in a template.
 */

/** Of a text that something has looked at as a text. */
export const NO_OBJECT: readonly SinkClass[] = ['nosqli', 'proto'];

/** An IP address is no other text; where a request with it leads is as open as before. */
export const ADDRESS: readonly SinkClass[] = [
  'cmdi',
  'sqli',
  'codei',
  'traversal',
  'html-response',
  'xss',
  'crlf',
  'ldap',
  ...NO_OBJECT,
];

const NARROW_FORMATS = /^(?:uuid|date|date-time|time|duration|iso-time|iso-date-time|int32|int64|float|double)$/;

/** One rule, as whoever holds the schema reads it. */
export interface JsonRule {
  /** Of a keyword: its text, where that is known. */
  readonly text: (keyword: string) => string | undefined;
  readonly has: (keyword: string) => boolean;
  /** Of a keyword with a list of rules: what each proves. */
  readonly options: (keyword: string) => readonly (readonly SinkClass[] | 'all' | undefined)[] | undefined;
}

/** Classes that the rule takes the danger from; `undefined`: none. */
export function cleanByRule(rule: JsonRule, formats = NARROW_FORMATS): readonly SinkClass[] | 'all' | undefined {
  const type = rule.text('type');
  const format = rule.text('format') ?? '';
  const isNarrow =
    rule.has('enum') ||
    rule.has('const') ||
    (type !== undefined && /^(?:integer|number|boolean|null)$/.test(type)) ||
    formats.test(format);
  if (isNarrow) return 'all';
  for (const name of ['anyOf', 'oneOf']) {
    const options = rule.options(name);
    if (options !== undefined && options.length > 0) return options.every((one) => one === 'all') ? 'all' : undefined;
  }
  if (/^ipv[46]$/.test(format)) return ADDRESS;
  if (type !== 'string') return undefined;
  const pattern = rule.text('pattern');
  return [...NO_OBJECT, ...((pattern === undefined ? undefined : cleanByPattern(pattern)) ?? [])];
}

/** The classes that a pattern which stands for a whole text takes the danger from. */
export function cleanByPattern(pattern: string, flags = ''): readonly SinkClass[] | undefined {
  return isAnchored(pattern, flags) ? cleanAfterMatch(pattern) : undefined;
}
