import { nearest } from '@bulkhead/core';

/** For each property the words that it may be; `undefined`: anything. */
type Known<T> = Readonly<Record<keyof T, readonly string[] | undefined>>;

/**
 * Refuses what TypeScript refuses, for applications in JavaScript: a slip of the pen must not switch a check off.
 * @throws Error that names the property, and the nearest one that exists
 */
export function checkProps<T extends object>(construct: string, props: T, known: Known<T>): void {
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(known, key)) {
      const near = nearest(key, Object.keys(known));
      throw new Error(
        `${construct}: there is no property ${key}${near === undefined ? '' : `; did you mean ${near}?`}`,
      );
    }
    const words = known[key as keyof T];
    if (words && !words.includes(value)) {
      throw new Error(`${construct}: ${key} is ${JSON.stringify(value)}, not one of ${words.join(', ')}`);
    }
  }
}
