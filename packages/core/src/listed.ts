/** `a, b, c and 4 more`: all names where they are no more than `most`, else as many as leave room for the count. */
export function listed(names: readonly string[], most: number): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} more`;
}
