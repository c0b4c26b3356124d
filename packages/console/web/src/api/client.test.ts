import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiError, getJson } from './client.ts';

const REPLIES: Record<string, [status: number, body: string]> = {
  '/good': [200, '{"total":1,"events":[]}'],
  '/short': [200, '{"total":1}'],
  '/list': [200, '[]'],
  '/html': [200, '<!doctype html>'],
  '/named': [503, '{"error":{"code":"BULKHEAD_STORE_FAILED","message":"disk full","next":"Free space."}}'],
  '/unnamed': [500, 'Internal Server Error'],
  '/odd': [500, '{"error":"no"}'],
};
let server: Server;
let base = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    const [status, body] = REPLIES[request.url!.split('?')[0]!] ?? [404, ''];
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const get = (path: string, signal = new AbortController().signal) =>
  getJson<{ total: number; events: unknown[] }>(base + path, new URLSearchParams(), ['total', 'events'], signal);

describe('getJson', () => {
  it('gives the reply', async () => expect(await get('/good')).toEqual({ total: 1, events: [] }));

  it.each([
    ['/short', 'cannot read', 200],
    ['/list', 'cannot read', 200],
    ['/html', 'cannot read', 200],
    ['/named', 'disk full', 503],
    ['/unnamed', 'cannot read', 500],
    ['/odd', 'cannot read', 500],
  ])('%s: %s', async (path, message, status) => {
    const error = await get(path).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status, message: expect.stringContaining(message) });
    expect((error as ApiError).next).not.toBe('');
  });

  it('says when nothing answers', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const none = getJson(`http://127.0.0.1:${port}/`, new URLSearchParams(), [], new AbortController().signal);
    await expect(none).rejects.toMatchObject({ status: 0, message: expect.stringContaining('does not answer') });
  });

  it('an abort is no trouble of the console', async () => {
    const abort = new AbortController();
    abort.abort();
    await expect(get('/good', abort.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
