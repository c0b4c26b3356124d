import { isFields } from './values.ts';

/**
 * The text of a JSON object without what rode along in it; the rest stays as it is to the last character, since parsing and
 * writing again would round large numbers. `undefined` where nothing rode along, or where the text is no JSON object.
 */
export function withoutContext(text: string): string | undefined {
  try {
    if (!text.includes('__context') || !isFields(JSON.parse(text))) return undefined;
  } catch {
    return undefined;
  }
  const kept: string[] = [];
  let found = false;
  let depth = 0;
  let first = 0;
  let from = 0;
  // The text is known to be JSON, so that what is closed was open.
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"') {
      for (at++; text[at] !== '"'; at++) if (text[at] === '\\') at++;
    } else if (character === '{' || character === '[') {
      if (depth++ === 0) first = from = at + 1;
    } else if ((character === ',' && depth === 1) || ((character === '}' || character === ']') && --depth === 0)) {
      const member = text.slice(from, at);
      const isContext = /^\s*"__context(?:__)?"/.test(member);
      from = at + 1;
      if (!isContext) kept.push(member);
      // Alone in its object, it leaves the blanks behind it.
      else if (depth === 0 && kept.length === 0) kept.push(member.slice(member.trimEnd().length));
      found ||= isContext;
      if (depth === 0) return found ? text.slice(0, first) + kept.join(',') + text.slice(at) : undefined;
    }
  }
  return undefined;
}
