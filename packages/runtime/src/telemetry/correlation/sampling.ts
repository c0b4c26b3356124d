/**
 * The debug decision for a request: the same wherever it is made, since it hangs on nothing but the correlation id.
 * FNV-1a over the id's UTF-16 code units, mixed once more (the first half of MurmurHash3's finalizer), since the last characters
 * of similar ids reach only the low bits of FNV.
 * @param rate 0 to 1
 */
export function isSampled(correlationId: string, rate: number): boolean {
  let hash = 0x811c9dc5;
  for (let i = 0; i < correlationId.length; i++) hash = Math.imul(hash ^ correlationId.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) / 0x1_0000_0000 < rate;
}
