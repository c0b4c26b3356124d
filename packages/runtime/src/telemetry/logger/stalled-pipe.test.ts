import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-pipe-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LINES = 20_000;

/** Prints until all is said or nobody reads; tells after each line, in a file, that it is written. */
const OURS = `
  import { log } from ${JSON.stringify(join(import.meta.dirname, 'log.ts'))};
  import { openSync, writeSync } from 'node:fs';
  const tell = openSync(process.argv[2], 'a');
  for (let i = 0; i < ${LINES}; i++) { log.info({ i }, 'line'); writeSync(tell, '.'); }
  setInterval(() => {}, 1000);`;

const POWERTOOLS = `
  import { Logger } from '@aws-lambda-powertools/logger';
  import { openSync, writeSync } from 'node:fs';
  const tell = openSync(process.argv[2], 'a');
  const log = new Logger({ serviceName: 'x' });
  for (let i = 0; i < ${LINES}; i++) { log.info('line', { i }); writeSync(tell, '.'); }
  setInterval(() => {}, 1000);`;

async function bundle(name: string, contents: string): Promise<string> {
  const outfile = join(folder, `${name}.cjs`);
  await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    conditions: ['bulkhead-source'],
    outfile,
    logLevel: 'error',
  });
  return outfile;
}

/**
 * Starts a program whose stdout nobody reads for a while, as Lambda's when its collector is behind; kills it when it has
 * written what it could, and reads what is left in the pipe.
 * @returns lines that the program was told were written, and the whole ones that arrived
 */
async function stall(file: string): Promise<{ told: number; arrived: number }> {
  const tell = `${file}.told`;
  writeFileSync(tell, '');
  const child = spawn(process.execPath, [file, tell], { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = 0;
  let last = Date.now();
  const closed = new Promise((resolve) => child.on('close', resolve));
  // Until nothing more is written: everything is, or the program waits for its reader.
  while (told === 0 || Date.now() - last < 1_500) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { size } = statSync(tell);
    if (size !== told) last = Date.now();
    told = size;
  }
  const parts: Buffer[] = [];
  child.kill('SIGKILL');
  child.stdout.on('data', (data: Buffer) => parts.push(data));
  await closed;
  told = statSync(tell).size;
  const lines = Buffer.concat(parts).toString().split('\n').slice(0, -1);
  return { told, arrived: lines.filter((line) => line.endsWith('}')).length };
}

test('a pipe that nobody reads, then SIGKILL: no line is lost that was logged; Powertools loses what it had in memory', async () => {
  const ours = await stall(await bundle('ours', OURS));
  expect(ours.told).toBeGreaterThan(100);
  // One more may be in the pipe whose writer was killed before it could tell.
  expect(ours.arrived).toBeGreaterThanOrEqual(ours.told);
  const theirs = await stall(await bundle('powertools', POWERTOOLS));
  expect(theirs.told).toBe(LINES);
  expect(theirs.arrived).toBeLessThan(LINES / 2);
  console.log(
    `lost of ${ours.told} lines: ${ours.told - ours.arrived}; Powertools of ${theirs.told}: ${theirs.told - theirs.arrived}`,
  );
}, 60_000);
