/** Occurrences of one value in one text that are looked at. */
export const MAX_OCCURRENCES = 16;

/**
 * Index of the first token that ends behind a place.
 * @param ends where each token ends, ascending
 */
export function tokenAfter(ends: readonly number[], place: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! > place) high = middle;
    else low = middle + 1;
  }
  return low;
}
