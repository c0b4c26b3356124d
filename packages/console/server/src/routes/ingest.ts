import { INGEST_BODY_LIMIT } from '@bulkhead/console-contract';
import { BulkheadError } from '@bulkhead/core';
import type { Context, Handler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { httpError } from '../http-errors.ts';
import { checkIngest } from '../ingest-batch.ts';
import type { Store } from '../store/store.ts';
import { tokenCheck } from '../token.ts';

export interface IngestOptions {
  readonly store: Store;
  readonly token: string;
  readonly now: () => number;
  /** Something was stored. */
  readonly onStored: () => void;
  /** Finished text for the terminal. */
  readonly onProblem: (message: string) => void;
}

/** Seconds after which a sender may come back when the store cannot write. */
const RETRY_AFTER = '2';

/** `POST /v1/records`: everything that is valid is on disk when it answers 202; nothing of it is when it answers 503. */
export function ingestHandlers(options: IngestOptions): readonly [Handler, Handler, Handler] {
  const isToken = tokenCheck(options.token);
  return [
    async (c, next) => {
      if (!isToken(c.req.header('authorization'))) {
        return httpError(c, 'CONSOLE_UNAUTHORIZED', undefined, { 'WWW-Authenticate': 'Bearer' });
      }
      const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
      return type === 'application/json' ? next() : httpError(c, 'CONSOLE_WRONG_TYPE');
    },
    bodyLimit({ maxSize: INGEST_BODY_LIMIT, onError: (c) => httpError(c, 'CONSOLE_TOO_LARGE') }),
    async (c) => {
      const body = await readJson(c);
      if (body === undefined) return httpError(c, 'CONSOLE_BAD_REQUEST', 'The body is not JSON.');
      const checked = checkIngest(body, options.now());
      if (!checked.ok) return httpError(c, 'CONSOLE_BAD_REQUEST', checked.reason);
      try {
        await options.store.append(checked.batch);
      } catch (error) {
        if (!(error instanceof BulkheadError)) throw error;
        options.onProblem(error.message);
        return httpError(c, 'BULKHEAD_STORE_FAILED', error.message, { 'Retry-After': RETRY_AFTER });
      }
      options.onStored();
      return c.json(checked.reply, 202);
    },
  ];
}

async function readJson(c: Context): Promise<unknown> {
  const text = await c.req.text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
