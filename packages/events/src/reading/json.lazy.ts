import { skipBlanks } from './blanks.ts';
import { endOfString } from './end-of-string.ts';

/** What is left of a JSON document when the parts that cost too much are taken out of it. */
export interface FittedJson {
  /** Parses to the same value as the document, less what was taken out. */
  readonly text: string;
  /** What was cut off at the end, `''` where nothing was. */
  readonly rest: string;
}

/** Each name that was not met before costs a microsecond to parse, thirty times as much as one that was. */
const MAX_NAMES = 20_000;

/** Most elements and members for each object that may be visited. */
const MAX_ITEMS = 4;

/**
 * Takes out of a JSON document what `JSON.parse` would build only to have it thrown away: everything nested deeper than
 * the walk goes, and everything behind more objects, items and names than a document should have. One look at each
 * character.
 * @returns the text itself where there is nothing to take out, `undefined` for what is no JSON
 */
export function fitJson(text: string, maxDepth: number, maxNodes: number): FittedJson | string | undefined {
  let kept = '';
  let from = 0;
  let nodes = 0;
  let items = 0;
  let names = 0;
  let isName = false;
  // The table costs more than looking at a short text, which has not the room for so many names.
  const seen = text.length > 5 * MAX_NAMES ? new Uint8Array(SLOTS) : undefined;
  const closers: string[] = [];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) {
      const end = endOfString(text, i);
      if (end === -1) return undefined;
      if (isName && seen && isNew(seen, text, i + 1, end)) names++;
      isName = false;
      i = end;
    } else if (code === 0x7b || code === 0x5b) {
      if (++nodes > maxNodes) return cut(`${kept}${text.slice(from, i)}0`, closers, text.slice(i));
      if (closers.length < maxDepth) {
        isName = code === 0x7b;
        closers.push(isName ? '}' : ']');
        continue;
      }
      const end = endOfDocument(text, i);
      if (end === -1) return undefined;
      kept += `${text.slice(from, i)}0`;
      from = end;
      i = end - 1;
    } else if (code === 0x7d || code === 0x5d) {
      if (closers.pop() === undefined) return undefined;
    } else if (code === 0x2c) {
      if (++items > MAX_ITEMS * maxNodes || names > MAX_NAMES)
        return cut(kept + text.slice(from, i), closers, text.slice(i));
      isName = closers.at(-1) === '}';
    }
  }
  if (closers.length > 0) return undefined;
  return from === 0 ? text : { text: kept + text.slice(from), rest: '' };
}

function cut(text: string, closers: readonly string[], rest: string): FittedJson {
  return { text: text + closers.toReversed().join(''), rest };
}

const SLOTS = 131_072;

/** True for a name that was not met before, as far as its hash (FNV-1a) can tell. */
function isNew(seen: Uint8Array, text: string, start: number, end: number): boolean {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
  if (seen[slot] === 1) return false;
  seen[slot] = 1;
  return true;
}

/** More than the records of a batch. */
const MAX_DOCUMENTS = 10_000;

/** Takes apart objects and arrays that follow each other; `undefined` unless there are two, and nothing else. */
export function splitDocuments(text: string): string[] | undefined {
  const documents: string[] = [];
  let at = skipBlanks(text, 0);
  while (at < text.length && documents.length < MAX_DOCUMENTS) {
    const end = mayBeDocument(text, at) ? endOfDocument(text, at) : -1;
    if (end === -1 || (end === text.length && documents.length === 0)) return undefined;
    documents.push(text.slice(at, end));
    at = skipBlanks(text, end);
  }
  return documents.length > 1 && at >= text.length ? documents : undefined;
}

/** An object begins with a name or ends at once; `{%` and `{{` begin a template. */
function mayBeDocument(text: string, start: number): boolean {
  if (text.charCodeAt(start) !== 0x7b) return true;
  const next = text.charCodeAt(skipBlanks(text, start + 1));
  return next === 0x22 || next === 0x7d;
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
