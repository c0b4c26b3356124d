import { execFileSync, spawn } from 'node:child_process';
import { constants, mkdtempSync, openSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';

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

const { O_NONBLOCK, O_RDONLY, O_RDWR } = constants;

/** What a function's stdout may be: Node gives its children a pair of sockets, Lambda a pipe, which anybody may have made non-blocking. */
type Stdout = 'sockets' | 'a pipe' | 'a non-blocking pipe';

interface Outcome {
  /** Lines whose call had returned. */
  readonly told: number;
  /** Whole lines that arrived. */
  readonly arrived: number;
}

let fifos = 0;

/** Where a child writes, and what is in it after the child's end. */
function makeStdout(kind: Stdout) {
  if (kind === 'sockets') return { stdio: 'pipe' as const, rest: () => '' };
  const path = join(folder, `fifo-${++fifos}`);
  execFileSync('mkfifo', [path]);
  // Opened for both, so that no end waits for the other. The child shares the description, and with it whether it blocks.
  const writeEnd = openSync(path, kind === 'a pipe' ? O_RDWR : O_RDWR | O_NONBLOCK);
  const readEnd = openSync(path, O_RDONLY | O_NONBLOCK);
  const chunk = Buffer.alloc(65_536);
  const rest = (): string => {
    const parts: Buffer[] = [];
    for (;;) {
      try {
        const taken = readSync(readEnd, chunk);
        if (taken === 0) return Buffer.concat(parts).toString();
        parts.push(Buffer.from(chunk.subarray(0, taken)));
      } catch {
        // Empty.
        return Buffer.concat(parts).toString();
      }
    }
  };
  return { stdio: writeEnd, rest };
}

/**
 * Starts a program whose stdout nobody reads for a while, as Lambda's when its collector is behind; kills it, and reads what is
 * left in the pipe.
 * @param late whether somebody begins to read before the end, so that all is written when it is killed
 */
async function stall(file: string, kind: Stdout, late: boolean): Promise<Outcome> {
  const tell = `${file}.told`;
  writeFileSync(tell, '');
  const stdout = makeStdout(kind);
  const child = spawn(process.execPath, [file, tell], { stdio: ['ignore', stdout.stdio, 'inherit'] });
  const closed = new Promise((resolve) => child.on('close', resolve));
  const parts: string[] = [];
  let told = 0;
  let last = Date.now();
  let reading = false;
  const isOver = (): boolean => (late ? told === LINES : told > 0 && Date.now() - last > 1_500);
  // Until the program waits for its reader, or everything is written; the test's own limit ends what comes to neither.
  while (!isOver()) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (reading) parts.push(stdout.rest());
    const { size } = statSync(tell);
    if (size !== told) last = Date.now();
    told = size;
    if (late && !reading && told > 0 && Date.now() - last > 1_000) {
      reading = true;
      child.stdout?.on('data', (data: Buffer) => parts.push(data.toString()));
    }
  }
  child.kill('SIGKILL');
  if (!reading) child.stdout?.on('data', (data: Buffer) => parts.push(data.toString()));
  await closed;
  parts.push(stdout.rest());
  const lines = parts.join('').split('\n').slice(0, -1);
  return { told: statSync(tell).size, arrived: lines.filter((line) => line.endsWith('}')).length };
}

const bundles = { ours: '', powertools: '' };
beforeAll(async () => {
  bundles.ours = await bundle('ours', OURS);
  bundles.powertools = await bundle('powertools', POWERTOOLS);
});

describe.each<Stdout>(['sockets', 'a pipe', 'a non-blocking pipe'])('%s', (kind) => {
  it('nobody reads, then SIGKILL: the call waits, and no line is lost whose call returned', async () => {
    const { told, arrived } = await stall(bundles.ours, kind, false);
    console.log(`${kind}: lost of the ${told} lines that fit: ${told - arrived}`);
    expect(told).toBeGreaterThan(100);
    expect(told).toBeLessThan(LINES);
    // One more may be in the pipe whose writer was killed before it could tell.
    expect([told, told + 1]).toContain(arrived);
  }, 60_000);

  it('somebody reads late, then SIGKILL: none of 20,000 is lost', async () => {
    expect(await stall(bundles.ours, kind, true)).toEqual({ told: LINES, arrived: LINES });
  }, 60_000);
});

test('Powertools loses what it had in memory', async () => {
  const { told, arrived } = await stall(bundles.powertools, 'sockets', false);
  console.log(`Powertools: lost of ${told} lines: ${told - arrived}`);
  expect(told).toBe(LINES);
  expect(arrived).toBeLessThan(LINES / 2);
}, 60_000);
