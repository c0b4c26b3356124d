import { joinPath } from '../visits.ts';
import { endOfString } from './end-of-string.ts';
import { parse } from './json.ts';
import { step, stop, visitText, type Walk } from './walk.ts';

/** More strings than a person or a client library writes into one document. */
const MAX_LITERALS = 1000;

/** Visits each string literal of a document that is known to be GraphQL. */
export function visitLiterals(walk: Walk, text: string, parent: string, key: string | number, decodings: number): void {
  const path = joinPath(parent, step(key, 'graphql'));
  let found = 0;
  for (let at = nextOf(text, 0); at !== -1; ) {
    if (text.charCodeAt(at) === 0x23) {
      const end = text.indexOf('\n', at);
      if (end === -1) return;
      at = nextOf(text, end);
      continue;
    }
    if (found >= MAX_LITERALS) {
      stop(walk, path, found);
      return;
    }
    const isBlock = text.startsWith('"""', at);
    const end = isBlock ? text.indexOf('"""', at + 3) : endOfString(text, at);
    const literal = text.slice(at + (isBlock ? 3 : 1), end === -1 ? text.length : end);
    if (literal !== '')
      visitText(walk, isBlock ? literal : unescaped(walk, literal, path, found), path, found++, decodings);
    if (end === -1) return;
    at = nextOf(text, end + (isBlock ? 3 : 1));
  }
}

/** Index of the next quote or comment. */
function nextOf(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22 || code === 0x23) return i;
  }
  return -1;
}

function unescaped(walk: Walk, literal: string, parent: string, key: number): string {
  if (!literal.includes('\\')) return literal;
  const parsed = parse(walk, `"${literal}"`, parent, key);
  return typeof parsed === 'string' ? parsed : literal;
}
