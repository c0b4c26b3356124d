import { joinPath } from '../visits.ts';
import type { BodyKind } from './body-kind.ts';
import { visitGraphql } from './graphql.ts';
import { visitJsonText } from './json.ts';
import { visitMultipart } from './multipart.lazy.ts';
import { readBody } from './packed.lazy.ts';
import { visitPairs } from './query.ts';
import { emit, step, visitText, visitValue, type Walk } from './walk.ts';
import { visitXml } from './xml.lazy.ts';

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
  const read = readBody(walk, body, kind, parent, key);
  if (read !== undefined) visitBodyText(walk, read.text, parent, read.key, contentType);
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
