/** Whether two texts differ by one insertion, deletion, substitution, or two neighbours that changed places; not by none. */
export function isOneEdit(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const left = a.slice(start, a.length - end);
  const right = b.slice(start, b.length - end);
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}

/** All texts that come from a name by leaving one character out: names within one edit share one of them, or the name. */
export function withoutOne(name: string): string[] {
  return Array.from({ length: name.length }, (_, index) => name.slice(0, index) + name.slice(index + 1));
}
