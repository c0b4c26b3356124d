import { decodeForm } from './decode.ts';
import { visitGraphql } from './graphql.ts';
import { splitSemicolons } from './semicolons.lazy.ts';
import { isSpent, visitName, visitText, type Walk } from './walk.ts';

/**
 * Visits names and values of `a=1&b=2`, decoded.
 * @param skip values that were visited elsewhere under the same name already
 */
export function visitPairs(walk: Walk, text: string, path: string, skip?: Record<string, unknown>): void {
  let start = 0;
  while (start <= text.length) {
    if (isSpent(walk, path)) return;
    let end = text.indexOf('&', start);
    if (end === -1) end = text.length;
    if (end > start) {
      visitPair(walk, text.slice(start, end), path, skip, 1);
    }
    start = end + 1;
  }
}

/** Visits name and value of one pair, as sent in a query string or a form. */
export function visitPair(
  walk: Walk,
  pair: string,
  path: string,
  skip: Record<string, unknown> | undefined,
  decodings: number,
): void {
  if (pair.includes(';')) {
    for (const part of splitSemicolons(pair)) visitPair(walk, part, path, undefined, decodings);
    // An address as a page's source has it: `?a=1&amp;id=2`.
    if (pair.startsWith('amp;')) return;
  }
  const equals = pair.indexOf('=');
  const name = decodeForm(equals === -1 ? pair : pair.slice(0, equals));
  const known = skip !== undefined && Object.hasOwn(skip, name);
  if (!known) visitName(walk, name, path, decodings);
  if (equals === -1) return;
  const value = decodeForm(pair.slice(equals + 1));
  if (known && skip[name] === value) return;
  visitText(walk, value, path, name, decodings);
  if (name === 'query') visitGraphql(walk, value, path, name, decodings);
}
