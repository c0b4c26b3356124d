/**
 * The debug decision for a request: the same wherever it is made, since it hangs on nothing but the correlation id.
 * @param rate 0 to 1
 */
export function isSampled(correlationId: string, rate: number): boolean {
  return hashOf(correlationId) / 0x1_0000_0000 < rate;
}

/**
 * FNV-1a over a text's UTF-16 code units, mixed once more (the first half of MurmurHash3's finalizer), since the last characters
 * of similar ids reach only the low bits of FNV.
 * @returns 0 to 2 ** 32 - 1
 */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
