import { joinPath } from '../visits.ts';
import { decodePercent } from './decode.ts';
import { SHORTEST_ENCODED, visitEncoded } from './encoded.ts';
import { visitGraphql } from './graphql.ts';
import { visitJsonText, visitQuoted } from './json.ts';
import { visitMultipart } from './multipart.lazy.ts';
import { costOf, readView } from './packed.lazy.ts';
import { visitParameters } from './parameters.ts';
import {
  countName,
  emit,
  enter,
  isSpent,
  MAX_DECODINGS,
  type Readers,
  step,
  visitFieldName,
  type Walk,
} from './walk.ts';
import { visitXml } from './xml.lazy.ts';

/** @param isSplit its parameters have been visited, decoded by themselves */
function readText(
  walk: Walk,
  value: string,
  parent: string,
  key: string | number,
  decodings: number,
  isSplit = false,
): void {
  const first = value.charCodeAt(0);
  const isDocument = first < 128 ? DOCUMENTS[first] === 1 : first === BYTE_ORDER_MARK;
  if (isDocument && visitDocument(walk, value, parent, key, decodings)) return;
  emit(walk, value, parent, key);
  if (decodings >= MAX_DECODINGS) return;
  if (first === DASH && value.charCodeAt(1) === DASH)
    visitForm(walk, value, joinPath(parent, step(key, 'multipart')), decodings + 1);
  if (value.length >= SHORTEST_ENCODED && !isDocument) visitEncoded(walk, value, parent, key, decodings);
  const split = isSplit || (!isDocument && value.includes('=') && visitParameters(walk, value, parent, key, decodings));
  if (!value.includes('%')) return;
  const decoded = decodePercent(value);
  if (decoded !== value) readText(walk, decoded, parent, step(key, 'url'), decodings + 1, split);
}

const BYTE_ORDER_MARK = 0xfeff;
const DASH = 45;

/** A form that came without the header that tells its boundary: it stands in the first line. */
function visitForm(walk: Walk, value: string, path: string, decodings: number): void {
  const start = /^--([^\s"]{1,70})\r?\ncontent-disposition: ?form-data;/i.exec(value.slice(0, 140));
  if (start !== null) visitMultipart(walk, value, `; boundary="${start[1]!}"`, path, decodings);
}

/** Which characters a document begins with: brackets and quotes of JSON, white space before it, `<` of XML. */
const DOCUMENTS = new Uint8Array(128);
for (const char of '{["<\t\n\v\f\r\x1e ') DOCUMENTS[char.charCodeAt(0)] = 1;

/** True when the value needs no judging by itself any more, since each of its parts is visited. */
function visitDocument(walk: Walk, value: string, parent: string, key: string | number, decodings: number): boolean {
  if (decodings >= MAX_DECODINGS) return false;
  const text = value.charCodeAt(0) === BYTE_ORDER_MARK ? value.slice(1) : value;
  if (visitJsonText(walk, text, parent, key, decodings)) return true;
  if (text.startsWith('"')) visitQuoted(walk, text, parent, key, decodings);
  else if (text.startsWith('<?xml')) visitXml(walk, text, parent, step(key, 'xml'), decodings + 1);
  return false;
}

function readValue(
  walk: Walk,
  value: unknown,
  parent: string,
  key: string | number,
  depth: number,
  decodings = 0,
): void {
  if (typeof value === 'string') {
    readText(walk, value, parent, key, decodings);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const path = joinPath(parent, key);
  if (!enter(walk, path, depth)) return;
  if (Array.isArray(value)) {
    const { length } = value;
    const cost = length > LONG ? costOf(value) : 0;
    for (let i = 0; i < length; i++) {
      if (isSpent(walk, path, i)) return;
      walk.nodes -= cost;
      readValue(walk, value[i], path, i, depth + 1, decodings);
    }
    return;
  }
  if (ArrayBuffer.isView(value)) {
    readView(walk, value, parent, key, decodings);
    return;
  }
  let at = '';
  try {
    let names = 0;
    for (at in value) {
      if (isSpent(walk, path, at)) return;
      countName(walk, path, ++names);
      const item = (value as Record<string, unknown>)[at];
      visitFieldName(walk, at, item, path, decodings);
      if (at === 'query' && typeof item === 'string') visitGraphql(walk, item, path, at, decodings);
      readValue(walk, item, path, at, depth + 1, decodings);
    }
  } catch (error) {
    // The innermost object is the first to tell.
    walk.stoppedAt ??= at === '' ? path : joinPath(path, at);
    throw error;
  }
}

/** A list that is longer may be a proxy, which takes long. */
const LONG = 65_536;

/** How texts and values of any shape are read. */
export const READERS: Readers = { text: readText, value: readValue };
