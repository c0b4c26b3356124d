import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterEach } from 'vitest';
import { tempDir } from './temp-dir.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** `child.ts` as one file that plain Node.js runs; the database stays where it is installed. */
export async function buildChild(): Promise<string> {
  const outfile = join(tempDir(), 'child.mjs');
  const duckdb = pathToFileURL(createRequire(import.meta.url).resolve('@duckdb/node-api')).href;
  await build({
    entryPoints: [join(import.meta.dirname, 'child.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    conditions: ['bulkhead-source'],
    plugins: [
      {
        name: 'database-stays-outside',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^@duckdb\/node-api$/ }, () => ({ path: duckdb, external: true })),
      },
    ],
  });
  return outfile;
}

export interface Child {
  readonly process: ChildProcess;
  /** The next line that it printed, parsed; throws with its error output when it ends before. */
  next(): Promise<unknown>;
}

/** @param diskSize gives the folder a small disk of its own, `16m`, in a mount namespace that ends with the child */
export function startChild(script: string, mode: string, dir: string, diskSize?: string): Child {
  const node = [process.execPath, script, mode, dir];
  const mount = 'mount -t tmpfs -o size="$1" none "$2" && shift 2 && exec "$@"';
  const [command, ...args] = diskSize ? ['unshare', '-m', 'sh', '-c', mount, 'sh', diskSize, dir, ...node] : node;
  const child = spawn(command!, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    process: child,
    async next() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`the child ended: ${errors}`);
      return JSON.parse(value);
    },
  };
}

/** Whether this process may make a mount namespace: Linux, as root. */
export function canMount(): boolean {
  return spawnSync('unshare', ['-m', 'true']).status === 0;
}
