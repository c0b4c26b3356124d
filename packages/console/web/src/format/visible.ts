/** A stretch of ordinary text, or one character that a reader would not see and that can change what is seen. */
export type VisiblePart = { readonly text: string } | { readonly mark: string };

// Unicode TR36 section 2: bidirectional controls reorder what stands around them; zero-width and tag characters hide.
// Zero-width (non-)joiner stay: emoji and several scripts need them.
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** Most marks of one text: each is an element of its own, and a browser takes seconds over thousands of them. */
const MARKS = 100;

/**
 * Splits text from a record so that hidden characters can be shown as marks. After the first hundred the rest is named in
 * the text itself.
 * @example splitVisible('a\u202eb') // [{ text: 'a' }, { mark: 'U+202E' }, { text: 'b' }]
 */
export function splitVisible(text: string): VisiblePart[] {
  const parts: VisiblePart[] = [];
  let end = 0;
  let marks = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (marks === MARKS) break;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ mark: nameOf(match[0]) });
    marks++;
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ text: toVisible(text.slice(end)) });
  return parts;
}

/** The same as plain text, for titles and labels: `a⟨U+202E⟩b`. */
export function toVisible(text: string): string {
  return text.replace(HIDDEN, (character) => `⟨${nameOf(character)}⟩`);
}

function nameOf(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Cut to `limit` UTF-16 code units without splitting a pair. */
export function cut(text: string, limit: number): string {
  return text.length <= limit
    ? text
    : `${text
        .slice(0, limit - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`;
}
