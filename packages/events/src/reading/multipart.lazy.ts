import { decodePercent } from './decode.ts';
import { stop, visitText, type Walk } from './walk.ts';

/** More parts than this are not a form that a person filled in. */
const MAX_PARTS = 500;

/**
 * Visits field names, field values and file names of a `multipart/form-data` body (RFC 7578). What a file holds is
 * visited where its part says that it is text, and its beginning where that is text whatever the part says: a picture
 * read as text makes noise, a script that calls itself one does not.
 * @returns false when the body does not have the boundary that its content type names
 */
export function visitMultipart(walk: Walk, body: string, contentType: string, path: string, decodings = 0): boolean {
  const boundary = boundaryOf(contentType);
  if (boundary === undefined) return false;
  const delimiter = `--${boundary}`;
  let at = body.indexOf(delimiter);
  if (at === -1) return false;
  for (let parts = 0; at !== -1; parts++) {
    const start = at + delimiter.length;
    if (body.startsWith('--', start)) return true;
    const next = body.indexOf(delimiter, start);
    if (parts >= MAX_PARTS || walk.characters <= 0) {
      stop(walk, path);
      return true;
    }
    visitPart(walk, body.slice(start, next === -1 ? body.length : next), path, decodings);
    at = next;
  }
  return true;
}

function visitPart(walk: Walk, part: string, path: string, decodings: number): void {
  let gap = part.indexOf('\r\n\r\n');
  let gapLength = 4;
  if (gap === -1) {
    gap = part.indexOf('\n\n');
    gapLength = 2;
  }
  if (gap === -1) return;
  const head = part.slice(0, Math.min(gap, 4096));
  const lowerHead = head.toLowerCase();
  const name = parameterOf(head, lowerHead, 'name') ?? '';
  const fileName = parameterOf(head, lowerHead, 'filename');
  const extended = parameterOf(head, lowerHead, 'filename*');
  const type = /content-type:[ \t]{0,8}([^\r\n]{1,200})/i.exec(head)?.[1] ?? '';
  const content = part.slice(gap + gapLength).replace(/\r?\n$/, '');
  visitText(walk, name, `${path}.{keys}`, name, decodings);
  if (fileName !== undefined) visitText(walk, fileName, path, `${name}|filename`, decodings);
  if (extended !== undefined) visitText(walk, decodeExtended(extended), path, `${name}|filename*`, decodings);
  if (!/^[\w/.+-]*$/.test(type)) visitText(walk, type, path, `${name}|type`, decodings);
  const isFile = fileName !== undefined || extended !== undefined;
  if (!isFile || /text\/|json|xml|yaml|script/i.test(type)) visitText(walk, content, path, name, decodings);
  else visitText(walk, textAtStart(content), path, name, decodings);
}

/** As much of a file as is read without its part saying that it is text. */
const FILE_START = 4096;

/** The beginning of a file up to the first byte that no text has; `''` where that comes at once. */
function textAtStart(content: string): string {
  const start = content.slice(0, FILE_START);
  const end = start.search(/[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]/);
  const text = end === -1 ? start : start.slice(0, end);
  return text.length < SHORTEST_TEXT ? '' : text;
}

/** Pictures and archives have a byte that no text has before this. */
const SHORTEST_TEXT = 16;

/** `UTF-8''na%C3%AFve.txt` (RFC 8187); other character sets are read as UTF-8, which shares ASCII with them. */
function decodeExtended(value: string): string {
  const start = value.indexOf("'", value.indexOf("'") + 1) + 1;
  return decodePercent(start === 0 ? value : value.slice(start));
}

function boundaryOf(contentType: string): string | undefined {
  const value = parameterOf(contentType, contentType.toLowerCase(), 'boundary');
  // RFC 2046 section 5.1.1: at most 70 characters.
  return value === undefined || value === '' || value.length > 70 ? undefined : value;
}

/** The value of `name=value` or `name="value"` that follows a `;`. */
function parameterOf(text: string, lower: string, name: string): string | undefined {
  for (let at = lower.indexOf(`${name}=`); at !== -1; at = lower.indexOf(`${name}=`, at + 1)) {
    if (!follows(text, at)) continue;
    const start = at + name.length + 1;
    if (text[start] === '"') return quotedAt(text, start + 1);
    const end = text.slice(start).search(/[;\s]/);
    return end === -1 ? text.slice(start) : text.slice(start, start + end);
  }
  return undefined;
}

/** True when a `;` stands before `at`, blanks aside. */
function follows(text: string, at: number): boolean {
  let i = at - 1;
  while (i >= 0 && text.charCodeAt(i) <= 32) i--;
  return text[i] === ';';
}

/** Up to the closing quote. A backslash hides a quote (RFC 2183), but stays where it hides none: old browsers send paths. */
function quotedAt(text: string, start: number): string {
  let end = start;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' && text[end + 1] === '"' ? 2 : 1;
  return text.slice(start, end).replaceAll('\\"', '"');
}
