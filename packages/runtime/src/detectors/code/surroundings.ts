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

/** Lines that are looked at above the piece. */
const MOST_LINES = 12;

/** `.. code-block:: php`, or a sentence that ends in `::`. */
const ANNOUNCES = /^\s*(?:\.\. (?:code(?:-block)?|sourcecode)::|\S[^\n]{2,200}\w ?::\s*$)/;

/**
 * At the beginning of a block that the line above announces (docutils' reStructuredText, "Literal Blocks"). Indents tell where such
 * a block ends, but runs of blanks are one by now.
 */
export function isLiteralBlock(text: string, start: number): boolean {
  let line = text.lastIndexOf('\n', start - 1) + 1;
  if (text.slice(line, start).trim() !== '') return false;
  for (let seen = 0; line > 0 && seen < MOST_LINES; seen++) {
    const end = line - 1;
    line = text.lastIndexOf('\n', end - 1) + 1;
    const above = text.slice(line, Math.min(end, line + REACH));
    if (ANNOUNCES.test(above)) return true;
    // Empty lines, the directive's options, and a comment that names the file.
    if (!/^\s*(?:$|:[\w-]{1,30}:|\/\/|#)/.test(above)) return false;
  }
  return false;
}

/** Between two backticks of its line, as a text shows a piece of code. */
export function isInlineCode(text: string, start: number): boolean {
  const before = text.slice(Math.max(text.lastIndexOf('\n', start - 1) + 1, start - REACH), start);
  if (!before.includes('`')) return false;
  const after = text.indexOf('`', start);
  const line = text.indexOf('\n', start);
  return before.split('`').length % 2 === 0 && after !== -1 && (line === -1 || after < line);
}
