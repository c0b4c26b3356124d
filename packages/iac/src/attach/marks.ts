/*
 * What attach writes carries a mark in a comment, so that it can be taken off to the byte: a line that was put in ends with
 * the mark, a line that was changed ends with the mark and what it was before.
 */
const MARK = '# bulkhead attach';
const BEFORE = `${MARK}, before: `;

export const added = (line: string): string => `${line} ${MARK}`;
export const changed = (line: string, before: string): string => `${line} ${BEFORE}${before}`;

/** A text's lines, each with its own line end. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** The line end that a text uses. */
export const lineEnd = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** Takes off what is marked on lines `from` to `to` (from 0, `to` not included). */
export function takeOff(text: string, from = 0, to = Number.POSITIVE_INFINITY): string {
  const lines = linesOf(text);
  const rest = lines
    .map((line, i) => {
      if (i < from || i >= to) return line;
      const end = /\r?\n$/.exec(line)?.[0] ?? '';
      const body = line.slice(0, line.length - end.length);
      const before = body.indexOf(BEFORE);
      if (before >= 0) return body.slice(before + BEFORE.length) + end;
      return body.endsWith(` ${MARK}`) ? '' : line;
    })
    .join('');
  // The last line had no end, and was one of ours: nor had the one before it.
  return text.endsWith('\n') ? rest : rest.replace(/\r?\n$/, '');
}

/** Puts lines in after line `after` (from 0). */
export function insertAfter(text: string, after: number, added: readonly string[]): string {
  const lines = linesOf(text);
  const end = lineEnd(text);
  const last = lines[after]!;
  if (!last.endsWith('\n')) lines[after] = last + end;
  lines.splice(after + 1, 0, ...added.map((line) => line + end));
  const whole = lines.join('');
  return last.endsWith('\n') ? whole : whole.slice(0, -end.length);
}

export function replaceLine(text: string, at: number, change: (body: string) => string): string {
  const lines = linesOf(text);
  const end = /\r?\n$/.exec(lines[at]!)?.[0] ?? '';
  const body = lines[at]!.slice(0, lines[at]!.length - end.length);
  lines[at] = change(body) + end;
  return lines.join('');
}
