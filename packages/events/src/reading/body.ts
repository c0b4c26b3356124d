import { visitMultipart } from './multipart.ts';
import { visitPairs } from './query.ts';
import { emit, visitJsonText, visitText, type Walk } from './walk.ts';
import { visitXml } from './xml.ts';

/**
 * Visits a request body by what it holds rather than by what its content type claims alone: handlers parse JSON whatever
 * the header says, and `curl -d '{…}'` says form.
 */
export function visitBody(walk: Walk, body: unknown, isBase64Encoded: unknown, contentType: string): void {
  if (typeof body !== 'string' || body.length === 0) return;
  if (isBase64Encoded === true) {
    // The encoded text is letters and digits; only what it decodes to can mean something.
    const text = decodeBase64(walk, body);
    const readable = text.startsWith('{') || text.startsWith('[') || isTextual(contentType) || !isBinary(text);
    if (readable) visitBodyText(walk, text, 'body|base64', contentType);
    return;
  }
  visitBodyText(walk, body, 'body', contentType);
}

function visitBodyText(walk: Walk, text: string, key: string, contentType: string): void {
  if (visitJsonText(walk, text, '', key, 0)) return;
  const type = contentType.toLowerCase();
  if (type.includes('x-www-form-urlencoded')) {
    emit(walk, text, '', key, true);
    visitPairs(walk, text, `${key}|form`);
    return;
  }
  if (type.includes('xml')) visitXml(walk, text, `${key}|xml`);
  if (type.includes('multipart/') && visitMultipart(walk, text, contentType, `${key}|multipart`)) return;
  visitText(walk, text, '', key, 0);
}

function decodeBase64(walk: Walk, body: string): string {
  const limit = Math.ceil((walk.characters * 4) / 3) + 4;
  if (body.length > limit) walk.truncated = true;
  return Buffer.from(body.length > limit ? body.slice(0, limit) : body, 'base64').toString('utf8');
}

function isTextual(contentType: string): boolean {
  return /text\/|json|xml|form|javascript|graphql/i.test(contentType);
}

/** A NUL, or bytes that are not UTF-8, within the first kilobyte. */
function isBinary(text: string): boolean {
  const head = text.slice(0, 1024);
  return head.includes('\0') || head.includes('\ufffd');
}
