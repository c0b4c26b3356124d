/** Words that stand in no piece of the text, only in its strings put together: `'java'+'script:'`. */
export function isSplit(joined: string, text: string): boolean {
  if (joined.length < 4) return false;
  const word = /javascript|eval|alert|location|cookie/i.exec(joined)?.[0];
  return word !== undefined && !text.includes(word);
}

/** Letters spelt as escapes, several in a row: `'\\141\\154'`, `'\\x61\\x6c'`. What is none of ASCII has to be spelt so. */
export function isObscured(text: string, start: number, end: number): boolean {
  let run = 0;
  let left = 16;
  for (let i = start; i < end && run < 3 && left > 0; i++) {
    if (text.charCodeAt(i) !== 92) continue;
    left--;
    if (LETTER_ESCAPE.test(text.slice(i + 1, i + 6))) run++;
  }
  return run >= 3;
}

const LETTER_ESCAPE = /^(?:1[0-7][0-7]|x[4-7][0-9a-f]|u00[4-7][0-9a-f]|u\{[4-7])/i;

/** Names that attacks put together, and that honest code writes out. */
const PIECED = [
  'eval',
  'alert',
  'name',
  'location',
  'unescape',
  'document',
  'javascript',
  'cookie',
  'iframe',
  'prompt',
];

/**
 * Two of these texts are one of those names, cut in two, in whatever order: `a='l'; b='eva'; c=b+a`.
 * @param pieces short texts of a script; the whole name stands nowhere in it
 */
export function isPieced(pieces: readonly string[]): boolean {
  if (pieces.length < 2) return false;
  const all = new Set(pieces);
  for (const name of PIECED) {
    for (let cut = name === 'name' ? 3 : 1; cut < name.length; cut++) {
      if (!all.has(name.slice(0, cut))) continue;
      const rest = name.slice(cut);
      if (
        all.has(rest) ||
        (rest.length > 1 && pieces.some((piece) => piece.startsWith(rest) && !/^[a-z]/.test(piece.slice(rest.length))))
      )
        return true;
    }
  }
  return false;
}
