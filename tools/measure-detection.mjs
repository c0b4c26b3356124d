// Prints how much of ../shared/corpora/dev the detectors flag: by class and by source, tuned-on sources apart from others.
// usage: node tools/measure-detection.mjs [--set tuned|other|all] [--class CLASS …] [--source SOURCE …]
//          [--misses CLASS] [--alarms] [--blocked] [--rule RULE] [--limit ROWS] [--full] [--totals] [--file ROWS.jsonl …]
//   --class     only rows of this class (benign is one); repeatable       --source   only this source; repeatable
//   --misses    print rows of this class that were not flagged            --alarms   print benign rows that were
//   --blocked   with --alarms: only those flagged at block confidence     --rule     with --alarms: only by this rule
//   --full      every row, not a sample of each source                    --totals   no line for each source
//   --file      rows of this file instead of the corpora
import { parseArgs } from 'node:util';
import { createTally, labelOf, needCorpora, rowsOf, TUNED } from './detection/corpora.mjs';
import { loadSources } from './load-sources.mjs';

const { values } = parseArgs({
  options: {
    set: { type: 'string', default: 'all' },
    class: { type: 'string', multiple: true },
    source: { type: 'string', multiple: true },
    file: { type: 'string', multiple: true },
    blocked: { type: 'boolean', default: false },
    rule: { type: 'string' },
    totals: { type: 'boolean', default: false },
    misses: { type: 'string' },
    alarms: { type: 'boolean', default: false },
    limit: { type: 'string', default: '40' },
    full: { type: 'boolean', default: false },
  },
});
if (!values.file) needCorpora();

const setOf = (row) => (TUNED.has(row.source) ? 'tuned' : 'other');
const keep = (row) =>
  (!values.class || values.class.includes(row.class)) &&
  (!values.source || values.source.includes(row.source)) &&
  (values.set === 'all' || values.set === setOf(row));

const { inspectInput } = await loadSources("export { inspectInput } from './packages/runtime/src/inspect.ts';");
const tally = createTally();
const shown = [];
for (const row of rowsOf({ files: values.file, full: values.full, keep })) {
  const label = labelOf(row);
  const verdict = inspectInput({ text: row.text, as: row.as });
  tally.add(`${label}\t${setOf(row)}\t${row.source}${row.kind ? `/${row.kind}` : ''}`, row, verdict);
  if (values.misses === label && !verdict.flagged) shown.push(`${row.source} ${row.as}: ${row.text}`);
  if (!values.alarms || row.class !== 'benign' || !verdict.flagged) continue;
  if (values.blocked && verdict.action !== 'block') continue;
  if (values.rule && !verdict.hits.some((hit) => hit.rule === values.rule)) continue;
  const rules = verdict.hits.map((hit) => `${hit.rule} ${hit.confidence} ${hit.path.slice(0, 80)}`).slice(0, 3);
  shown.push(`${row.source}/${row.kind} [${rules.join('; ')}] ${row.text}`);
}
for (const text of shown.slice(0, Number(values.limit))) console.log(JSON.stringify(text.slice(0, 400)));
printTable(tally.groups);

function printTable(groups) {
  const totals = new Map();
  for (const [key, group] of [...groups].sort(([a], [b]) => a.localeCompare(b))) {
    const [label, set, source] = key.split('\t');
    if (!values.totals) console.log(line(label, set, source, group));
    for (const into of [`${label}\t${set}`, `${label}\tboth`]) {
      const total = totals.get(into) ?? { n: 0, flagged: 0, blocked: 0, same: 0 };
      total.n += group.n;
      total.flagged += group.flagged;
      total.blocked += group.blocked;
      total.same += group.same;
      totals.set(into, total);
    }
  }
  console.log('');
  for (const [key, total] of [...totals].sort(([a], [b]) => a.localeCompare(b))) {
    const [label, set] = key.split('\t');
    console.log(line(label, set, 'all', total));
  }
}

function line(label, set, source, { n, flagged, blocked, same }) {
  const percent = (count) => `${((100 * count) / n).toFixed(1)} %`.padStart(8);
  const own = label.startsWith('benign') ? `(${flagged})` : `own class ${percent(same)}`;
  return `${label.padEnd(12)} ${set.padEnd(6)} ${source.padEnd(42)} n ${String(n).padStart(5)}  flagged ${percent(flagged)}  block ${percent(blocked)} ${own}`;
}
