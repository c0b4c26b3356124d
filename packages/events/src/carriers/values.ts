export { isMap as isFields } from '../is-map.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** The text at the end of a way through maps and lists (`0` is a list's first). */
export function textAt(value: unknown, ...keys: readonly string[]): string | undefined {
  let current = value;
  for (const key of keys) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<string, unknown>)[key];
  }
  return typeof current === 'string' ? current : undefined;
}
