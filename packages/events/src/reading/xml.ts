import { visitText, type Walk } from './walk.ts';

/** Texts and attributes beyond this are not read one by one; the document as a whole is visited anyway. */
const MAX_VALUES = 2000;

/**
 * Visits attribute values and texts of an XML document with their character references undone. No parser: what is not
 * well-formed is read as far as it goes, nothing is resolved, and every character is looked at once.
 */
export function visitXml(walk: Walk, text: string, path: string): void {
  let values = 0;
  let at = 0;
  while (at < text.length && values < MAX_VALUES && walk.characters > 0) {
    const open = text.indexOf('<', at);
    const content = text.slice(at, open === -1 ? text.length : open);
    if (content.trim() !== '') visitText(walk, decodeReferences(content), path, values++, 0);
    if (open === -1) return;
    if (text.startsWith('<![CDATA[', open)) {
      const end = text.indexOf(']]>', open);
      const data = text.slice(open + 9, end === -1 ? text.length : end);
      visitText(walk, data, path, values++, 0);
      if (end === -1) return;
      at = end + 3;
      continue;
    }
    at = open + 1;
    while (at < text.length && text[at] !== '>') {
      const quote = text[at];
      if (quote !== '"' && quote !== "'") {
        at++;
        continue;
      }
      const end = text.indexOf(quote, at + 1);
      if (end === -1) return;
      if (end > at + 1 && values < MAX_VALUES)
        visitText(walk, decodeReferences(text.slice(at + 1, end)), path, values++, 0);
      at = end + 1;
    }
    at++;
  }
  if (values >= MAX_VALUES) walk.truncated = true;
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The five named references of XML and numeric ones. */
function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot|apos));/g,
    (match, hex, decimal, name) => {
      if (name !== undefined) return NAMED[name] ?? match;
      const code = Number.parseInt(hex ?? decimal, hex === undefined ? 10 : 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : match;
    },
  );
}
