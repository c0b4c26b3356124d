import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureProcess } from '../lib/measure-process.mjs';
import { median } from '../lib/stats.mjs';
import { table } from '../lib/table.mjs';
import { generateRepository } from '../scan/generate.mjs';

export const title = 'roles: the roles of 200 functions, template and code; comparing them with what is granted';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
/** Seconds, by the issue. */
const BUDGET = 5;

export async function run({ quick }) {
  const cli = path('../../packages/cli/bin/bulkhead.mjs');
  if (!existsSync(path('../../packages/cli/dist/start.mjs'))) throw new Error('Build the command line: npm run build');
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-bench-roles-'));
  try {
    generateRepository(folder, { stacks: 3, functions: 67 });
    const commands = { 'bulkhead roles': [], 'bulkhead roles --diff': ['--diff'] };
    const figures = new Map(Object.keys(commands).map((name) => [name, []]));
    for (let round = 0; round < (quick ? 1 : 5); round++) {
      for (const [name, args] of Object.entries(commands))
        figures.get(name).push(measureProcess(process.execPath, [cli, 'roles', folder, ...args]));
    }
    const results = [...figures].map(([name, all]) => ({
      name,
      seconds: median(all.map(({ seconds }) => seconds)),
      cpu: median(all.map(({ cpu }) => cpu)),
      megabytes: Math.max(...all.map(({ megabytes }) => megabytes)),
    }));
    const rows = results.map(({ name, seconds, cpu, megabytes }) => [
      name,
      seconds.toFixed(2),
      cpu.toFixed(2),
      megabytes.toFixed(0),
    ]);
    console.log(table(['201 functions in 3 stacks', 'wall s', 'CPU s', 'MB'], rows));
    const [{ seconds }] = results;
    console.log(
      `\n${seconds < BUDGET ? 'met   ' : 'MISSED'}  the roles of 201 functions: ${seconds.toFixed(2)} s (budget ${BUDGET} s)`,
    );
    return results;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
