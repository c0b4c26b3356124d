/**
 * Undoes the encoded words of a mail header (RFC 2047): `=?utf-8?B?…?=` and `=?iso-8859-1?Q?…?=`. UTF-8 is taken for every
 * character set that is not a Latin one, since what attacks are written in is ASCII in nearly all of them. Gives the value
 * itself where nothing is encoded. Linear.
 * @example decodeEncodedWords('=?utf-8?Q?caf=C3=A9?=') // 'café'
 */
export function decodeEncodedWords(value: string): string {
  let out = '';
  let rest = 0;
  let close = -1;
  for (let at = value.indexOf('=?'); at !== -1; at = value.indexOf('=?', Math.max(at + 2, rest))) {
    const start = textStart(value, at);
    if (start === -1) continue;
    // Looked for once for all openings before it, so that many openings without an end stay linear.
    if (close < start) close = value.indexOf('?=', start);
    if (close === -1) break;
    const between = value.slice(rest, at);
    // Blanks between two encoded words are not part of the text (section 6.2).
    if (rest === 0 || between.trim() !== '') out += between;
    out += decodeWord(value.slice(at, start), value.slice(start, close));
    rest = close + 2;
  }
  return rest === 0 ? value : out + value.slice(rest);
}

/** Longest name of a character set and language that is looked at. */
const LONGEST_NAME = 60;

/** Where the text of the word that opens at `at` begins, -1 when none opens there. */
function textStart(value: string, at: number): number {
  const nameEnd = value.indexOf('?', at + 2);
  if (nameEnd === -1 || nameEnd === at + 2 || nameEnd - at > LONGEST_NAME) return -1;
  return value[nameEnd + 2] === '?' && /[bq]/i.test(value[nameEnd + 1]!) ? nameEnd + 3 : -1;
}

/** @param opening for example `=?utf-8?Q?` */
function decodeWord(opening: string, text: string): string {
  const bytes = /b\?$/i.test(opening) ? Buffer.from(text, 'base64') : bytesOfQ(text);
  return bytes.toString(/^=\?(?:iso-8859|windows-125)/i.test(opening) ? 'latin1' : 'utf8');
}

/** `_` is a space and `=41` a byte (section 4.2). */
function bytesOfQ(text: string): Buffer {
  const bytes = Buffer.from(text.replaceAll('_', ' '), 'utf8');
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    const pair = bytes[i] === 0x3d ? bytes.toString('latin1', i + 1, i + 3) : '';
    if (/^[\da-f]{2}$/i.test(pair)) {
      bytes[length++] = Number.parseInt(pair, 16);
      i += 2;
    } else {
      bytes[length++] = bytes[i]!;
    }
  }
  return bytes.subarray(0, length);
}
