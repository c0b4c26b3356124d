/**
 * Where a text lies between 0 and 1, the same wherever it is asked: a request is logged at DEBUG where its correlation id lies below
 * the rate. FNV-1a over the text, which is ASCII as all ids are, mixed once more (the first half of MurmurHash3's finalizer), since the last
 * characters of similar ids reach only the low bits of FNV.
 * @returns 0 or more, less than 1
 */
export function fractionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const unit of text) hash = Math.imul(hash ^ unit.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) / 0x1_0000_0000;
}
