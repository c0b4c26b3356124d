/** Words that stand in no piece of the text, only in its strings put together: `'java'+'script:'`. */
export function isSplit(joined: string, text: string): boolean {
  if (joined.length < 4) return false;
  const word = /javascript|eval|alert|location|cookie/i.exec(joined)?.[0];
  return word !== undefined && !text.includes(word);
}

/** Letters spelt as escapes, several in a row: `'\\141\\154'`, `'\\x61\\x6c'`. */
export function isObscured(text: string, start: number, end: number): boolean {
  let run = 0;
  for (let i = start; i < end && run < 3; i++) {
    if (text.charCodeAt(i) !== 92) continue;
    const code = text.charCodeAt(i + 1);
    if ((code >= 48 && code < 56) || code === 120 || code === 117) run++;
    else return false;
  }
  return run >= 3;
}
