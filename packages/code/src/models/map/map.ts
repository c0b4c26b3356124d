import { readFileSync } from 'node:fs';

/** One way to use a package, unsafe and safe. */
export interface Row {
  readonly category: string;
  readonly title: string;
  /** What has to be told of the unsafe one. */
  readonly expected: string;
  readonly top: string;
  readonly unsafe: string;
  readonly safe: string;
  /** Why the unsafe one is not told. */
  readonly isMissed?: string;
  /** Why the safe one is told. */
  readonly isWrong?: string;
}

interface Lines {
  readonly top: string[];
  readonly unsafe: string[];
  readonly safe: string[];
}

/**
 * Reads a table: `## category`, `title = class`, what stands at the top (two blanks before it), the unsafe lines (`- `) and the
 * safe ones (`+ `). Behind the class `~ reason` says why the unsafe one is not told, `~~ reason` why the safe one is: both are
 * checked as well.
 */
export function readMap(file: string): readonly Row[] {
  const rows: (Pick<Row, 'category' | 'title' | 'expected' | 'isMissed' | 'isWrong'> & Lines)[] = [];
  let category = '';
  for (const line of readFileSync(new URL(file, import.meta.url), 'utf8').split('\n')) {
    const row = rows.at(-1);
    if (line.startsWith('## ')) category = line.slice(3);
    else if (line.startsWith('  ')) row?.top.push(line.slice(2));
    else if (line.startsWith('- ')) row?.unsafe.push(line.slice(2));
    else if (line.startsWith('+ ')) row?.safe.push(line.slice(2));
    else if (line !== '') {
      const [, title = '', expected = '', mark = '', reason = ''] = /^(.*) = (\S+)(?: (~~?) (.*))?$/.exec(line) ?? [];
      const more = mark === '' ? {} : { [mark === '~' ? 'isMissed' : 'isWrong']: reason };
      rows.push({ category, title, expected, ...more, top: [], unsafe: [], safe: [] });
    }
  }
  return rows.map((row) => ({
    ...row,
    top: row.top.join('\n'),
    unsafe: row.unsafe.join('\n'),
    safe: row.safe.join('\n'),
  }));
}
