import { joinPath } from '../visits.ts';
import { beginsAsText, SHORTEST_ENCODED } from './encoded.ts';
import { visitLogLine } from './log-lines.lazy.ts';
import { visitPair } from './query.ts';
import { isSpent, step, stop, type Walk } from './walk.ts';

/**
 * Visits the parameters of a value that is an address (`/x?a=1`, `https://h/x?a=1#f`), a request line (`GET /x?a=1 HTTP/1.1`),
 * a form that nobody declared (`a=1&b=2`) or a line of an access log: at `|query.b` or `|form.b`, decoded. What a program
 * reads is the parameter, while a detector that judges the whole sees an address. A parameter of letters and digits only
 * is passed over without a copy.
 * @returns true where the value has such a shape, so that its percent-decoded form needs no second look
 */
export function visitParameters(
  walk: Walk,
  value: string,
  parent: string,
  key: string | number,
  decodings: number,
): boolean {
  const equals = value.indexOf('=');
  if (equals < 1 || equals === value.length - 1) return false;
  if (isForm(value, equals)) {
    visitEach(walk, value, 0, value.length, joinPath(parent, step(key, 'form')), decodings);
    return true;
  }
  const mark = value.indexOf('?');
  if (mark !== -1 && value.indexOf('=', mark) !== -1) {
    const start = /^[A-Z]{3,8} /.test(value) ? value.indexOf(' ') + 1 : 0;
    if (isTarget(value, start, mark)) {
      visitEach(walk, value, mark + 1, targetEnd(value, start, mark), joinPath(parent, step(key, 'query')), decodings);
      return true;
    }
  }
  return (
    (value.includes(' HTTP/') || value.includes('\t')) &&
    visitLogLine(walk, value, parent, key, decodings, visitParameters)
  );
}

/** Longest name of a parameter by which a form is told from other text. */
const LONGEST_NAME = 100;

/** `a=1&b=2`, `a=%27`: one line that begins with a name; with blanks only where a second name follows. */
function isForm(value: string, equals: number): boolean {
  if (equals > LONGEST_NAME || nameEnd(value, 0) !== equals || value.charCodeAt(equals + 1) === EQUALS) return false;
  if (value.includes('\n')) return false;
  const next = value.indexOf('&', equals);
  if (next !== -1 && value.charCodeAt(nameEnd(value, next + 1)) === EQUALS) return true;
  // `Root=1-2;Parent=3`, as every request's trace header and many other headers say.
  return !/ |;\w+=/.test(value);
}

/** No blank, quote or bracket before the question mark: prose and programs have some. */
function isTarget(value: string, start: number, mark: number): boolean {
  if (/[\s"<>]/.test(value.slice(start, mark))) return false;
  if (value[start] === '/' || value.startsWith('http', start)) return true;
  return value.charCodeAt(nameEnd(value, mark + 1)) === EQUALS;
}

/** Where the parameters end: before the protocol of a request line, a fragment, or the next line. */
function targetEnd(value: string, start: number, mark: number): number {
  let end = start === 0 ? -1 : value.lastIndexOf(' HTTP/');
  if (end < mark) end = value.length;
  const line = value.indexOf('\n', mark);
  if (line !== -1 && line < end) end = line;
  const hash = value.lastIndexOf('#', end);
  // A lone `#` ends a statement of MySQL; one before a parameter is part of it.
  return hash > mark && hash < end - 1 && value.indexOf('=', hash) === -1 ? hash : end;
}

/** Parameters of one value that are visited one by one: no honest address has so many. */
const MOST_PARAMETERS = 1000;

/** Visits each parameter between two places that holds anything but letters and digits. */
function visitEach(walk: Walk, value: string, start: number, end: number, path: string, decodings: number): void {
  let from = start;
  let equals = -1;
  let odd = false;
  let visited = 0;
  for (let i = start; i <= end; i++) {
    const code = i === end ? AMPERSAND : value.charCodeAt(i);
    if (code === AMPERSAND) {
      if (odd || mayBeEncoded(value, equals + 1, i)) {
        if (isSpent(walk, path)) return;
        if (++visited > MOST_PARAMETERS) {
          stop(walk, path);
          return;
        }
        visitPair(walk, value.slice(from, i), path, undefined, decodings + 1);
      }
      from = i + 1;
      equals = -1;
      odd = false;
    } else if (code === EQUALS) {
      if (equals === -1) equals = i;
      else odd = true;
    } else if (PLAIN[code] !== 1) odd = true;
  }
}

/** A value without a sign may still be base64 of text. */
function mayBeEncoded(value: string, start: number, end: number): boolean {
  return start > 0 && end - start >= SHORTEST_ENCODED && beginsAsText(value, start);
}

const AMPERSAND = 38;
const EQUALS = 61;

/** Index after the characters that a name of a parameter holds, encoded or not. */
function nameEnd(value: string, start: number): number {
  let i = start;
  for (; i < value.length && i - start <= LONGEST_NAME; i++) {
    const code = value.charCodeAt(i);
    if (PLAIN[code] !== 1 && !NAME_SIGNS.includes(value[i]!)) break;
  }
  return i;
}

/** Beside letters, digits, `-`, `.`, `_` and `~`. */
const NAME_SIGNS = '[]$%+:@';

/** Characters that no encoding and no grammar needs. */
const PLAIN = /* @__PURE__ */ new Uint8Array(128);
for (let code = 48; code < 123; code++) PLAIN[code] = code < 58 || code > 96 || (code > 64 && code < 91) ? 1 : 0;
for (const char of '-._~,') PLAIN[char.charCodeAt(0)] = 1;
