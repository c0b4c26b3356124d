import { applyFixes, type ScanReport } from '@bulkhead/posture';
import type { Io } from '../io.ts';
import { painter } from '../io.ts';
import { lineDiff } from '../line-diff.ts';

/**
 * Mends what can be mended without asking, and tells what it did and what it left.
 * @param dryRun shows the changes and writes nothing
 */
export function fixFindings(report: ScanReport, dryRun: boolean, io: Io): void {
  const { edits, refused, texts } = applyFixes(report, { dryRun });
  const paint = painter(io.err, io.env);
  const say = (text: string) => void io.err.write(`${text}\n`);
  if (dryRun)
    for (const { file, before, after } of texts) io.out.write(lineDiff(file, before, after, painter(io.out, io.env)));
  for (const { finding, note } of edits) {
    const { file, line } = finding.place;
    say(
      `${paint('green', dryRun ? 'would fix' : 'fixed')}  ${file}:${line}  ${finding.rule}${note ? `: ${note}` : ''}`,
    );
  }
  for (const { finding, place, why, paste } of refused) {
    say(`${paint('yellow', 'left')}   ${place.file}:${place.line}  ${finding.rule}: ${why}`);
    if (paste !== '') say(paste.replace(/^/gm, '         '));
  }
  const files = texts.length === 1 ? '1 file' : `${texts.length} files`;
  const rest = report.findings.length - edits.length - refused.length;
  const others = rest === 0 ? '' : `, and ${rest} more that no edit mends: bulkhead scan shows them`;
  say(
    `${edits.length} of ${report.findings.length} findings ${dryRun ? 'can be' : 'were'} mended in ${files}; ${refused.length} left to you${others}.`,
  );
}
