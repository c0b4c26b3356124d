import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureProcess } from '../lib/measure-process.mjs';
import { median } from '../lib/stats.mjs';
import { table } from '../lib/table.mjs';
import { generateRepository } from '../scan/generate.mjs';

export const title =
  'scan: 1,000 functions in 100 stacks, template and code, against checkov on the templates; a changed file; one small application';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** DESIGN and the issue: seconds, and bytes of memory. */
const BUDGET = { whole: 10, changed: 1, megabytes: 1_000, ratio: 10 };

export async function run({ quick }) {
  const cli = path('../../packages/cli/bin/bulkhead.mjs');
  if (!existsSync(path('../../packages/cli/dist/start.mjs'))) throw new Error('Build the command line: npm run build');
  const checkov = findCheckov();
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-bench-scan-'));
  const repository = join(folder, 'repository');
  const cache = join(folder, 'cache');
  try {
    generateRepository(repository);
    const small = path('../../examples/attack-lab');
    const bulkhead = (target, ...args) =>
      measureProcess(process.execPath, [cli, 'scan', target, '--format', 'json', ...args], { BULKHEAD_CACHE: cache });
    const peer = (target) =>
      checkov &&
      measureProcess(
        checkov,
        ['-d', target, '--framework', 'cloudformation', 'serverless', '--compact', '--quiet', '-o', 'json'],
        {},
      );
    // The cache is filled once; then all take turns, because the machine does other things too.
    bulkhead(repository);
    const rows = new Map();
    const add = (name, figure) => figure && rows.set(name, [...(rows.get(name) ?? []), figure]);
    for (let round = 0; round < (quick ? 1 : 3); round++) {
      add('Bulkhead, everything', bulkhead(repository, '--no-cache'));
      add('Bulkhead, templates alone', bulkhead(repository, '--no-cache', '--without-code'));
      add('checkov, templates', peer(repository));
      appendFileSync(join(repository, 'service-050/src/task0.js'), `// ${round}\n`);
      add('Bulkhead, one file changed', bulkhead(repository));
      add('Bulkhead, nothing changed', bulkhead(repository));
      add('Bulkhead, one application', bulkhead(small, '--no-cache'));
      add('checkov, one application', peer(small));
    }
    const results = [...rows].map(([name, figures]) => ({
      name,
      seconds: median(figures.map(({ seconds }) => seconds)),
      cpu: median(figures.map(({ cpu }) => cpu)),
      megabytes: Math.max(...figures.map(({ megabytes }) => megabytes)),
    }));
    print(results, checkov);
    return results;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `bench/.venv`, then PATH. */
function findCheckov() {
  const folders = [path('../.venv/bin'), ...(process.env.PATH ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, 'checkov')).find((file) => existsSync(file));
}

function print(results, checkov) {
  const rows = results.map(({ name, seconds, cpu, megabytes }) => [
    name,
    seconds.toFixed(2),
    cpu.toFixed(2),
    megabytes.toFixed(0),
  ]);
  console.log(table(['', 'wall s', 'CPU s', 'MB'], rows));
  const of = (name) => results.find((row) => row.name === name);
  const say = (text, value, budget, isMet) =>
    console.log(`${isMet ? 'met   ' : 'MISSED'}  ${text}: ${value} (budget ${budget})`);
  console.log('');
  const whole = of('Bulkhead, everything');
  say('1,000 functions, s', whole.seconds.toFixed(2), BUDGET.whole, whole.seconds < BUDGET.whole);
  say('memory, MB', whole.megabytes.toFixed(0), BUDGET.megabytes, whole.megabytes < BUDGET.megabytes);
  const changed = of('Bulkhead, one file changed');
  say('one file changed, s', changed.seconds.toFixed(2), BUDGET.changed, changed.seconds < BUDGET.changed);
  if (!checkov) {
    console.log(
      'checkov was not found: python3 -m venv bench/.venv && bench/.venv/bin/pip install -r bench/scan/requirements.txt',
    );
    return;
  }
  for (const [ours, theirs] of [
    ['Bulkhead, everything', 'checkov, templates'],
    ['Bulkhead, templates alone', 'checkov, templates'],
    ['Bulkhead, one application', 'checkov, one application'],
    ['Bulkhead, one file changed', 'checkov, templates'],
  ]) {
    const ratio = of(theirs).seconds / of(ours).seconds;
    say(`${theirs} / ${ours}`, `${ratio.toFixed(1)}x`, `${BUDGET.ratio}x`, ratio >= BUDGET.ratio);
  }
}
