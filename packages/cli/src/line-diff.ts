import type { Style } from './io.ts';

/** Lines that stand around a change. */
const CONTEXT = 2;

/**
 * A unified diff of two texts whose common lines keep their order, as after lines were put in, taken out or replaced.
 * Greedy, which is exact where a changed line does not come again close by.
 */
export function lineDiff(
  file: string,
  before: string,
  after: string,
  paint: (style: Style, text: string) => string,
): string {
  const a = before.split('\n');
  const b = after.split('\n');
  const rows: { sign: ' ' | '-' | '+'; text: string }[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && a[i] === b[j]) {
      rows.push({ sign: ' ', text: a[i]! });
      i++;
      j++;
      continue;
    }
    const ahead = i < a.length ? b.indexOf(a[i]!, j) : -1;
    const behind = j < b.length ? a.indexOf(b[j]!, i) : -1;
    const insert = ahead >= 0 && (behind < 0 || ahead - j <= behind - i);
    if (insert || i >= a.length) rows.push({ sign: '+', text: b[j++]! });
    else rows.push({ sign: '-', text: a[i++]! });
  }
  // What stands behind the last line end.
  if (rows.at(-1)?.sign === ' ' && rows.at(-1)?.text === '') rows.pop();
  const near = (at: number) => rows.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some((row) => row.sign !== ' ');
  let text = `--- ${file}\n+++ ${file}\n`;
  let gap = false;
  rows.forEach((row, at) => {
    if (!near(at)) {
      gap = true;
      return;
    }
    if (gap) text += '@@\n';
    gap = false;
    const line = `${row.sign}${row.text}`;
    text += `${row.sign === '+' ? paint('green', line) : row.sign === '-' ? paint('red', line) : line}\n`;
  });
  return text;
}
