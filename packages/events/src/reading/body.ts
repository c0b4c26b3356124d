import { joinPath } from '../visits.ts';
import { decodeBase64 } from './base64.ts';
import { isUnreadable, textOf, visitBytes } from './bytes.ts';
import { visitGraphql } from './graphql.ts';
import { headerOf } from './http.ts';
import { inflate, isGzip } from './inflate.ts';
import { visitJsonText } from './json.ts';
import { visitMultipart } from './multipart.ts';
import { visitPairs } from './query.ts';
import { emit, step, stop, visitText, visitValue, type Walk } from './walk.ts';
import { visitXml } from './xml.ts';

/** What a request says of its body. */
export interface BodyKind {
  readonly contentType: string;
  /** Value of Content-Encoding, `''` when there is none. */
  readonly contentEncoding?: string;
  readonly isBase64Encoded: boolean;
}

/** The body of an event that has `headers`, `multiValueHeaders` and `isBase64Encoded`. */
export function bodyKind(event: Record<string, unknown>, contentType: string): BodyKind {
  const isBase64Encoded = event['isBase64Encoded'] === true;
  // Packed data are bytes, which arrive in base64 only.
  if (!isBase64Encoded) return { contentType, isBase64Encoded };
  const name = 'content-encoding';
  const contentEncoding = headerOf(event['headers'], name) || headerOf(event['multiValueHeaders'], name);
  return { contentType, isBase64Encoded, contentEncoding };
}

/**
 * Visits a request body by what it holds rather than by what its content type claims alone: handlers parse JSON whatever
 * the header says, and `curl -d '{…}'` says form. Base64 is undone, and what is packed inside it, declared or not.
 */
export function visitBody(walk: Walk, body: unknown, kind: BodyKind, parent = '', key = 'body'): void {
  if (typeof body !== 'string') {
    visitValue(walk, body, parent, key, 0);
    return;
  }
  if (body.length === 0) return;
  const { contentType } = kind;
  if (!kind.isBase64Encoded) {
    visitBodyText(walk, body, parent, key, contentType);
    return;
  }
  // The encoded text is letters and digits; only what it decodes to can mean something.
  let bytes = decodeBase64(walk, body, parent, key);
  let path = step(key, 'base64');
  for (const encoding of encodingsOf(kind.contentEncoding ?? '', bytes)) {
    const unpacked = inflate(walk, bytes, encoding);
    if (unpacked === undefined) {
      stop(walk, parent, path);
      break;
    }
    bytes = unpacked;
    path = step(path, encoding);
  }
  const text = textOf(bytes);
  const isText = text.startsWith('{') || text.startsWith('[') || isTextual(contentType) || !isUnreadable(text);
  if (isText) visitBodyText(walk, text, parent, path, contentType);
  else visitBytes(walk, bytes, parent, path, 0);
}

/** RFC 9110 section 8.4: encodings are listed in the order in which they were applied. */
function encodingsOf(header: string, bytes: Buffer): ('gzip' | 'deflate' | 'br')[] {
  if (header === '') return isGzip(bytes) ? ['gzip'] : [];
  const encodings: ('gzip' | 'deflate' | 'br')[] = [];
  for (const name of header.toLowerCase().split(',', 3)) {
    const encoding = name.trim().replace('x-', '');
    if (encoding === 'gzip' || encoding === 'deflate' || encoding === 'br') encodings.unshift(encoding);
  }
  return encodings;
}

function visitBodyText(walk: Walk, text: string, parent: string, key: string, contentType: string): void {
  if (visitJsonText(walk, text, parent, key, 0)) return;
  const type = contentType.toLowerCase();
  if (type.includes('x-www-form-urlencoded')) {
    emit(walk, text, parent, key, true);
    visitPairs(walk, text, joinPath(parent, step(key, 'form')));
    return;
  }
  if (
    type.includes('multipart/') &&
    visitMultipart(walk, text, contentType, joinPath(parent, step(key, 'multipart')))
  ) {
    return;
  }
  if (type.includes('xml') && !text.startsWith('<?xml')) visitXml(walk, text, parent, step(key, 'xml'), 0);
  if (type.includes('graphql')) visitGraphql(walk, text, parent, key, 0);
  visitText(walk, text, parent, key, 0);
}

function isTextual(contentType: string): boolean {
  return /text\/|json|xml|form|javascript|graphql/i.test(contentType);
}
