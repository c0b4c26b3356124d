/** Characters of one shifted run that are read. */
const LONGEST = 512;

/**
 * A run of ASCII in UTF-7's base64, `+ADw-` for `<`: RFC 2152. Other runs are left: text that is no ASCII hides nothing.
 * @returns where the `-` stands that ends the run which begins with the `+` at `at`, or 0
 */
export function readShift(text: string, at: number): number {
  let bits = 0;
  let held = 0;
  const most = Math.min(text.length, at + LONGEST);
  for (let i = at + 1; i < most; i++) {
    const code = text.charCodeAt(i);
    if (code === 45) return i > at + 3 && bits < 6 && held === 0 ? i : 0;
    const digit = digitOf(code);
    if (digit === -1) return 0;
    held = (held << 6) | digit;
    bits += 6;
    if (bits < 16) {
      // What is above the seven bits of an ASCII character must be clear: hostile runs end after three digits.
      if (held >> Math.max(0, bits - 9) !== 0) return 0;
      continue;
    }
    bits -= 16;
    const unit = held >> bits;
    if (unit < 9 || unit > 126) return 0;
    held &= (1 << bits) - 1;
  }
  return 0;
}

/** Writes the characters of the run between `+` and `-`. */
export function writeShifted(text: string, from: number, to: number, out: Uint16Array, at: number): number {
  let bits = 0;
  let held = 0;
  let used = at;
  for (let i = from; i < to; i++) {
    held = (held << 6) | digitOf(text.charCodeAt(i));
    bits += 6;
    if (bits < 16) continue;
    bits -= 16;
    out[used++] = held >> bits;
    held &= (1 << bits) - 1;
  }
  return used;
}

function digitOf(code: number): number {
  if (code >= 65 && code <= 90) return code - 65;
  if (code >= 97 && code <= 122) return code - 71;
  if (code >= 48 && code <= 57) return code + 4;
  return code === 43 ? 62 : code === 47 ? 63 : -1;
}
