/**
 * Whether a text fits a pattern with `*` and `?`, as IAM matches actions and ARNs. Time is bounded by the product of both
 * lengths: one remembered star, no backtracking over several.
 */
export function fitsGlob(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t]) && pattern[p] !== '*') {
      p += 1;
      t += 1;
    } else if (p < pattern.length && pattern[p] === '*') {
      star = p;
      mark = t;
      p += 1;
    } else if (star >= 0) {
      p = star + 1;
      mark += 1;
      t = mark;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

/** IAM compares actions without regard to case. */
export function fitsAction(pattern: string, action: string): boolean {
  // Most patterns name one action.
  if (!pattern.includes('*') && !pattern.includes('?'))
    return pattern.length === action.length && pattern.toLowerCase() === action.toLowerCase();
  return fitsGlob(pattern.toLowerCase(), action.toLowerCase());
}
