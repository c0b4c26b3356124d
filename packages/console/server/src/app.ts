import { ROUTES } from '@bulkhead/console-contract';
import { BulkheadError } from '@bulkhead/core';
import { Hono } from 'hono';
import { hostGuard } from './host-guard.ts';
import { httpError } from './http-errors.ts';
import type { Live } from './live.ts';
import { ingestHandlers } from './routes/ingest.ts';
import { addQueryRoutes } from './routes/queries.ts';
import { webFiles } from './routes/web-files.ts';
import { securityHeaders } from './security-headers.ts';
import type { Store } from './store/store.ts';

export interface AppOptions {
  readonly store: Store;
  readonly live: Live;
  readonly ingestToken: string;
  readonly webDir: string | undefined;
  readonly now: () => number;
  readonly port: () => number;
  readonly onProblem: (message: string) => void;
}

/** The console's HTTP interface over a store. */
export function createApp(options: AppOptions): Hono {
  const { store, live, now, onProblem } = options;
  const app = new Hono();
  app.use(securityHeaders);
  app.use(hostGuard(options.port));
  app.onError((error, c) => {
    onProblem(error.message);
    if (!(error instanceof BulkheadError)) return httpError(c, 'CONSOLE_INTERNAL');
    return httpError(c, 'BULKHEAD_STORE_FAILED', error.message, { 'Retry-After': '2' });
  });

  app.get(ROUTES.health, (c) => c.json({ status: 'ok' }));
  app.post(
    ROUTES.ingest,
    ...ingestHandlers({ store, token: options.ingestToken, now, onStored: live.changed, onProblem }),
  );
  app.use('/api/*', async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
  });
  app.get(ROUTES.live, (c) => {
    const body = live.subscribe();
    if (!body) return httpError(c, 'CONSOLE_BUSY', 'Too many pages listen already.');
    return c.body(body, 200, { 'Content-Type': 'text/event-stream' });
  });
  addQueryRoutes(app, store, now);
  app.get('/api/*', (c) => httpError(c, 'CONSOLE_NOT_FOUND'));
  app.get('/v1/*', (c) => httpError(c, 'CONSOLE_METHOD', undefined, { Allow: 'POST' }));
  app.get('*', webFiles(options.webDir));
  app.all('*', (c) => httpError(c, 'CONSOLE_METHOD', undefined, { Allow: 'GET' }));
  return app;
}
