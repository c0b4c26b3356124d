/** Cells of one comparison; two ARNs of the greatest length that IAM takes (2,048) need four million. */
const MOST_CELLS = 4_500_000;

/**
 * Whether some text fits both patterns of `*` and `?`. Patterns too long to compare may.
 * @example overlap('in/*', '*.jpg') // true
 */
export function overlap(a: string, b: string): boolean {
  if (a.length * b.length > MOST_CELLS) return true;
  // What both begin with is used up; most ARNs differ in their service already.
  let from = 0;
  for (; from < a.length && from < b.length; from++) {
    const left = a.charCodeAt(from);
    const right = b.charCodeAt(from);
    if (isWild(left) || isWild(right)) break;
    if (left !== right) return false;
  }
  const length = b.length - from;
  // row[j]: the first i signs of `a` and the first j of `b` can be used up by one text.
  let row = new Uint8Array(length + 1);
  let next = new Uint8Array(length + 1);
  row[0] = 1;
  for (let j = 1; j <= length && b.charCodeAt(from + j - 1) === STAR; j++) row[j] = 1;
  for (let i = from; i < a.length; i++) {
    const left = a.charCodeAt(i);
    next[0] = left === STAR ? row[0]! : 0;
    for (let j = 1; j <= length; j++) {
      const right = b.charCodeAt(from + j - 1);
      // A `*` is used up, or takes one more sign of the other pattern.
      if (left === STAR || right === STAR) next[j] = row[j]! | next[j - 1]!;
      else next[j] = left === right || left === ONE || right === ONE ? row[j - 1]! : 0;
    }
    [row, next] = [next, row];
  }
  return row[length] === 1;
}

const STAR = 42;
const ONE = 63;

function isWild(sign: number): boolean {
  return sign === STAR || sign === ONE;
}
