const MARKER = '… [cut]';

/**
 * The text as long as it takes at most `bytes` in UTF-8; otherwise its beginning, cut between two characters, and a marker.
 * Work is linear in `bytes`, however long the text is.
 * @example cutText('a'.repeat(9_000), 8_192).endsWith('… [cut]')
 */
export function cutText(text: string, bytes: number): string {
  // A UTF-16 unit takes at most three bytes.
  if (text.length * 3 <= bytes) return text.toWellFormed();
  if (text.length <= bytes && Buffer.byteLength(text) <= bytes) return text.toWellFormed();
  const room = bytes - Buffer.byteLength(MARKER);
  const encoded = Buffer.from(text.slice(0, Math.max(0, room)));
  let end = Math.min(encoded.length, Math.max(0, room));
  // 10xxxxxx goes on with the character before it.
  while (end < encoded.length && end > 0 && (encoded[end]! & 0xc0) === 0x80) end--;
  return encoded.toString('utf8', 0, end).replace(/\ufffd$/, '') + MARKER;
}
