import { parse } from './json.ts';
import { step, visitValue, type Walk } from './walk.ts';

/**
 * Visits what a JSON web token says (RFC 7519): its header at `|jwt.header`, its claims at `|jwt.claims`. A stranger can
 * write both, since a handler reads `kid`, and often claims, before the signature is checked.
 * @param start index of the token in `text`
 * @returns false when it is no token; nothing was visited then
 */
export function visitJwt(
  walk: Walk,
  text: string,
  start: number,
  parent: string,
  key: string | number,
  decodings: number,
): boolean {
  const dot = text.indexOf('.', start);
  // A header is small; RFC 7515 section 3.3 has one of 30 characters, one with a certificate chain has some thousand.
  if (dot === -1 || dot - start > 16_384) return false;
  const header = text.startsWith(knownHeader, start) ? '{' : decodePart(text.slice(start, dot));
  if (header === undefined || !header.startsWith('{')) return false;
  const end = text.indexOf('.', dot + 1);
  const claims = decodePart(text.slice(dot + 1, end === -1 ? text.length : end));
  if (!PLAIN.test(header)) visitPart(walk, header, parent, step(key, 'jwt.header'), decodings);
  else if (header !== '{') knownHeader = text.slice(start, dot + 1);
  // An encrypted token (RFC 7516) has ciphertext there.
  if (claims?.startsWith('{')) visitPart(walk, claims, parent, step(key, 'jwt.claims'), decodings);
  return true;
}

/** Nearly every header is `{"alg":"RS256","kid":"…","typ":"JWT"}`: words that begin nothing, not worth parsing. */
const PLAIN = /^[\w{}":,.-]*$/;

/** The last of them with its dot: tokens of one issuer begin alike until it changes its key. */
let knownHeader = 'eyJ.';

function visitPart(walk: Walk, text: string, parent: string, key: string, decodings: number): void {
  visitValue(walk, parse(walk, text) ?? text, parent, key, 0, decodings + 1);
}

/** `atob` is three times as fast as a Buffer for these lengths, but knows neither base64url nor UTF-8. */
function decodePart(part: string): string | undefined {
  try {
    const text = atob(part.includes('-') || part.includes('_') ? toStandardAlphabet(part) : part);
    return NOT_ASCII.test(text) ? Buffer.from(part, 'base64').toString('utf8') : text;
  } catch {
    return undefined;
  }
}

const NOT_ASCII = /[^\0-\x7f]/;

function toStandardAlphabet(part: string): string {
  return part.replaceAll('-', '+').replaceAll('_', '/');
}
