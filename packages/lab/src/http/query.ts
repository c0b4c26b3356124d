import { decodeQueryPart } from './percent.ts';

/** Names and values in order, duplicates kept, as sent. A name without `=` has the value `''`. */
export function splitQuery(query: string, separator: RegExp = /&/): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  for (const part of query.split(separator)) {
    if (part === '') continue;
    const at = part.indexOf('=');
    pairs.push(at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)]);
  }
  return pairs;
}

/** {@link splitQuery}, with names and values decoded. */
export function decodeQuery(query: string, separator?: RegExp): [name: string, value: string][] {
  return splitQuery(query, separator).map(([name, value]) => [decodeQueryPart(name), decodeQueryPart(value)]);
}

/** Values of each name, in the order of first appearance. */
export function groupPairs(pairs: readonly (readonly [string, string])[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const values = groups.get(name);
    if (values) values.push(value);
    else groups.set(name, [value]);
  }
  return groups;
}

/** `Object.fromEntries` defines own properties, so a name such as `__proto__` stays data. */
export function mapValues<T>(groups: ReadonlyMap<string, readonly string[]>, value: (values: readonly string[]) => T) {
  return Object.fromEntries([...groups].map(([name, values]) => [name, value(values)])) as Record<string, T>;
}

export const lastOf = (values: readonly string[]): string => values[values.length - 1] ?? '';
