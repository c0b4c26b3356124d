import { lastOf, skipBlanks } from './blanks.ts';
import { fitJson, splitDocuments } from './json.lazy.ts';
import { emit, MAX_DECODINGS, step, stop, visitText, visitValue, type Walk } from './walk.ts';

/**
 * Visits the strings of a JSON document that is carried as text, at `|json`, or of several documents one after the other
 * (NDJSON, JSON text sequences), at `|ndjson[i]`.
 * @returns false when it is neither; nothing was visited then
 */
export function visitJsonText(
  walk: Walk,
  text: string,
  parent: string,
  key: string | number,
  decodings: number,
): boolean {
  if (decodings >= MAX_DECODINGS || text.length < 2 || text.length > walk.characters) return false;
  const opening = text.charCodeAt(skipBlanks(text, 0));
  if (opening !== 0x7b && opening !== 0x5b) return false;
  if (lastOf(text) === opening + 2) {
    const parsed = parse(walk, text, parent, key);
    if (parsed !== undefined) {
      emit(walk, text, parent, key, true);
      visitValue(walk, parsed, parent, step(key, 'json'), 0, decodings + 1);
      return true;
    }
  }
  const documents = splitDocuments(text);
  if (documents === undefined) return false;
  emit(walk, text, parent, key, true);
  const parsed = parse(walk, `[${documents.join(',')}]`, parent, key);
  const values = Array.isArray(parsed)
    ? parsed
    : documents.map((document) => parse(walk, document, parent, key) ?? document);
  visitValue(walk, values, parent, step(key, 'ndjson'), 0, decodings + 1);
  return true;
}

/** Visits what a quoted JSON string says at `|json`: `"\u0027 or 1"` is a document that a parser takes as well. */
export function visitQuoted(walk: Walk, text: string, parent: string, key: string | number, decodings: number): void {
  if (!text.includes('\\') || lastOf(text) !== 0x22 || text.length > walk.characters) return;
  const parsed = parse(walk, text, parent, key);
  if (typeof parsed === 'string') visitText(walk, parsed, parent, step(key, 'json'), decodings + 1);
}

/** `undefined` for what is not JSON. What parses costs as much as its size; what does not is counted. */
export function parse(walk: Walk, text: string, parent: string, key: string | number): unknown {
  if (walk.parses <= 0) {
    stop(walk, parent, key);
    return undefined;
  }
  try {
    if (text.length > walk.unscanned) return parseFitted(walk, text, parent, key);
    walk.unscanned -= text.length;
    return JSON.parse(text);
  } catch {
    walk.parses--;
    return undefined;
  }
}

/** Four megabytes of brackets would take half a second. What is cut off is visited as text. */
function parseFitted(walk: Walk, text: string, parent: string, key: string | number): unknown {
  const fitted = fitJson(text, walk.maxDepth, walk.nodes);
  if (fitted === undefined) {
    walk.parses--;
    return undefined;
  }
  if (typeof fitted === 'string') return JSON.parse(fitted);
  const parsed: unknown = JSON.parse(fitted.text);
  stop(walk, parent, key);
  emit(walk, fitted.rest, parent, step(key, 'rest'));
  return parsed;
}
