/** Whether a value has fields: an object that is no list. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The entry of a table that is its own: names come from hostile files, and `constructor` is nobody's entry. */
export function own<T>(table: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Which form of several a value has, by a field of its own: `in` would believe what was left on the prototype of all objects. */
export function has<T extends object, K extends PropertyKey>(
  value: T,
  name: K,
): value is Extract<T, Readonly<Record<K, unknown>>> {
  return Object.hasOwn(value, name);
}

/**
 * Whether a signature is the one that was made here, in a time that does not depend on where they differ.
 * @param given by whoever is not trusted yet
 */
export function isSameSignature(given: string, own: string): boolean {
  let difference = given.length ^ own.length;
  for (let i = 0; i < own.length; i++) difference |= given.charCodeAt(i) ^ own.charCodeAt(i);
  return difference === 0;
}

/** An object's key as S3 knows it: notifications write it as in a form, percent-encoded with `+` for a blank. */
export function decodeObjectKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}
