import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './run-cli.ts';

/** Code blocks of a page that are run, by the name that stands in the comment above each: `<!-- runs: name -->`. */
export function pageCode(page: string): Readonly<Record<string, string>> {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const blocks = [...text.matchAll(/^<!-- runs: ([\w-]+) -->\n```(?:js|ts)\n([\s\S]*?)^```$/gm)];
  return Object.fromEntries(blocks.map(([, name, code]) => [name!, code!]));
}

/** An event, with the fields of Lambda's context besides those that each invocation has. */
export interface Invocation {
  readonly event: unknown;
  readonly requestId: string;
}

export interface Ran {
  /** Lines that are JSON objects, in their order. */
  readonly lines: readonly Record<string, unknown>[];
  /** What each invocation returned, or `{ error }` with the message of what it failed with. */
  readonly results: readonly unknown[];
}

/** Calls the handler as Lambda does, all at once or one after the other, and says what came back over the process's channel. */
const DRIVER = `
const { handler } = require('./code.cjs');
process.once('message', async ({ invocations, atOnce }) => {
  const run = async ({ event, requestId }) => {
    const end = Date.now() + 30000;
    const context = { awsRequestId: requestId, functionName: 'orders', functionVersion: '1', memoryLimitInMB: '128',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders', getRemainingTimeInMillis: () => end - Date.now() };
    try { return await handler(event, context); } catch (error) { return { error: error.message }; }
  };
  const results = [];
  if (atOnce) results.push(...await Promise.all(invocations.map(run)));
  else for (const invocation of invocations) results.push(await run(invocation));
  process.send(results, () => process.disconnect());
});
`;

/** Runs a code block that exports `handler` in a process of its own. */
export async function runCode(
  code: string,
  invocations: readonly Invocation[],
  { atOnce = false, env = {} }: { atOnce?: boolean; env?: Readonly<Record<string, string>> } = {},
): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-page-'));
  try {
    await build({
      stdin: { contents: code, loader: 'ts', resolveDir: join(ROOT, 'test') },
      outfile: join(folder, 'code.cjs'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      conditions: ['bulkhead-source'],
      external: ['@aws-sdk/*', '@smithy/*'],
      logLevel: 'silent',
    });
    writeFileSync(join(folder, 'driver.cjs'), DRIVER);
    const child = fork(join(folder, 'driver.cjs'), {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { PATH: process.env['PATH'], NODE_PATH: join(ROOT, 'node_modules'), AWS_REGION: 'eu-west-1', ...env },
    });
    let out = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    let errors = '';
    child.stderr!.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    let results: unknown[] | undefined;
    child.once('message', (message) => {
      results = message as unknown[];
    });
    const closed = new Promise<void>((done) => child.once('close', () => done()));
    child.send({ invocations, atOnce });
    await closed;
    if (!results) throw new Error(`the handler did not run: ${errors || out}`);
    const lines = `${out}\n${errors}`.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
    return { lines, results };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
