/** The words of a text, separated by blanks or line ends. */
export function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
