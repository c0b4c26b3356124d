import { joinPath } from '../visits.ts';
import { stop, visitText, type Walk } from './walk.ts';

/** Texts and attributes beyond this are not read one by one; the document as a whole is visited anyway. */
const MAX_VALUES = 2000;

/**
 * Visits attribute values, texts, CDATA sections, comments and processing instructions of an XML document, with their
 * character references undone. No parser: what is not well-formed is read as far as it goes, nothing is resolved, and
 * every character is looked at once. DOCTYPE and entities are for whoever judges the document as a whole.
 */
export function visitXml(walk: Walk, text: string, parent: string, key: string, decodings: number): void {
  if (isPage(text)) return;
  const path = joinPath(parent, key);
  let values = 0;
  const visit = (value: string): void => {
    if (values < MAX_VALUES && value.trim() !== '') visitText(walk, value, path, values++, decodings);
  };
  let at = 0;
  while (at < text.length && values < MAX_VALUES && walk.characters > 0) {
    const open = text.indexOf('<', at);
    visit(decodeReferences(text.slice(at, open === -1 ? text.length : open)));
    if (open === -1) return;
    const span = SPANS.find(({ start }) => text.startsWith(start, open));
    if (span === undefined) {
      at = visitTag(text, open + 1, visit);
      continue;
    }
    const from = open + span.start.length;
    const end = text.indexOf(span.end, from);
    const content = text.slice(from, end === -1 ? text.length : end);
    if (!content.startsWith('xml ')) visit(content);
    if (end === -1) return;
    at = end + span.end.length;
  }
  if (values >= MAX_VALUES) stop(walk, path, values);
}

/**
 * A page written as XML: its attributes and texts are those of a page, which is judged whole, and its scripts and styles are no values
 * of anybody. A comment before the root, or a subset of a DTD, makes it a document as any other.
 */
function isPage(text: string): boolean {
  return PAGE.test(text.length > 800 ? text.slice(0, 800) : text);
}

const PAGE = /^<\?xml[^<>]{0,200}\?>\s{0,40}(?:<!doctype html[^<>[]{0,300}>\s{0,40})?<html[\s>]/i;

/** What is not markup between its ends. */
const SPANS = [
  { start: '<![CDATA[', end: ']]>' },
  { start: '<!--', end: '-->' },
  { start: '<?', end: '?>' },
];

/** Visits what stands in quotes up to the end of a tag; index after it. */
function visitTag(text: string, start: number, visit: (value: string) => void): number {
  let at = start;
  while (at < text.length && text[at] !== '>') {
    const quote = text[at];
    if (quote !== '"' && quote !== "'") {
      at++;
      continue;
    }
    const end = text.indexOf(quote, at + 1);
    visit(decodeReferences(text.slice(at + 1, end === -1 ? text.length : end)));
    if (end === -1) return text.length;
    at = end + 1;
  }
  return at + 1;
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
