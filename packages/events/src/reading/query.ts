import { decodeForm } from './decode.ts';
import { visitGraphql } from './graphql.ts';
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
      const pair = text.slice(start, end);
      if (pair.includes(';')) visitSemicolons(walk, pair, path);
      visitPair(walk, pair, path, skip);
    }
    start = end + 1;
  }
}

/** `a=1;b=2` is two pairs for readers that follow HTML 4.01 (appendix B.2.2); what looks like a pair is one here too. */
function visitSemicolons(walk: Walk, pair: string, path: string): void {
  const parts = pair.split(';', MAX_PARTS);
  if (!parts.some((part, index) => index > 0 && PAIR.test(part))) return;
  for (const part of parts) if (PAIR.test(part)) visitPair(walk, part, path, undefined);
}

const PAIR = /^[^=]{1,100}=/;

const MAX_PARTS = 100;

function visitPair(walk: Walk, pair: string, path: string, skip: Record<string, unknown> | undefined): void {
  const equals = pair.indexOf('=');
  const name = decodeForm(equals === -1 ? pair : pair.slice(0, equals));
  const known = skip !== undefined && Object.hasOwn(skip, name);
  if (!known) visitName(walk, name, path, 1);
  if (equals === -1) return;
  const value = decodeForm(pair.slice(equals + 1));
  if (known && skip[name] === value) return;
  visitText(walk, value, path, name, 1);
  if (name === 'query') visitGraphql(walk, value, path, name, 1);
}
