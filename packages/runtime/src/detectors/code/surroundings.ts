/** Characters to each side that say what a long text is there. */
const REACH = 300;

/**
 * Whether nothing that tells of a document stands around the piece from `start` to `end`: no sentences, no lines, no
 * code. Padding is such: it makes a value long, not a document.
 */
export function isPadding(text: string, start: number, end: number): boolean {
  const around = `${text.slice(Math.max(0, start - REACH), start)} ${text.slice(end, end + REACH)}`;
  let lines = 0;
  let signs = 0;
  for (let i = 0; i < around.length; i++) {
    switch (around.charCodeAt(i)) {
      case 10:
        if (++lines > 3) return false;
        break;
      case 40:
      case 59:
      case 61:
      case 60:
      case 123:
      case 96:
        if (++signs > 12) return false;
        break;
    }
  }
  return (around.match(/(?:^|\s)[A-Za-z][a-z']{2,20}(?=[\s.,;:!?]|$)/g)?.length ?? 0) <= 8;
}

/** Between two backticks of its line, as a text shows a piece of code. */
export function isInlineCode(text: string, start: number): boolean {
  const before = text.slice(Math.max(text.lastIndexOf('\n', start - 1) + 1, start - REACH), start);
  if (!before.includes('`')) return false;
  const after = text.indexOf('`', start);
  const line = text.indexOf('\n', start);
  return before.split('`').length % 2 === 0 && after !== -1 && (line === -1 || after < line);
}
