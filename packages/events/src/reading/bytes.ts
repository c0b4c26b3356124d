import { utf8OfOverlong } from './decode-loosely.lazy.ts';
import { inflate, isGzip } from './inflate.ts';
import { emit, step, stop, visitText, type Walk } from './walk.ts';

/**
 * Visits what bytes say: text and JSON as a field of an event would be, gzip unpacked at `|gzip`, and of anything else
 * (protobuf, Avro, a schema registry's prefix) the stretches that a person can read at `|strings[i]`. Pictures, archives
 * and the like are passed over.
 */
export function visitBytes(walk: Walk, bytes: Buffer, parent: string, key: string | number, decodings: number): void {
  if (isGzip(bytes)) {
    visitPacked(walk, bytes, 'gzip', parent, key, decodings);
    return;
  }
  // Detectors know these by their base64, which is how they mostly travel.
  if (isObjectStream(bytes)) emit(walk, bytes.toString('base64', 0, HEAD), parent, step(key, 'objects'));
  const text = textOf(bytes);
  const unreadable = countUnreadable(text);
  if (unreadable === 0) {
    visitText(walk, text, parent, key, decodings);
    return;
  }
  if (unreadable * 8 <= Math.min(text.length, HEAD)) visitText(walk, text, parent, key, decodings);
  else if (isMedia(bytes)) {
    walk.media += bytes.length;
    return;
  }
  visitStrings(walk, text, parent, step(key, 'strings'), decodings);
}

/** Visits what packed bytes unpack to, at `|gzip`, `|deflate` or `|br`. Bytes that do not unpack are told as left out. */
export function visitPacked(
  walk: Walk,
  bytes: Buffer,
  encoding: 'gzip' | 'deflate' | 'br',
  parent: string,
  key: string | number,
  decodings: number,
): void {
  const unpacked = decodings > MAX_UNPACKINGS ? undefined : inflate(walk, bytes, encoding);
  if (unpacked === undefined) stop(walk, parent, key);
  else visitBytes(walk, unpacked, parent, step(key, encoding), decodings + 1);
}

/** Packed in packed in packed is a bomb, not a document. */
const MAX_UNPACKINGS = 2;

/**
 * Text in UTF-8 with overlong forms read as a lenient reader would, or in UTF-16 where a byte order mark or NUL in every
 * other byte says so (an XML document may be; PowerShell takes its commands so).
 */
export function textOf(bytes: Buffer): string {
  if (bytes.length > 3 && bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  if (bytes.length > 3 && bytes[0] === 0xfe && bytes[1] === 0xff) {
    return Buffer.from(bytes.subarray(2, bytes.length & ~1))
      .swap16()
      .toString('utf16le');
  }
  if (bytes.length > 3 && bytes[1] === 0 && bytes[3] === 0 && bytes[0] !== 0 && bytes[2] !== 0) {
    return bytes.toString('utf16le');
  }
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? utf8OfOverlong(bytes) : text;
}

/** True for bytes that were no text: control characters or broken UTF-8 within the first kilobyte. */
export function isUnreadable(text: string): boolean {
  return countUnreadable(text) > 0;
}

const HEAD = 1024;

/** Control characters and broken UTF-8 within the first kilobyte. */
function countUnreadable(text: string): number {
  const end = Math.min(text.length, HEAD);
  let count = 0;
  for (let i = 0; i < end; i++) if (!isReadable(text.charCodeAt(i))) count++;
  return count;
}

function isReadable(code: number): boolean {
  if (code < 32) return code >= 9 && code <= 13;
  return code !== 0x7f && code !== 0xfffd;
}

/** Random bytes have a run of eight readable ones every 4 kB; a field of a message is seldom shorter where it says much. */
const SHORTEST_STRING = 8;

const MAX_STRINGS = 2000;

function visitStrings(walk: Walk, text: string, parent: string, key: string, decodings: number): void {
  let found = 0;
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    if (i < text.length && isReadable(text.charCodeAt(i))) continue;
    if (i - start >= SHORTEST_STRING) {
      if (found === MAX_STRINGS || walk.characters <= 0) {
        stop(walk, parent, key);
        return;
      }
      visitText(walk, text.slice(start, i), parent, `${key}[${found++}]`, decodings);
    }
    start = i + 1;
  }
}

/** First bytes of formats in which readable stretches are accidents: PNG, JPEG, GIF, RIFF, ZIP, PDF, Matroska, MP3, WOFF2. */
const MEDIA = ['\x89PNG', '\xff\xd8\xff', 'GIF8', 'RIFF', 'PK\x03\x04', '%PDF-', '\x1aE\xdf\xa3', 'ID3', 'wOF2'];

/**
 * First bytes of objects that a program wrote and would make again: Java's serialization (ac ed 00 05), pickle of protocol
 * 2 to 5, Ruby's Marshal, .NET's BinaryFormatter. What says so is no text.
 */
function isObjectStream(bytes: Buffer): boolean {
  switch (bytes[0]) {
    case 0xac:
      return bytes[1] === 0xed && bytes[2] === 0 && bytes[3] === 5;
    case 0x80:
      return bytes[1]! >= 2 && bytes[1]! <= 5;
    case 0x04:
      return bytes[1] === 8;
    case 0x00:
      return bytes.length > 9 && bytes.readUInt32BE(5) === 0xffffffff && bytes.readUInt32BE(1) === 0x01000000;
    default:
      return false;
  }
}

function isMedia(bytes: Buffer): boolean {
  const head = bytes.toString('latin1', 0, 12);
  return MEDIA.some((magic) => head.startsWith(magic)) || head.startsWith('ftyp', 4);
}
