import { BulkheadError, type PostureFinding } from '@bulkhead/core';
import { DIFF, gitLines } from '../git.ts';
import { readAddedTexts } from '../secrets/added-lines.ts';

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
  const added = readAddedTexts(gitLines(root, ['diff', '--no-renames', '--relative', ...DIFF, ref, '--']));
  for await (const { file, line, text } of added) {
    const to = line + text.split('\n').length - 1;
    const ranges = changed.get(file);
    if (ranges) ranges.push([line, to]);
    else changed.set(file, [[line, to]]);
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
