/** True where each `%` is followed by two hexadecimal digits. */
export function isPercentEncoded(text: string): boolean {
  return !/%(?![0-9a-fA-F]{2})/.test(text);
}

/**
 * Percent-decodes as UTF-8. What is not UTF-8 becomes U+FFFD and a stray `%` stays, so that no input throws.
 * @param text latin1, one character a byte, as Node.js hands over request targets
 */
export function decodePercent(text: string): string {
  if (!text.includes('%') && !/[\x80-\uffff]/.test(text)) return text;
  const bytes = text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** As {@link decodePercent} for a query component: `+` is a space. */
export function decodeQueryPart(text: string): string {
  return decodePercent(text.includes('+') ? text.replaceAll('+', ' ') : text);
}
