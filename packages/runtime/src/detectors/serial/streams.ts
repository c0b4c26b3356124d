import type { Confidence } from '@bulkhead/core';
import { BACKSLASH, NUL, PERCENT, SLASH, SPACE, WIDE } from '../scan.ts';

/**
 * Streams of objects by how they begin.
 * - Java: `ac ed 00 05`, https://docs.oracle.com/en/java/javase/21/docs/specs/serialization/protocol.html
 * - pickle: `80` protocol, then a frame or a global, https://peps.python.org/pep-0307/
 * - Ruby: `04 08` and an object, https://docs.ruby-lang.org/en/3.3/marshal_rdoc.html
 * - .NET BinaryFormatter: `00 01 00 00 00 ff ff ff ff`
 */
export function findStream(text: string, chars: number, named: boolean): Confidence | undefined {
  const first = text.charCodeAt(0);
  // Base64 and hex need no sign; most of them are letters only.
  if (named || (chars & SPACE) === 0) {
    let start = first === 34 || first === 39 ? 1 : 0;
    // `name=rO0AB…`: a pair of a cookie or a form that nobody took apart.
    const pair = NAME.exec(text.slice(start, start + 34));
    if (pair !== null) start += pair[0].length;
    const found = judgeStart(text, start);
    if (found !== undefined) return found;
    if (named) {
      const at = text.indexOf('rO0AB');
      if (at > 0 && !isBase64(text.charCodeAt(at - 1)) && /^rO0AB[QXnAB]/.test(text.slice(at, at + 6))) return 'high';
    }
  }
  if ((chars & WIDE) !== 0 && text.includes('\u00ac\u00ed\u0000\u0005')) return 'high';
  if (
    (chars & BACKSLASH) !== 0 &&
    /\\xac\\xed\\x00\\x05|\\u00ac\\u00ed|\\x04\\(?:x08|b)[oU[{cIeu]|\\x80\\x0[2-5](?:\\x95|[c}(\]K])/i.test(text)
  )
    return 'high';
  if ((chars & PERCENT) !== 0 && /%ac%ed%00%05/i.test(text)) return 'high';
  if ((chars & NUL) !== 0 && text.includes('\u0000\u0001\u0000\u0000\u0000\u00ff\u00ff\u00ff\u00ff')) return 'high';
  if (first === 4 && text.charCodeAt(1) === 8 && /^[oUcCeIu[{@]/.test(text.slice(2, 3)))
    return text[2] === 'o' || text[2] === 'U' || text[2] === 'c' ? 'high' : 'medium';
  if ((chars & SLASH) !== 0 && text.includes('AAEAAAD/////')) return 'high';
  // The same header behind one byte or two, as a ViewState holds it.
  if ((chars & SLASH) !== 0 && /AAQAAAP\/{4}8B|ABAAAA\/{5}wE/.test(text)) return 'medium';
  return undefined;
}

const NAME = /^[\w.-]{1,32}=(?=[rgBAaYyKCUV/])/;

function judgeStart(text: string, at: number): Confidence | undefined {
  switch (text.charCodeAt(at)) {
    case 114: // r
      return /^rO0AB[QXnA]/.test(text.slice(at, at + 6)) ? 'high' : undefined;
    case 97: // a
    case 65:
      if (/^aced0005/i.test(text.slice(at, at + 8))) return 'high';
      return text.startsWith('AAEAAAD/////', at) ? 'high' : undefined;
    case 75: // The same header behind one or two bytes: `KztAAU`, `Cs7QAF`.
      return text.startsWith('KztAAU', at) && text.length < 16 ? 'medium' : undefined;
    case 67:
      return text.startsWith('Cs7QAF', at) && text.length < 16 ? 'medium' : undefined;
    case 103: // g: 80 02 to 80 05
      if (/^g(?:ASV|AWV)[A-Za-z0-9+/]{2}AAAAAAAA[A-Za-z0-9+/]/.test(text.slice(at, at + 20))) return 'high';
      return /^gA(?:Jj|Nj|Rj|J9|N9|JL|NL|Jd|Nd|Jd|SV|WV|SM|WM)[A-Za-z0-9+/]{12}/.test(text.slice(at, at + 20))
        ? 'medium'
        : undefined;
    // `S'os'`, `Vos`: strings of pickle that name a module, which `\x93` then calls
    case 85:
      return /^UydvcycKUyd[A-Za-z0-9+/]{8}/.test(text.slice(at, at + 20)) ? 'high' : undefined;
    case 86:
      return /^Vm9zC[jgn][A-Za-z0-9+/]{10}/.test(text.slice(at, at + 20)) ? 'medium' : undefined;
    case 121: // y: a class file
      return /^yv66vgAAA[A-Za-z0-9+/]{2}/.test(text.slice(at, at + 11)) ? 'medium' : undefined;
    case 47: // A ViewState that is one object of .NET's and nothing else.
      return /^\/wEy[A-Za-z0-9+/]{2,4}AAEAAAD|^\/wEy[A-Za-z0-9+/]{2,6}AAQAAAP\/|^\/wEy[A-Za-z0-9+/]{2,6}ABAAAA\//.test(
        text.slice(at, at + 24),
      )
        ? 'high'
        : undefined;
    case 66: // B: 04 08 and an object, a user's class, a class
      return /^BAh(?:v|V|j|l|1|JbzoI|bC|bCG)[A-Za-z0-9+/]{10}/.test(text.slice(at, at + 20)) ? 'medium' : undefined;
    default:
      return undefined;
  }
}

function isBase64(code: number): boolean {
  const letter = code | 32;
  return (letter >= 97 && letter <= 122) || (code >= 48 && code <= 57) || code === 43 || code === 47;
}
