import { BulkheadError, type PostureFinding } from '@bulkhead/core';
import { gitLines } from '../secrets/git.ts';

/** By file: ranges of lines that a change added or replaced. */
export type ChangedLines = ReadonlyMap<string, readonly (readonly [from: number, to: number])[]>;

/**
 * The lines that differ from a git ref, files that git does not know yet included.
 * @throws BulkheadError BULKHEAD_USAGE where the folder is no repository or the ref is unknown
 */
export async function changedLines(root: string, ref: string): Promise<ChangedLines> {
  if (!/^[\w./@{}^~:+-]{1,200}$/.test(ref) || ref.startsWith('-')) {
    throw new BulkheadError('BULKHEAD_USAGE', `${JSON.stringify(ref.slice(0, 60))} is no git ref`, {
      next: 'Give a branch, tag or commit.',
    });
  }
  const changed = new Map<string, [number, number][]>();
  let file: string | undefined;
  const diff = [
    'diff',
    '--unified=0',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--no-renames',
    '--relative',
    '--src-prefix=a/',
    '--dst-prefix=b/',
    ref,
    '--',
  ];
  for await (const line of gitLines(root, diff)) {
    if (line.startsWith('+++ ')) file = line.startsWith('+++ b/') ? line.slice(6).replace(/\t$/, '') : undefined;
    const hunk = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (!hunk || file === undefined) continue;
    const from = Number(hunk[1]);
    const count = hunk[2] === undefined ? 1 : Number(hunk[2]);
    if (count > 0) changed.set(file, [...(changed.get(file) ?? []), [from, from + count - 1]]);
  }
  for await (const name of gitLines(root, ['ls-files', '--others', '--exclude-standard'])) {
    if (name !== '') changed.set(name, [[1, Number.POSITIVE_INFINITY]]);
  }
  return changed;
}

/** Whether a finding, or one of its steps, stands on a changed line. */
export function isOnChange({ place, steps = [] }: PostureFinding, changed: ChangedLines): boolean {
  return [place, ...steps.map((step) => step.place)].some(({ file, line }) =>
    changed.get(file)?.some(([from, to]) => line >= from && line <= to),
  );
}
