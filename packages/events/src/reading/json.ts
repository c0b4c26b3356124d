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
    return JSON.parse(text);
  } catch {
    walk.parses--;
    return undefined;
  }
}

/** More than the records of a batch. */
const MAX_DOCUMENTS = 10_000;

/** Takes apart objects and arrays that follow each other; `undefined` unless there are two, and nothing else. */
function splitDocuments(text: string): string[] | undefined {
  const documents: string[] = [];
  let at = skipBlanks(text, 0);
  while (at < text.length && documents.length < MAX_DOCUMENTS) {
    const end = endOfDocument(text, at);
    if (end === -1 || (end === text.length && documents.length === 0)) return undefined;
    documents.push(text.slice(at, end));
    at = skipBlanks(text, end);
  }
  return documents.length > 1 && at >= text.length ? documents : undefined;
}

/** Index after the bracket that closes the one at `start`; -1 when there is none. */
function endOfDocument(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) {
      i = endOfString(text, i);
      if (i === -1) return -1;
    } else if (code === 0x7b || code === 0x5b) depth++;
    else if (code === 0x7d || code === 0x5d) {
      if (--depth === 0) return i + 1;
    } else if (depth === 0) return -1;
  }
  return -1;
}

/** Index of the quote that closes the one at `start`; -1 when there is none. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i++;
    else if (code === 0x22) return i;
  }
  return -1;
}

function skipBlanks(text: string, start: number): number {
  let i = start;
  while (i < text.length && isBlank(text.charCodeAt(i))) i++;
  return i;
}

function lastOf(text: string): number {
  let i = text.length - 1;
  while (i > 0 && isBlank(text.charCodeAt(i))) i--;
  return text.charCodeAt(i);
}

/** White space, the separator of JSON text sequences (RFC 7464). */
function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0x1e;
}
