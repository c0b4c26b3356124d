import { decodeForm } from './decode.ts';
import { visitName, visitText, type Walk } from './walk.ts';

/**
 * Visits names and values of `a=1&b=2`, decoded.
 * @param skip values that were visited elsewhere under the same name already
 */
export function visitPairs(walk: Walk, text: string, path: string, skip?: Record<string, unknown>): void {
  let start = 0;
  while (start <= text.length) {
    if (walk.strings <= 0 || walk.characters <= 0) {
      walk.truncated = true;
      return;
    }
    let end = text.indexOf('&', start);
    if (end === -1) end = text.length;
    if (end > start) visitPair(walk, text.slice(start, end), path, skip);
    start = end + 1;
  }
}

function visitPair(walk: Walk, pair: string, path: string, skip: Record<string, unknown> | undefined): void {
  const equals = pair.indexOf('=');
  const name = decodeForm(equals === -1 ? pair : pair.slice(0, equals));
  const known = skip !== undefined && Object.hasOwn(skip, name);
  if (!known) visitName(walk, name, path, 1);
  if (equals === -1) return;
  const value = decodeForm(pair.slice(equals + 1));
  if (known && skip[name] === value) return;
  visitText(walk, value, path, name, 1);
}
