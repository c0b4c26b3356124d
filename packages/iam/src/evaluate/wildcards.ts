/**
 * Whether a text fits a pattern of IAM: `*` any characters, `?` exactly one. In time of pattern times text at worst: one
 * way back is remembered, never a tree of them.
 */
export function fitsWildcards(pattern: string, text: string): boolean {
  let at = 0;
  let position = 0;
  let star = -1;
  let starPosition = 0;
  while (position < text.length) {
    const sign = pattern[at];
    if (sign === '*') {
      star = at++;
      starPosition = position;
    } else if (at < pattern.length && (sign === '?' || sign === text[position])) {
      at++;
      position++;
    } else if (star >= 0) {
      at = star + 1;
      position = ++starPosition;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** Actions do not mind case: `S3:get*` fits `s3:GetObject`. */
export function fitsAction(pattern: string, action: string): boolean {
  return fitsWildcards(pattern.toLowerCase(), action.toLowerCase());
}
