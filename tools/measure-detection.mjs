// Prints how much of ../shared/corpora/dev the detectors flag: by class and by source, tuned-on sources apart from others.
// usage: node tools/measure-detection.mjs [--set tuned|other|all] [--class CLASS …] [--source SOURCE …]
//          [--misses CLASS] [--alarms] [--blocked] [--rule RULE] [--limit ROWS] [--full] [--totals] [--file ROWS.jsonl …]
//   --class     only rows of this class (benign is one); repeatable       --source   only this source; repeatable
//   --misses    print rows of this class that were not flagged            --alarms   print benign rows that were
//   --blocked   with --alarms: only those flagged at block confidence     --rule     with --alarms: only by this rule
//   --full      every row, not a sample of each source                    --totals   no line for each source
//   --file      rows of this file instead of the corpora
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const corpora = join(root, '../shared/corpora/dev');

/** The detectors were tuned on these; every other source was looked at as a figure only. */
const TUNED = new Set([
  'payloadsallthethings',
  'libinjection',
  'gotestwaf',
  'coraza-tests',
  'modsecurity-tests',
  'coreruleset-tests',
  'go-playground-webhooks',
  'ada-url-datasets',
  'docs-markdown-dev',
  'faker-js',
  'octokit-webhooks',
  'stripe-fixtures',
  'text2sql-wikisql',
  'uap-core',
  'marked-specs',
  'events-powertools-python',
  'events-powertools-typescript',
]);
const HARD = new Set([
  'crs-negative',
  'near-miss',
  'naughty',
  'shell-command',
  'sql-statement',
  'nosql-statement',
  'code-snippet',
]);

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

if (!existsSync(corpora)) {
  console.error(`No corpora at ${corpora}: nothing to measure.`);
  process.exit(2);
}

const inspectInput = await loadInspect();
const groups = new Map();
const shown = [];
const files =
  values.file ??
  readdirSync(corpora, { recursive: false })
    .sort()
    .map((name) => join(corpora, name));
for (const file of files) {
  const source = basename(file).replace(/\.jsonl$/, '');
  if (values.source && !values.source.includes(source)) continue;
  const set = TUNED.has(source) ? 'tuned' : 'other';
  if (values.set !== 'all' && values.set !== set) continue;
  for (const row of sample(readFileSync(file, 'utf8'))) {
    const label = row.class === 'benign' ? (HARD.has(row.kind) ? 'benign-hard' : 'benign') : row.class;
    const verdict = inspectInput({ text: row.text, as: row.as });
    const key = `${label}\t${set}\t${source}${row.kind ? `/${row.kind}` : ''}`;
    const group = groups.get(key) ?? { n: 0, flagged: 0, blocked: 0, same: 0 };
    group.n++;
    if (verdict.flagged) group.flagged++;
    if (verdict.action === 'block') group.blocked++;
    if (verdict.hits.some((hit) => hit.class === row.class)) group.same++;
    groups.set(key, group);
    if (values.misses === label && !verdict.flagged) shown.push(`${source} ${row.as}: ${row.text}`);
    if (values.alarms && row.class === 'benign' && verdict.flagged) {
      if (values.blocked && verdict.action !== 'block') continue;
      if (values.rule && !verdict.hits.some((hit) => hit.rule === values.rule)) continue;
      const rules = verdict.hits.map((hit) => `${hit.rule} ${hit.confidence} ${hit.path.slice(0, 80)}`).slice(0, 3);
      shown.push(`${source}/${row.kind} [${rules.join('; ')}] ${row.text}`);
    }
  }
}

for (const text of shown.slice(0, Number(values.limit))) console.log(JSON.stringify(text.slice(0, 400)));
printTable();

/** At most 200 rows a source and class, 165 a source and benign kind: one large list must not decide. Evenly spread. */
function sample(text) {
  const byGroup = new Map();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const row = JSON.parse(line);
    if (row.weak) continue;
    if (values.class && !values.class.includes(row.class)) continue;
    const key = row.class === 'benign' ? `benign/${row.kind}` : row.class;
    if (!byGroup.has(key)) byGroup.set(key, []);
    byGroup.get(key).push(row);
  }
  const rows = [];
  for (const [key, group] of byGroup) {
    const most = values.full ? Number.POSITIVE_INFINITY : key.startsWith('benign') ? 165 : 200;
    const stride = Math.max(1, group.length / most);
    for (let i = 0; i < Math.min(most, group.length); i++) rows.push(group[Math.floor(i * stride)]);
  }
  return rows;
}

function printTable() {
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

async function loadInspect() {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-measure-'));
  try {
    const outfile = join(folder, 'inspect.mjs');
    await build({
      entryPoints: [join(root, 'packages/runtime/src/inspect.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['bulkhead-source'],
      logLevel: 'error',
    });
    return (await import(pathToFileURL(outfile).href)).inspectInput;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
