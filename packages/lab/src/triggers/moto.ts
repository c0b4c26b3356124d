import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BulkheadError } from '@bulkhead/core';
import { startReaper } from '../reaper.ts';
import { runtimeFolders } from '../runtimes.ts';

/** What a person installs where no server is found. */
export const INSTALL_MOTO = "pip install 'moto[server]'";

/** A server of moto (https://docs.getmoto.org), which plays AWS's services on this machine. */
export interface AwsServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly program: string;
  close(): Promise<void>;
}

/** Programs that may be moto's server: the one of `tools/setup-services.sh`, then those of PATH. */
export function findMoto(env: Readonly<Record<string, string | undefined>>): string[] {
  const own = runtimeFolders(env).map((folder) => join(folder, '../.cache/python/bin/moto_server'));
  const path = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = [...own, ...path.map((folder) => join(folder, 'moto_server'))];
  return [...new Set(candidates)].filter((file) => existsSync(file));
}

/**
 * Starts the first program that answers, on a free port of 127.0.0.1. It ends with the lab, even when that is killed.
 * @throws BulkheadError BULKHEAD_NO_RUNTIME with what the last program printed
 */
export async function startMoto(programs: readonly string[], limitMs = 20_000): Promise<AwsServer> {
  let problem: unknown = 'none was found';
  for (const program of programs) {
    try {
      return await start(program, limitMs);
    } catch (error) {
      problem = error instanceof Error ? error.message : error;
    }
  }
  throw new BulkheadError('BULKHEAD_NO_RUNTIME', `No moto server starts: ${problem}`, {
    next: `Install it: ${INSTALL_MOTO}`,
  });
}

async function start(program: string, limitMs: number): Promise<AwsServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(program, ['-H', '127.0.0.1', '-p', `${port}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let printed = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed = `${printed}${text}`.slice(-2_000);
  });
  let spawnError: Error | undefined;
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', (error) => {
      spawnError = error;
      resolve();
    });
  });
  const reaper = startReaper();
  const { pid } = child;
  if (pid !== undefined) reaper.add(pid);
  const close = async () => {
    // A launcher may stand before the server: its whole group ends.
    if (pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-pid, 'SIGKILL');
    await closed;
    if (pid !== undefined) reaper.drop(pid);
    await reaper.close();
  };
  const end = Date.now() + limitMs;
  while (Date.now() < end && child.exitCode === null && spawnError === undefined) {
    const answer = await fetch(`${url}/moto-api/`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return { url, program, close };
    await sleep(50);
  }
  await close();
  const last = spawnError?.message ?? printed.trim().split('\n').at(-1) ?? '';
  throw new Error(`${program} ${last === '' ? 'does not answer' : `says: ${last.slice(0, 300)}`}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
