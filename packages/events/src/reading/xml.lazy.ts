import { joinPath } from '../visits.ts';
import { stop, visitText, type Walk } from './walk.ts';

/** Texts and attributes beyond this are not read one by one; the document as a whole is visited anyway. */
const MAX_VALUES = 2000;

/** Elements that are deeper lie below the last one of these. */
const MAX_LEVELS = 32;
/** Names are told up to here. */
const MAX_NAME = 64;

/**
 * Visits attribute values, texts, CDATA sections, comments and processing instructions of an XML document, with their
 * character references undone, below the local names of their elements: `body|xml.order.customer`, `body|xml.order.@id`. No
 * parser: what is not well-formed is read as far as it goes, nothing is resolved, and every character is looked at once.
 * DOCTYPE and entities are for whoever judges the document as a whole.
 */
export function visitXml(walk: Walk, text: string, parent: string, key: string, decodings: number): void {
  if (isPage(text)) return;
  const document = joinPath(parent, key);
  const root: Element = { path: document, name: '#text', inside: document };
  const open: Open = { elements: [root], deeper: 0 };
  let values = 0;
  const visit: VisitValue = (value, path, name) => {
    if (values >= MAX_VALUES || value.trim() === '') return;
    values++;
    visitText(walk, value, path, name, decodings);
  };
  let at = 0;
  while (at < text.length && values < MAX_VALUES && walk.characters > 0) {
    const start = text.indexOf('<', at);
    const { path, name, inside } = open.elements.at(-1)!;
    visit(decodeReferences(text.slice(at, start === -1 ? text.length : start)), path, name);
    if (start === -1) return;
    const span = SPANS.find((one) => text.startsWith(one.start, start));
    if (span === undefined) {
      at = visitTag(text, start + 1, open, visit);
      continue;
    }
    const from = start + span.start.length;
    const end = text.indexOf(span.end, from);
    const content = text.slice(from, end === -1 ? text.length : end);
    if (span.name === '') visit(content, path, name);
    else if (!content.startsWith('xml ')) visit(content, inside, span.name);
    if (end === -1) return;
    at = end + span.end.length;
  }
  if (values >= MAX_VALUES) stop(walk, document, values);
}

interface Element {
  /** Path of what holds it. */
  readonly path: string;
  readonly name: string;
  /** Path of what it holds. */
  readonly inside: string;
}

/** The elements around a place, the document first, and how many more of them are left out. */
interface Open {
  readonly elements: Element[];
  deeper: number;
}

type VisitValue = (value: string, path: string, name: string) => void;

/**
 * A page written as XML: its attributes and texts are those of a page, which is judged whole, and its scripts and styles are no values
 * of anybody. A comment before the root, or a subset of a DTD, makes it a document as any other.
 */
function isPage(text: string): boolean {
  return PAGE.test(text.length > 800 ? text.slice(0, 800) : text);
}

const PAGE = /^<\?xml[^<>]{0,200}\?>\s{0,40}(?:<!doctype html[^<>[]{0,300}>\s{0,40})?<html[\s>]/i;

/** What is not markup between its ends; a name of its own where it is no text. */
const SPANS = [
  { start: '<![CDATA[', end: ']]>', name: '' },
  { start: '<!--', end: '-->', name: '#comment' },
  { start: '<?', end: '?>', name: '#instruction' },
];

/** Visits what stands in quotes up to the end of a tag, and opens or closes its element; index after it. */
function visitTag(text: string, start: number, open: Open, visit: VisitValue): number {
  const isEnd = text.charCodeAt(start) === SLASH;
  const parent = open.elements.at(-1)!;
  const isDeep = open.elements.length >= MAX_LEVELS;
  const name = localName(text, start, endOfName(text, start));
  const inside = isEnd || isDeep || name === '' ? parent.inside : joinPath(parent.inside, name);
  let at = start;
  while (at < text.length && text[at] !== '>') {
    const quote = text[at];
    if (quote !== '"' && quote !== "'") {
      at++;
      continue;
    }
    const end = text.indexOf(quote, at + 1);
    const value = decodeReferences(text.slice(at + 1, end === -1 ? text.length : end));
    visit(value, inside, attributeBefore(text, at, start));
    if (end === -1) return text.length;
    at = end + 1;
  }
  if (isEnd) {
    if (open.deeper > 0) open.deeper--;
    else if (open.elements.length > 1) open.elements.pop();
  } else if (name !== '' && text.charCodeAt(at - 1) !== SLASH) {
    if (isDeep) open.deeper++;
    else open.elements.push({ path: parent.inside, name, inside });
  }
  return at + 1;
}

const SLASH = 47;

/** `@id` before its quote; `@` where there is no name. */
function attributeBefore(text: string, quote: number, start: number): string {
  let end = backOverBlanks(text, quote, start);
  if (text[end - 1] !== '=') return '@';
  end = backOverBlanks(text, end - 1, start);
  let from = end;
  while (from > start && end - from < MAX_NAME && !isBoundary(text.charCodeAt(from - 1))) from--;
  return `@${localName(text, from, end)}`;
}

function backOverBlanks(text: string, end: number, start: number): number {
  const least = Math.max(start, end - MAX_NAME);
  let at = end;
  while (at > least && text.charCodeAt(at - 1) <= 32) at--;
  return at;
}

/** Without the prefix of a namespace: that one is chosen by whoever writes the document. */
function localName(text: string, from: number, end: number): string {
  const name = text.slice(from, end);
  return name.slice(name.indexOf(':') + 1);
}

function endOfName(text: string, start: number): number {
  const most = Math.min(text.length, start + MAX_NAME);
  let at = start;
  while (at < most && !isBoundary(text.charCodeAt(at))) at++;
  return at;
}

/** Blanks, quotes, `/`, `<`, `=` and `>`. */
function isBoundary(code: number): boolean {
  return code <= 34 || code === 39 || code === SLASH || (code >= 60 && code <= 62);
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The five named references of XML and numeric ones. */
function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x0{0,8}([0-9a-fA-F]{1,6})|#0{0,8}([0-9]{1,7})|(lt|gt|amp|quot|apos));/g,
    (match, hex, decimal, name) => {
      if (name !== undefined) return NAMED[name] ?? match;
      const code = Number.parseInt(hex ?? decimal, hex === undefined ? 10 : 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : match;
    },
  );
}
