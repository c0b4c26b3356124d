import { rewrite, TAKES } from '../form/rewrite.ts';
import { hexByte } from '../hex.ts';
import { spend } from '../spent.ts';
import { parseIpv6 } from './addresses.ts';

/** A URL as the parsers of different languages may split it. */
export interface UrlReading {
  /** In lower case, without the colon; `''` for `//host`. */
  readonly scheme: string;
  /** Every text that some parser takes for the host, ports and brackets kept apart. */
  readonly hosts: readonly UrlHost[];
  /** Path, query and fragment: what follows the authority. */
  readonly rest: string;
  /** The authority holds what only parsers' differences explain: `a#@b`, `a\@b`, a tab, a second `@`. */
  readonly ambiguous: boolean;
  /** At least two slashes stood after the scheme. */
  readonly slashes: number;
}

export interface UrlHost {
  /** Decoded, brackets kept. */
  readonly name: string;
  readonly port: string;
}

/** Hosts of one authority that are looked at. */
const MOST_HOSTS = 5;
const LONGEST_AUTHORITY = 512;

/**
 * Reads the URL that begins at `start`. WHATWG URL Standard where parsers agree (backslashes are slashes, tabs and line
 * ends are dropped); where they do not, every part between the signs of the authority is a host.
 * @param start where the scheme begins, or the `//` of a URL without one
 * @param colon of the scheme; -1 for `//host`
 */
export function readUrl(text: string, start: number, colon: number): UrlReading {
  spend(2000);
  const scheme = colon === -1 ? '' : text.slice(start, colon).toLowerCase().replace(/^url:/, '');
  let at = colon === -1 ? start : colon + 1;
  let slashes = 0;
  while (at < text.length && isSlash(text.charCodeAt(at))) {
    at++;
    slashes++;
  }
  let end = at;
  const limit = Math.min(text.length, at + LONGEST_AUTHORITY);
  while (end < limit && !isEnd(text, end)) end++;
  // `http://a#@b/` and `http://a\@b/`: an `@` right behind the sign that ended the authority.
  let ambiguous = false;
  let authority = text.slice(at, end);
  const behind = /^[?#\\&;/:]{1,4}\s{0,2}(?:[^/?#\\\s]{0,64})@/.exec(text.slice(end, end + 72));
  if (behind !== null && text[end] !== '/') {
    ambiguous = true;
    let tail = end + behind[0].length;
    while (tail < limit && !isEnd(text, tail)) tail++;
    authority = text.slice(at, tail);
    end = tail;
  }
  if (/[\t\n\r]|%0[9ad]/i.test(authority)) ambiguous = true;
  const hosts: UrlHost[] = [];
  for (const part of authority.split(/[@#\\?&;,\s]+|%(?:40|23|5c|09|0[ad]|20|2509)/i, MOST_HOSTS + 1)) {
    const host = readHost(part);
    if (host !== undefined) hosts.push(host);
  }
  // What remains once blanks and tabs are dropped, as browsers do.
  if (ambiguous) {
    const host = readHost(authority.replace(/[\t\n\r]|%0[9ad]/gi, ''));
    if (host !== undefined) hosts.push(host);
  }
  return { scheme, hosts, rest: text.slice(end), ambiguous, slashes };
}

/** The character that is percent-encoded in UTF-8 at `at`, of the first 65,536. */
function characterAt(text: string, at: number): number {
  const lead = hexByte(text, at + 1);
  if (lead < 0x80) return lead === -1 ? 0 : lead + 3 * TAKES;
  const second = continuationAt(text, at + 3);
  if (second === -1) return 0;
  if (lead >= 0xc2 && lead < 0xe0) return ((lead & 31) << 6) + second + 6 * TAKES;
  const third = continuationAt(text, at + 6);
  const code = ((lead & 15) << 12) + (second << 6) + third;
  return lead >= 0xe0 && lead < 0xf0 && third !== -1 && code >= 0x800 ? code + 9 * TAKES : 0;
}

function continuationAt(text: string, at: number): number {
  const byte = text.charCodeAt(at) === 37 ? hexByte(text, at + 1) : -1;
  return byte >= 0x80 && byte < 0xc0 ? byte & 63 : -1;
}

function isSlash(code: number): boolean {
  return code === 47 || code === 92;
}

function isEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 47 || code === 63 || code === 35 || code === 92;
}

function readHost(part: string): UrlHost | undefined {
  let name = part;
  let port = '';
  if (name.startsWith('[')) {
    const close = name.indexOf(']');
    if (close === -1) return { name, port };
    port = name.slice(close + 2);
    name = name.slice(0, close + 1);
  } else {
    const colon = name.indexOf(':');
    // An IPv6 address without its brackets.
    if (
      colon !== -1 &&
      (/^(?:::|f[cde][\da-f]{2}::)/i.test(name) || name.indexOf(':', name.indexOf(':', colon + 1) + 1) > colon) &&
      parseIpv6(name) !== undefined
    )
      return { name: `[${name}]`, port };
    if (colon !== -1) {
      port = name.slice(colon + 1);
      name = name.slice(0, colon);
    }
  }
  if (name.includes('%') && !name.startsWith('[')) name = rewrite(name, 37, characterAt);
  return name === '' ? undefined : { name, port };
}
