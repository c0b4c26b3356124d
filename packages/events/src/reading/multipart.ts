import { visitText, type Walk } from './walk.ts';

/** More parts than this are not a form that a person filled in. */
const MAX_PARTS = 500;

/**
 * Visits field names, field values and file names of a `multipart/form-data` body (RFC 7578). What a file holds is
 * visited only where its part says that it is text: a picture read as text makes noise.
 * @returns false when the body does not have the boundary that its content type names
 */
export function visitMultipart(walk: Walk, body: string, contentType: string, path: string): boolean {
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
      walk.truncated = true;
      return true;
    }
    visitPart(walk, body.slice(start, next === -1 ? body.length : next), path);
    at = next;
  }
  return true;
}

function visitPart(walk: Walk, part: string, path: string): void {
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
  const fileName = parameterOf(head, lowerHead, 'filename') ?? parameterOf(head, lowerHead, 'filename*');
  const content = part.slice(gap + gapLength).replace(/\r?\n$/, '');
  visitText(walk, name, `${path}.{keys}`, name, 0);
  if (fileName !== undefined) visitText(walk, fileName, path, `${name}|filename`, 0);
  if (fileName === undefined || /content-type:\s*(text\/|application\/(json|xml))/.test(lowerHead)) {
    visitText(walk, content, path, name, 0);
  }
}

function boundaryOf(contentType: string): string | undefined {
  const value = parameterOf(contentType, contentType.toLowerCase(), 'boundary');
  // RFC 2046 section 5.1.1: at most 70 characters.
  return value === undefined || value === '' || value.length > 70 ? undefined : value;
}

/** The value of `name=value` or `name="value"` that follows a `;`. */
function parameterOf(text: string, lower: string, name: string): string | undefined {
  for (let at = lower.indexOf(`${name}=`); at !== -1; at = lower.indexOf(`${name}=`, at + 1)) {
    const before = lower.slice(0, at).trimEnd();
    if (!before.endsWith(';')) continue;
    const start = at + name.length + 1;
    if (text[start] === '"') {
      const end = text.indexOf('"', start + 1);
      return text.slice(start + 1, end === -1 ? text.length : end);
    }
    const end = text.slice(start).search(/[;\s]/);
    return end === -1 ? text.slice(start) : text.slice(start, start + end);
  }
  return undefined;
}
