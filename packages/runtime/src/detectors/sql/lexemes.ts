/** Behind blanks and closed comments. */
export function skipBlanks(text: string, from: number): number {
  let i = from;
  for (;;) {
    while (i < text.length && text.charCodeAt(i) <= 32) i++;
    if (text.charCodeAt(i) !== 47 || text.charCodeAt(i + 1) !== 42 || text.charCodeAt(i + 2) === 33) return i;
    const end = commentEnd(text, i + 2);
    if (end === -1) return i;
    i = end + 2;
  }
}

/** Where the comment or line ends that a search for it found last: a hostile text asks again behind each of its words. */
interface Found {
  text: string;
  from: number;
  at: number;
}
const lastComment: Found = { text: '', from: 0, at: -1 };
const lastLine: Found = { text: '', from: 0, at: -1 };

function find(text: string, sign: string, from: number, last: Found): number {
  if (last.text === text && from >= last.from && (last.at === -1 || from <= last.at)) return last.at;
  last.text = text;
  last.from = from;
  last.at = text.indexOf(sign, from);
  return last.at;
}

/** -1: the comment takes the rest. */
export function commentEnd(text: string, from: number): number {
  return find(text, '*/', from, lastComment);
}

export function lineEnd(text: string, from: number): number {
  return find(text, '\n', from, lastLine);
}

/** Names with dots are one word: `information_schema.tables`, `master..xp_cmdshell`. */
export function wordEnd(text: string, from: number): number {
  let i = from;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const lower = code | 32;
    if ((lower >= 97 && lower <= 122) || isDigit(code) || code === 95 || code === 36) continue;
    if (code === 46 && i > from) {
      if (isNameStart(text.charCodeAt(i + 1))) continue;
      if (text.charCodeAt(i + 1) === 46 && isNameStart(text.charCodeAt(i + 2))) continue;
    }
    break;
  }
  return i;
}

export function numberEnd(text: string, from: number): number {
  let i = from;
  if (text.charCodeAt(i) === 48 && (text.charCodeAt(i + 1) | 32) === 120) {
    i += 2;
    while (i < text.length && isHex(text.charCodeAt(i))) i++;
    return i;
  }
  while (i < text.length && (isDigit(text.charCodeAt(i)) || text.charCodeAt(i) === 46)) i++;
  if ((text.charCodeAt(i) | 32) === 101) {
    // 1e0, and MySQL's 1.e( as well as 1e5union
    let exponent = i + 1;
    if (text.charCodeAt(exponent) === 43 || text.charCodeAt(exponent) === 45) exponent++;
    const digits = exponent;
    while (exponent < text.length && isDigit(text.charCodeAt(exponent))) exponent++;
    if (exponent > digits || text.charCodeAt(i + 1) === 40 || text.charCodeAt(i + 1) === 46) i = exponent;
  }
  return i;
}

/** After the closing quote; doubled and backslashed quotes belong to the string. */
export function stringEnd(text: string, from: number): number {
  const quote = text.charCodeAt(from);
  for (let i = from + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 92) i++;
    else if (code === quote) {
      if (text.charCodeAt(i + 1) !== quote) return i + 1;
      i++;
    }
  }
  return text.length;
}

/** q'[it's]' */
export function quotedEnd(text: string, quote: number): number {
  const open = text[quote + 1];
  if (open === undefined) return text.length;
  const pair = '[]{}()<>';
  const close = pair.indexOf(open) % 2 === 0 ? pair[pair.indexOf(open) + 1]! : open;
  const end = text.indexOf(`${close}'`, quote + 2);
  return end === -1 ? text.length : end + 2;
}

export function isQuote(code: number): boolean {
  return code === 39 || code === 34;
}

function isNameStart(code: number): boolean {
  const lower = code | 32;
  return (lower >= 97 && lower <= 122) || code === 95;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isHex(code: number): boolean {
  return isDigit(code) || ((code | 32) >= 97 && (code | 32) <= 102);
}

export function isComparison(code: number): boolean {
  return code >= 60 && code <= 62;
}
