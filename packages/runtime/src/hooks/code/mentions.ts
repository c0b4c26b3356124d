/** Objects whose property `eval` is the global function. */
export const GLOBALS = new Set(['globalThis', 'global', 'window', 'self', 'root']);

/** Whether a text may mention the function by name; `evaluate` and `redis.eval` are others'. */
export function mentionsEval(text: string): boolean {
  for (let at = text.indexOf('eval'); at !== -1; at = text.indexOf('eval', at + 4)) {
    if (isNamePart(text.charCodeAt(at + 4)) || isNamePart(text.charCodeAt(at - 1))) continue;
    // A word in a string.
    if (isQuote(text[at + 4]) && isQuote(text[at - 1])) continue;
    if (text[at - 1] !== '.' || GLOBALS.has(ownerBefore(text, at - 1)) || text[at - 2] === '.') return true;
  }
  return hasEscapedEval(text);
}

/** Escapes in a name are nobody's style; those of strings and patterns are looked past here. */
function hasEscapedEval(text: string): boolean {
  return (
    text.includes('\\u') &&
    /(?:\\u\{?0{0,8}65\}?|e)(?:\\u\{?0{0,8}76\}?|v)(?:\\u\{?0{0,8}61\}?|a)(?:\\u\{?0{0,8}6c\}?|l)/i.test(text)
  );
}

function isQuote(sign: string | undefined): boolean {
  return sign === "'" || sign === '"' || sign === '`';
}

function isNamePart(code: number): boolean {
  const lower = code | 32;
  return (lower >= 97 && lower <= 122) || (code >= 48 && code <= 57) || code === 95 || code === 36;
}

function ownerBefore(text: string, dot: number): string {
  let from = dot;
  while (from > 0 && dot - from < 12 && isNamePart(text.charCodeAt(from - 1))) from--;
  return text.slice(from, dot);
}
