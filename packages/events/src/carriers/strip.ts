import { CONTEXT_FIELD, OTHER_CONTEXT_FIELD } from './names.ts';

/**
 * The text of a JSON object without what rode along in it; the rest stays as it is to the last character, since parsing and
 * writing again would round large numbers. `undefined` where nothing rode along, or where the text is no JSON object.
 */
export function withoutContext(text: string): string | undefined {
  if (!text.includes(CONTEXT_FIELD) || !isJson(text)) return undefined;
  let at = skipBlanks(text, 0);
  if (text[at] !== '{') return undefined;
  const start = at + 1;
  const kept: string[] = [];
  let found = false;
  // The text is known to be JSON, so that each step finds what it looks for.
  for (at = skipBlanks(text, start); text[at] === '"'; at = skipBlanks(text, at)) {
    const from = at;
    const name = endOfValue(text, at);
    const key = JSON.parse(text.slice(from, name)) as string;
    at = endOfValue(text, skipBlanks(text, skipBlanks(text, name) + 1));
    if (key === CONTEXT_FIELD || key === OTHER_CONTEXT_FIELD) found = true;
    else kept.push(text.slice(from, at));
    at = skipBlanks(text, at);
    if (text[at] === ',') at++;
  }
  return found ? text.slice(0, start) + kept.join(',') + text.slice(at) : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 0x20) at++;
  return at;
}

/** Where the value that begins here ends: a text, an object, a list, or a bare word. */
function endOfValue(text: string, from: number): number {
  let depth = 0;
  let at = from;
  do {
    const character = text[at];
    if (character === '"') {
      for (at++; text[at] !== '"'; at++) if (text[at] === '\\') at++;
      at++;
    } else if (character === '{' || character === '[') {
      depth++;
      at++;
    } else if (character === '}' || character === ']') {
      depth--;
      at++;
    } else if (depth > 0) {
      at++;
    } else {
      while (at < text.length && !',}] \n\r\t'.includes(text[at]!)) at++;
    }
  } while (depth > 0);
  return at;
}
