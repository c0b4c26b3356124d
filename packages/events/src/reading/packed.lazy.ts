import type { BodyKind } from './body-kind.ts';
import { isUnreadable, textOf, visitBytes, visitPacked } from './bytes.ts';
import { decodeBase64 } from './decode-base64.ts';
import { inflate, isGzip, isZlib } from './inflate.ts';
import { splitAggregate, visitAggregate } from './kpl.ts';
import { step, stop, visitText, type Walk } from './walk.ts';

/** Reads bytes: see {@link visitBytes}. */
export function readBytes(walk: Walk, bytes: Buffer, parent: string, key: string | number, decodings: number): void {
  visitBytes(walk, bytes, parent, key, decodings);
}

/** Reads a value that its trigger declares to be base64. */
export function readDeclared(walk: Walk, value: string, parent: string, key: string | number): void {
  visitBytes(walk, decodeBase64(walk, value, parent, key), parent, step(key, 'base64'), 0);
}

/** Reads a value that looks like base64, of text or of gzip. */
export function readUndeclared(
  walk: Walk,
  encoded: string,
  parent: string,
  key: string | number,
  decodings: number,
): void {
  // Nobody declared it, so it may be one of thousands that each cost as much as a failure.
  if (walk.parses <= 0 || encoded.length > walk.characters) {
    stop(walk, parent, key);
    return;
  }
  const bytes = Buffer.from(encoded, 'base64');
  if (encoded.startsWith('H4sI')) {
    walk.parses--;
    visitPacked(walk, bytes, 'gzip', parent, step(key, 'base64'), decodings + 1);
    return;
  }
  if (isZlib(bytes)) {
    walk.parses--;
    const unpacked = inflate(walk, bytes, 'deflate');
    // Of a few thousand ids, one begins so.
    if (unpacked) visitBytes(walk, unpacked, parent, step(step(key, 'base64'), 'deflate'), decodings + 2);
    return;
  }
  const text = textOf(bytes);
  if (isUnreadable(text)) walk.parses--;
  else if (!PLAIN.test(text)) visitText(walk, text, parent, step(key, 'base64'), decodings + 1);
}

/** Words, in which nothing begins. */
const PLAIN = /^[\w .,-]*$/;

/**
 * Reads the bytes of a Buffer or typed array, at `|bytes`. JSON has none, so that only a caller in the same process can
 * hand one over; as a list it would be the slowest of all.
 */
export function readView(
  walk: Walk,
  view: ArrayBufferView,
  parent: string,
  key: string | number,
  decodings: number,
): void {
  const length = Math.min(view.byteLength, walk.unpacked, MAX_VIEW);
  walk.unpacked -= length;
  if (length < view.byteLength) stop(walk, parent, key);
  visitBytes(walk, Buffer.from(view.buffer, view.byteOffset, length), parent, step(key, 'bytes'), decodings);
}

const MAX_VIEW = 4_194_304;

/** What an item of a list costs beside its turn: behind a proxy each takes as long as an object. */
export function costOf(list: readonly unknown[]): number {
  return process.getBuiltinModule('node:util').types.isProxy(list) ? 1 : 0;
}

/** A body as text, and the path to it. */
export interface BodyText {
  readonly text: string;
  readonly key: string;
}

/**
 * Undoes the base64 of a body and what is packed inside it, declared or not.
 * @returns `undefined` for what is no text; its bytes were read then
 */
export function readBody(walk: Walk, body: string, kind: BodyKind, parent: string, key: string): BodyText | undefined {
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
  const isText = text.startsWith('{') || text.startsWith('[') || isTextual(kind.contentType) || !isUnreadable(text);
  if (isText) return { text, key: path };
  visitBytes(walk, bytes, parent, path, 0);
  return undefined;
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

function isTextual(contentType: string): boolean {
  return /text\/|json|xml|form|javascript|graphql/i.test(contentType);
}

/** Reads the data of a Kinesis record that begins as an aggregate of the Kinesis Producer Library does. */
export function readStreamData(walk: Walk, value: string, parent: string, key: string): void {
  visitAggregate(walk, decodeBase64(walk, value, parent, key), parent, key);
}

/** See {@link splitAggregate}. */
export function splitStreamData(data: unknown, hostile: ReadonlySet<number>): ReturnType<typeof splitAggregate> {
  return splitAggregate(data, hostile);
}
