const { construct } = Reflect;
const Own = URL;
const { canParse, prototype } = Own;

/** With the getters of URLs as they are now. */
function View(): void {}
View.prototype = Object.create(null, Object.getOwnPropertyDescriptors(prototype)) as object;

/**
 * A URL as Node.js itself reads it: the class, its `canParse` and its getters can be replaced, and a check would see another
 * host than the connection.
 * @returns `undefined` for what is no URL
 */
export function parseUrl(text: string, base?: string): URL | undefined {
  return canParse(text, base) ? (construct(Own, [text, base], View) as URL) : undefined;
}
