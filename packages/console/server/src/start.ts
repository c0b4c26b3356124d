import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BulkheadError } from '@bulkhead/core';
import { createAdaptorServer } from '@hono/node-server';
import { createApp } from './app.ts';
import { LOOPBACK_HOSTS } from './host-guard.ts';
import { createLive } from './live.ts';
import { startRetention } from './retention.ts';
import { openDuckDbStore } from './store/duckdb.ts';
import type { Store } from './store/store.ts';

export interface ConsoleOptions {
  /** Folder of the store; made when it does not exist. */
  readonly dir: string;
  /** A loopback address; anything else is refused, because the console has neither TLS nor sign-in yet. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Write-only: what `POST /v1/records` must bring as bearer token. */
  readonly ingestToken: string;
  /** Folder of the built web page; left out: the interface alone. */
  readonly webDir?: string;
  /** Days that findings and executions are kept. */
  readonly retentionDays?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** For a person at a terminal: what fails while the console goes on. */
  readonly onProblem?: (message: string) => void;
}

export interface Console {
  /** `http://127.0.0.1:4040` */
  readonly url: string;
  readonly port: number;
  readonly store: Store;
  /** Ends every connection, writes everything out and lets go of the folder. */
  close(): Promise<void>;
}

/**
 * Starts the console: store, interface and web page in this process.
 * @throws BulkheadError BULKHEAD_STORE_FAILED (folder), BULKHEAD_PORT_IN_USE, BULKHEAD_USAGE (host, token, retention)
 * @example const console = await startConsole({ dir: '.bulkhead/console', ingestToken: randomUUID() });
 */
export async function startConsole(options: ConsoleOptions): Promise<Console> {
  const { host = '127.0.0.1', port = 4040, retentionDays = 30, now = Date.now } = options;
  const onProblem = options.onProblem ?? (() => undefined);
  checkOptions(host, options.ingestToken, retentionDays);
  const store = await openDuckDbStore({ dir: options.dir });
  const live = createLive();
  const retention = startRetention({ store, days: retentionDays, now, onProblem });
  let bound = port;
  const app = createApp({
    store,
    live,
    ingestToken: options.ingestToken,
    webDir: options.webDir,
    now,
    port: () => bound,
    onProblem,
  });
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  async function close(): Promise<void> {
    retention.stop();
    live.close();
    if (server.listening) {
      const ended = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      // Requests under way may finish; whoever holds a connection open longer than that is cut off.
      const cut = setTimeout(() => server.closeAllConnections(), 2_000);
      await ended;
      clearTimeout(cut);
    }
    await store.close();
  }
  try {
    await retention.run();
    bound = await listen(server, host, port);
  } catch (error) {
    await close();
    throw error;
  }
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`, port: bound, store, close };
}

function checkOptions(host: string, token: string, retentionDays: number): void {
  if (!LOOPBACK_HOSTS.includes(host)) {
    throw new BulkheadError('BULKHEAD_USAGE', `The console cannot listen on ${host}: it has no TLS and no sign-in.`, {
      next: 'Leave out the host, and reach it from elsewhere through a tunnel such as ssh -L 4040:127.0.0.1:4040.',
    });
  }
  if (token.length < 16) throw new BulkheadError('BULKHEAD_USAGE', 'The ingest token is shorter than 16 characters.');
  if (!Number.isInteger(retentionDays) || retentionDays < 1 || retentionDays > 3_650) {
    throw new BulkheadError('BULKHEAD_USAGE', 'Retention is 1 to 3650 whole days.');
  }
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new BulkheadError('BULKHEAD_PORT_IN_USE', `Port ${port} on ${host} is in use.`, { cause: error });
    }
    throw new BulkheadError(
      'BULKHEAD_USAGE',
      `The console cannot listen on ${host}:${port}: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
  return (server.address() as AddressInfo).port;
}
