import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Answer, LAMBDA_ENV, type Outcome, readLines } from './scenario.ts';

/** A protected handler in a process of its own, invoked as long as a test wants to. */
export interface Worker {
  /** Resolves with what the handler answered; rejects when it threw. */
  invoke(event: unknown): Promise<unknown>;
  /** Ends the process; resolves with everything that it printed. */
  close(): Promise<Omit<Outcome, 'answers' | 'exitCode'>>;
}

export interface WorkerOptions {
  /** Folder of the built package. */
  readonly dist: string;
  /** Folder for the files of this worker. */
  readonly folder: string;
  /** The handler's module, CommonJS; exports `handler`. */
  readonly code: string;
  /** Second argument of `protect`. */
  readonly options?: unknown;
}

/** Events and answers go through JSON, as in Lambda. */
const DRIVER = (dist: string, options: unknown): string => `
const { protect } = require(${JSON.stringify(join(dist, 'index.cjs'))});
const handler = protect(require('./handler.cjs').handler, ${JSON.stringify(options) ?? 'undefined'});
let count = 0;
process.on('message', async (text) => {
  // What the handler logged may still wait for room in the pipe.
  if (text === '') return process.stdout.write('', () => process.exit(0));
  const context = {
    awsRequestId: 'request-' + count++,
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:convert',
    getRemainingTimeInMillis: () => 10000,
  };
  try {
    process.send(JSON.stringify({ result: await handler(JSON.parse(text), context) }));
  } catch (error) {
    process.send(JSON.stringify({ error: { name: error.name, code: error.code, message: error.message } }));
  }
});
`;

export function startWorker({ dist, folder, code, options }: WorkerOptions): Worker {
  const own = mkdtempSync(join(folder, 'worker-'));
  writeFileSync(join(own, 'handler.cjs'), code);
  writeFileSync(join(own, 'main.cjs'), DRIVER(dist, options));
  const child = fork(join(own, 'main.cjs'), [], {
    cwd: own,
    env: { ...LAMBDA_ENV },
    execArgv: ['--no-deprecation'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const closed = once(child, 'close');
  const died = closed.then(() => Promise.reject(new Error(`the worker ended: ${stdout}\n${stderr}`)));
  died.catch(() => undefined);
  return {
    async invoke(event) {
      const answered = once(child, 'message');
      child.send(JSON.stringify(event));
      const [text] = (await Promise.race([answered, died])) as [string];
      const { result, error } = JSON.parse(text) as Answer;
      if (error) throw Object.assign(new Error(error.message), { code: error.code });
      return result;
    },
    async close() {
      // Not by `disconnect`: after that the parent is never told of the end.
      if (child.connected) child.send('');
      await closed;
      return { ...readLines(stdout.split('\n')), stderr };
    },
  };
}
