import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { jwtOf } from '../../../events/src/testing/token.ts';
import type { Random } from './random.ts';

type Disguise = (text: string, random: Random) => string;

const base64 = (bytes: string | Buffer): string => Buffer.from(bytes).toString('base64');
const hex = (char: string, width: number): string => char.charCodeAt(0).toString(16).padStart(width, '0');
const each = (text: string, change: (char: string) => string): string => Array.from(text, change).join('');
const percent = (text: string): string => each(text, (char) => (char > '\x7f' ? char : `%${hex(char, 2)}`));
const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

/** A message of protocol buffers: field numbers 1 and 2, wire type 2. */
const protobuf = (text: string): Buffer => {
  const bytes = Buffer.from(text.slice(0, 100));
  return Buffer.concat([Buffer.from([0x0a, bytes.length]), bytes, Buffer.from([0x12, 2, 0x08, 1, 0x18, 0xff, 1])]);
};

/** The ways in which a text may be carried, hidden or broken; some of them are what the reader undoes, others only look so. */
const DISGUISES: readonly Disguise[] = [
  base64,
  (text) => Buffer.from(text).toString('base64url'),
  (text) => base64(text).replace(/=+$/, ''),
  (text) => base64(Buffer.from(text, 'utf16le')),
  (text) => base64(gzipSync(text, { level: 1 })),
  (text) => base64(gzipSync(text, { level: 1 }).subarray(0, -6)),
  (text) => base64(deflateSync(text, { level: 1 })),
  (text) => base64(deflateRawSync(text, { level: 1 })),
  (text) => base64(protobuf(text)),
  (text) => protobuf(text).toString('latin1'),
  (text) => `data:text/html;base64,${base64(text)}`,
  percent,
  (text) => percent(text).replaceAll('%', '%25'),
  (text) => each(text, (char) => `%u00${hex(char.slice(0, 1), 4).slice(2)}`),
  // Two bytes for a character of ASCII: what strict decoders refuse.
  (text) =>
    each(text, (char) =>
      char > '\x7f'
        ? char
        : `%c${char < '@' ? 0 : 1}%${hex(String.fromCharCode(0x80 | (char.charCodeAt(0) & 0x3f)), 2)}`,
    ),
  (text) => each(text, (char) => `&#${char.charCodeAt(0)};`),
  (text) => each(text, (char) => `&#x${hex(char, 1)};`),
  (text) => text.replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll("'", '&apos;'),
  (text) => each(text, (char) => `\\u${hex(char, 4)}`),
  (text) => each(text, (char) => (char > '\x7f' ? char : `\\x${hex(char, 2)}`)),
  (text) =>
    each(text, (char) => (char > ' ' && char < '\x7f' ? String.fromCharCode(char.charCodeAt(0) + 0xfee0) : char)),
  (text) => JSON.stringify({ query: text, a: [text] }),
  (text) => JSON.stringify({ a: JSON.stringify({ b: JSON.stringify([text]) }) }),
  (text) => `{"${escaped(text)}":1,"__proto__":{"a":"${escaped(text)}"}}`,
  (text) => `${JSON.stringify([text])}\n${JSON.stringify({ text })}`,
  (text) => JSON.stringify(text).slice(0, -1),
  (text) =>
    `a=1&${encodeURIComponent(text.toWellFormed()).replaceAll('%20', '+')}=${encodeURIComponent(text.toWellFormed())}&b`,
  (text) => `theme=dark; session=${encodeURIComponent(text.toWellFormed())}; ${text}`,
  (text) => jwtOf({ sub: text, [text]: 1 }, { alg: 'none', kid: text }),
  (text) => `Bearer ${jwtOf(text)}`,
  (text) => `Basic ${base64(text)}`,
  (text) =>
    `--x\r\nContent-Disposition: form-data; name="${text}"; filename*=utf-8''${percent(text)}\r\n\r\n${text}\r\n--x--`,
  (text) => `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "${text}">]><a b="${text}">&b;<![CDATA[${text}]]></a>`,
  (text) => `{ vote(a: "${escaped(text)}", b: """${text}""") { id } }`,
  (text) => `=?utf-8?B?${base64(text)}?= =?utf-8?q?${text.replaceAll(' ', '_')}?=`,
  (text) => [...Buffer.from(text)].join(','),
  (text) => Buffer.from(text).toString('hex'),
  (text, random) => each(text, (char) => (random.oneIn(2) ? char.toUpperCase() : char.toLowerCase())),
  (text, random) =>
    each(text, (char) =>
      random.oneIn(6) ? `${random.pick(['\ud800', '\udfff', '\0', '\u200b', '\u0301'])}${char}` : char,
    ),
  (text, random) =>
    each(text, (char) =>
      random.oneIn(5) ? `${random.pick(["''", '""', '\\', '/**/', '$@', '\n', '+'])}${char}` : char,
    ),
  (text) => text.replaceAll(' ', '/**/'),
  (text) => text.replaceAll(' ', '${IFS}'),
  (text) => text.split('').reverse().join(''),
  (text) => `${'a'.repeat(4000)} ${text} ${'b'.repeat(300)}`,
  (text) => `${text}${text}`.repeat(20),
  (text, random) => '['.repeat(1 + random.below(300)) + JSON.stringify(text) + ']'.repeat(1 + random.below(300)),
];

/** The text in one to three disguises, one within the other. */
export function disguised(text: string, random: Random): string {
  let hidden = text;
  for (let left = random.oneIn(4) ? 3 : 1; left > 0 && hidden.length < 50_000; left--) {
    hidden = random.pick(DISGUISES)(hidden, random);
  }
  return hidden;
}
