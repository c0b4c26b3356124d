/** Cells of one comparison; two ARNs of the greatest length that IAM takes (2,048) need four million. */
const MOST_CELLS = 4_500_000;

/**
 * Whether some text fits both patterns of `*` and `?`. Patterns too long to compare may.
 * @example overlap('in/*', '*.jpg') // true
 */
export function overlap(a: string, b: string): boolean {
  if (a.length * b.length > MOST_CELLS) return true;
  // row[j]: the first i signs of `a` and the first j of `b` can be used up by one text.
  let row = new Uint8Array(b.length + 1);
  row[0] = 1;
  for (let j = 1; j <= b.length && b[j - 1] === '*'; j++) row[j] = 1;
  for (let i = 1; i <= a.length; i++) {
    const next = new Uint8Array(b.length + 1);
    next[0] = a[i - 1] === '*' ? (row[0] as number) : 0;
    for (let j = 1; j <= b.length; j++) {
      const [left, right] = [a[i - 1], b[j - 1]];
      // A `*` is used up, or takes one more sign of the other pattern.
      if (left === '*' || right === '*') next[j] = (row[j] as number) | (next[j - 1] as number);
      else if (left === '?' || right === '?' || left === right) next[j] = row[j - 1] as number;
    }
    row = next;
  }
  return row[b.length] === 1;
}
