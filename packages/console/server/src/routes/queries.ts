import {
  CORRELATION_ID_LIMIT,
  type EventsReply,
  type Finding,
  type FunctionsReply,
  type RequestDetail,
  type RequestsReply,
  ROUTES,
} from '@bulkhead/console-contract';
import type { Context, Hono } from 'hono';
import { decodeCursor, decodeRequestCursor, encodeCursor, encodeRequestCursor } from '../cursor.ts';
import { eventRow } from '../finding-row.ts';
import { functionRows } from '../function-rows.ts';
import { httpError } from '../http-errors.ts';
import { overview } from '../overview.ts';
import { parseFilter } from '../range.ts';
import { requestDetail } from '../request-detail.ts';
import { requestRows } from '../request-rows.ts';
import type { Store, StoreFilter } from '../store/store.ts';

const PAGE = 50;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What the page asks for. Every list is filtered here, never in the browser. */
export function addQueryRoutes(app: Hono, store: Store, now: () => number): void {
  const withFilter =
    (answer: (filter: StoreFilter, c: Context) => Promise<Response>) =>
    async (c: Context): Promise<Response> => {
      const parsed = parseFilter(c.req.query(), now());
      return parsed.ok ? answer(parsed.filter, c) : httpError(c, 'CONSOLE_BAD_REQUEST', parsed.reason);
    };

  app.get(
    ROUTES.overview,
    withFilter(async (filter, c) => c.json(await overview(store, filter))),
  );

  app.get(
    ROUTES.functions,
    withFilter(async (filter, c) => {
      const functions = await functionRows(store, filter);
      return c.json({ functions, total: functions.length } satisfies FunctionsReply);
    }),
  );

  app.get(
    ROUTES.events,
    withFilter(async (filter, c) => {
      const text = c.req.query('cursor');
      const cursor = text ? decodeCursor(text) : undefined;
      if (text && !cursor) return httpError(c, 'CONSOLE_BAD_REQUEST', 'cursor: not one of ours');
      // One more than a page tells whether there is a next one.
      const [found, total] = await Promise.all([store.events(filter, PAGE + 1, cursor), store.countEvents(filter)]);
      const events = (found as Finding[]).slice(0, PAGE).map(eventRow);
      const last = events.at(-1);
      const more = found.length > PAGE && last ? { cursor: encodeCursor(last) } : {};
      return c.json({ events, total, ...more } satisfies EventsReply);
    }),
  );

  app.get(ROUTES.event, async (c) => {
    const id = c.req.param('id') ?? '';
    const finding = UUID.test(id) ? ((await store.event(id.toLowerCase())) as Finding | undefined) : undefined;
    return finding ? c.json({ ...eventRow(finding), finding }) : httpError(c, 'CONSOLE_NO_EVENT');
  });

  app.get(
    ROUTES.requests,
    withFilter(async (filter, c) => {
      const text = c.req.query('cursor');
      const cursor = text ? decodeRequestCursor(text) : undefined;
      if (text && !cursor) return httpError(c, 'CONSOLE_BAD_REQUEST', 'cursor: not one of ours');
      const errors = c.req.query('errors') === '1';
      const { requests, total, next } = await requestRows(store, { ...filter, errors }, PAGE, cursor);
      const more = next ? { cursor: encodeRequestCursor(next) } : {};
      return c.json({ requests: [...requests], total, ...more } satisfies RequestsReply);
    }),
  );

  app.get(ROUTES.request, async (c) => {
    const id = c.req.query('id') ?? '';
    const found = id.length <= CORRELATION_ID_LIMIT ? await requestDetail(store, id) : undefined;
    return found ? c.json(found satisfies RequestDetail) : httpError(c, 'CONSOLE_NO_REQUEST');
  });

  app.get(
    ROUTES.facets,
    withFilter(async (filter, c) => c.json(await store.facets(filter))),
  );
}
