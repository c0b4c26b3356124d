/** Objects whose property `eval` is the global function. */
export const GLOBALS = new Set(['globalThis', 'global', 'window', 'self', 'root']);

/** Whether a text may mention the function by name; `evaluate` and `redis.eval` are others'. */
export function mentionsEval(text: string): boolean {
  for (let at = text.indexOf('eval'); at !== -1; at = text.indexOf('eval', at + 4)) {
    if (isNamePart(text.charCodeAt(at + 4)) || isNamePart(text.charCodeAt(at - 1))) continue;
    if (!mayBeCode(text, at)) continue;
    if (text[at - 1] !== '.' || GLOBALS.has(ownerBefore(text, at - 1)) || text[at - 2] === '.') return true;
  }
  return hasEscapedEval(text);
}

/** Escapes in a name are nobody's style; those of strings and patterns are looked past here. */
function hasEscapedEval(text: string): boolean {
  if (!text.includes('\\u') || !/\\u(?:00|\{0{0,8})(?:65|76|61|6[cC])/.test(text)) return false;
  const found = text.match(
    /(?:\\u(?:0065|\{0{0,8}65\})|e)(?:\\u(?:0076|\{0{0,8}76\})|v)(?:\\u(?:0061|\{0{0,8}61\})|a)(?:\\u(?:006[cC]|\{0{0,8}6[cC]\})|l)/g,
  );
  return found?.some((name) => name !== 'eval') ?? false;
}

/**
 * Comments, lists of words and patterns mention it far more often than code; telling them apart costs 30 ms a megabyte, so
 * what stands beside it is looked at first.
 */
function mayBeCode(text: string, at: number): boolean {
  let next = at + 4;
  while (next < text.length && text.charCodeAt(next) <= 32) next++;
  const sign = text[next] ?? ';';
  if (sign === '|' || sign === '&') {
    if (text[next + 1] !== sign) return false;
  } else if (!'(),;]}?.:=!/\n'.includes(sign) && next === at + 4) return false;
  else if (isNamePart(text.charCodeAt(next)) && !text.slice(at + 4, next).includes('\n')) return false;
  let before = at - 1;
  while (before >= 0 && text.charCodeAt(before) <= 32) before--;
  // The function is no number: single, these are a pattern's or a list's.
  if (before > 0 && (text[before] === '|' || text[before] === '&') && text[before - 1] !== text[before]) return false;
  if (before < 0 || before === at - 1 || text.slice(before + 1, at).includes('\n')) return true;
  if (!isNamePart(text.charCodeAt(before))) return true;
  return BEFORE.has(ownerBefore(text, before + 1));
}

/** Words that an expression may follow. */
const BEFORE = new Set(
  'return typeof void await yield else do in of case throw new delete instanceof default'.split(' '),
);

function isNamePart(code: number): boolean {
  const lower = code | 32;
  return (lower >= 97 && lower <= 122) || (code >= 48 && code <= 57) || code === 95 || code === 36;
}

function ownerBefore(text: string, dot: number): string {
  let from = dot;
  while (from > 0 && dot - from < 12 && isNamePart(text.charCodeAt(from - 1))) from--;
  return text.slice(from, dot);
}
