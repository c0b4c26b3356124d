import { isMap } from '../is-map.ts';

export type Fields = Readonly<Record<string, unknown>>;

export const isFields: (value: unknown) => value is Fields = isMap;

/** The text at the end of a way through maps and lists (`0` is a list's first). */
export function textAt(value: unknown, ...keys: readonly string[]): string | undefined {
  let current = value;
  for (const key of keys) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<string, unknown>)[key];
  }
  return typeof current === 'string' ? current : undefined;
}
