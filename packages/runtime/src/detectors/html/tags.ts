import { isLetter } from '../characters.ts';
/** One tag as a browser reads it; the same object is filled again for each tag of a text. */
export interface Tag {
  /** In lower case, control characters dropped, a namespace prefix kept; {@link nameTag} fills it. */
  name: string;
  start: number;
  nameEnd: number;
  /** Only letters, digits and hyphens in the name. */
  isPlain: boolean;
  /** Where reading goes on: after `>`, or at what ended the tag without one. */
  end: number;
  isEnd: boolean;
  /** A `>` was found. */
  closed: boolean;
  /** Start and end of each name, start and end of its value (-1 without one), four numbers an attribute. */
  readonly spans: number[];
  /** How many of {@link spans} are this tag's: shortening an array costs more than the numbers. */
  used: number;
}

export function createTag(): Tag {
  return { name: '', start: 0, nameEnd: 0, isPlain: true, end: 0, isEnd: false, closed: false, spans: [], used: 0 };
}

const GREATER = 62;
const LESS_THAN = 60;
const SOLIDUS = 47;
const EQUALS = 61;
const DOUBLE = 34;
const SINGLE = 39;
const GRAVE = 96;

/**
 * Reads the tag whose `<` is at `at`, after the states of
 * https://html.spec.whatwg.org/multipage/parsing.html#tag-open-state, with what older browsers allowed as well: control
 * characters as separators, NUL in names, values in backticks. Two steps aside keep it linear and safe where the text is
 * cut out of a page: `<` begins another tag wherever no quote is open, and a quote that nothing closes is a character.
 * @returns false when no tag begins there
 */
export function readTag(text: string, at: number, tag: Tag): boolean {
  if (!readUnnamedTag(text, at, tag)) return false;
  nameTag(text, tag);
  return true;
}

/** As {@link readTag}, but for the name: most are never looked at. */
export function readUnnamedTag(text: string, at: number, tag: Tag): boolean {
  let i = at + 1;
  tag.isEnd = text.charCodeAt(i) === SOLIDUS;
  if (tag.isEnd) i++;
  if (!isLetter(text.charCodeAt(i))) return false;
  tag.start = at;
  tag.name = '';
  i = readName(text, i, tag);
  tag.end = readAttributes(text, i, tag);
  tag.closed = text.charCodeAt(tag.end - 1) === GREATER && tag.end > i;
  return true;
}

function readName(text: string, from: number, tag: Tag): number {
  let i = from;
  tag.isPlain = true;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isLetter(code) || (code >= 48 && code <= 57) || code === 45) continue;
    if (code !== 58 && code !== 95 && (code > 13 || (code > 8 && code !== 11))) break;
    tag.isPlain = false;
  }
  tag.nameEnd = i;
  return i;
}

export function nameTag(text: string, tag: Tag): void {
  const name = text.slice(tag.start + (tag.isEnd ? 2 : 1), tag.nameEnd);
  tag.name = lowerCase(tag.isPlain ? name : name.replace(/[^\w:.-]/g, ''));
}

/** Most names are in lower case already. */
function lowerCase(name: string): string {
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code >= 65 && code <= 90) return name.toLowerCase();
  }
  return name;
}

/**
 * Attributes from here to the end of the tag, after its `>` if there is one.
 * @param length where the text ends
 */
export function readAttributes(text: string, from: number, tag: Tag, length: number = text.length): number {
  tag.used = 0;
  let i = from;
  while (i < length) {
    let code = text.charCodeAt(i);
    if (code === GREATER) return i + 1;
    if (code === LESS_THAN) return i;
    if (code <= 32 || code === SOLIDUS) {
      i++;
      continue;
    }
    const nameStart = i;
    // A name may begin with `=`.
    i++;
    for (; i < length; i++) {
      code = text.charCodeAt(i);
      if (code <= 32 || code === SOLIDUS || code === GREATER || code === EQUALS || code === LESS_THAN) break;
    }
    const nameEnd = i;
    let next = i;
    // `onerror/=alert(1)` was a handler once.
    while (next < length && (text.charCodeAt(next) <= 32 || text.charCodeAt(next) === SOLIDUS)) next++;
    if (text.charCodeAt(next) !== EQUALS) {
      addAttribute(tag, nameStart, nameEnd, -1, -1);
      i = next;
      continue;
    }
    next++;
    while (next < length && text.charCodeAt(next) <= 32) next++;
    const quote = text.charCodeAt(next);
    if (quote === DOUBLE || quote === SINGLE || quote === GRAVE) {
      const close = closingQuote(text, next + 1, quote);
      if (close !== -1) {
        addAttribute(tag, nameStart, nameEnd, next + 1, close);
        i = close + 1;
        continue;
      }
    }
    i = next;
    for (; i < length; i++) {
      code = text.charCodeAt(i);
      if (code <= 32 || code === GREATER || code === LESS_THAN) break;
    }
    addAttribute(tag, nameStart, nameEnd, next, i);
  }
  return length;
}

function addAttribute(tag: Tag, nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
  const { spans } = tag;
  spans[tag.used++] = nameStart;
  spans[tag.used++] = nameEnd;
  spans[tag.used++] = valueStart;
  spans[tag.used++] = valueEnd;
}

/** A quote that nothing closes is met once for each kind: what follows has none of them. */
function closingQuote(text: string, from: number, quote: number): number {
  if (quote === DOUBLE) return text.indexOf('"', from);
  if (quote === SINGLE) return text.indexOf("'", from);
  // No browser of today quotes with these: only inside of one tag.
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === GRAVE) return i;
    if (code === GREATER || code === LESS_THAN) return -1;
  }
  return -1;
}
