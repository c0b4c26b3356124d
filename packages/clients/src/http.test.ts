import { createServer, get, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OutboundCall } from '@bulkhead/core';
import { request as undiciRequest } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createStore, theStore } from '../../runtime/src/telemetry/correlation/store.ts';
import { traceParentField } from '../../runtime/src/telemetry/correlation/trace-parent.ts';
import { forwardOverHttp } from './http.ts';

const received: IncomingHttpHeaders[] = [];
const server = createServer((asked, answer) => {
  received.push(asked.headers);
  answer.end('ok');
});
let url = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
beforeEach(() => {
  received.length = 0;
  forwardOverHttp({ to: ['127.0.0.1'] });
});

const TRACE = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
const scopeOf = (fields: Record<string, string> = {}) => {
  const store = createStore();
  store.configure({ traceParent: traceParentField });
  const scope = store.invoke({}, { awsRequestId: 'req-1', xRayTraceId: TRACE }, () => store.current()!);
  scope.adopt({ fields: { 'x-correlation-id': 'id-1', 'user-agent': 'first', ...fields }, debug: true });
  return scope;
};
const within = <T>(body: () => T): T => theStore().run(scopeOf(), body);
const byHttp = (headers: Record<string, string>, method = 'GET') =>
  new Promise<void>((resolve, reject) => {
    const sent = request(url, { method, headers }, (answer) => answer.resume().on('end', resolve));
    sent.on('error', reject);
    if (method === 'POST') sent.write('a');
    sent.end();
  });

const CLIENTS: [string, (headers: Record<string, string>) => Promise<unknown>][] = [
  ['fetch', (headers) => fetch(url, { headers }).then((answer) => answer.text())],
  ['undici', (headers) => undiciRequest(url, { headers }).then(({ body }) => body.text())],
  ['http.request', (headers) => byHttp(headers)],
  ['http.request with a body', (headers) => byHttp(headers, 'POST')],
  [
    'http.get',
    (headers) => new Promise<void>((resolve) => get(url, { headers }, (answer) => answer.resume().on('end', resolve))),
  ],
];

describe.each(CLIENTS)('%s', (name, ask) => {
  it('is noted as the last call, wherever it goes', async () => {
    const calls = new Map<string, OutboundCall>();
    theStore().calls = calls;
    forwardOverHttp({ to: [] });
    await within(() => ask({}));
    const method = name.endsWith('body') ? 'POST' : 'GET';
    expect(calls.get('req-1')?.operation).toBe(`${method} ${new URL(url).host}`);
    expect(calls.size).toBe(1);
  });

  it('carries the fields to a host on the list', async () => {
    await within(() => ask({}));
    expect(received[0]).toMatchObject({
      'x-correlation-id': 'id-1',
      'x-correlation-parent-id': 'req-1',
      'debug-log-enabled': 'true',
      traceparent: '00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01',
      'x-amzn-trace-id': TRACE,
    });
    const agent = name === 'fetch' ? 'x-correlation-user-agent' : 'user-agent';
    expect(received[0]![agent]).toBe('first');
  });

  it('leaves what the caller has set', async () => {
    await within(() => ask({ 'X-Correlation-Id': 'own', 'User-Agent': 'mine', traceparent: 'tp' }));
    expect(received[0]).toMatchObject({
      'x-correlation-id': 'own',
      'user-agent': 'mine',
      'x-correlation-user-agent': 'first',
      traceparent: 'tp',
    });
  });

  it('carries nothing elsewhere, nor outside of a request', async () => {
    await ask({});
    forwardOverHttp({ to: ['api.example.com', '*.127.0.0.1'] });
    await within(() => ask({}));
    for (const headers of received) expect(Object.keys(headers).join()).not.toMatch(/correlation|debug|trace/);
    expect(received.length).toBe(2);
  });

  it('goes by where a request goes, not by what its Host header says', async () => {
    forwardOverHttp({ to: ['api.example.com', 'localhost'] });
    await within(() => ask({ host: 'api.example.com' }));
    forwardOverHttp({ to: [new URL(url).host] });
    await within(() => ask({}));
    const names = received.map((headers) => 'x-correlation-id' in headers);
    expect(names).toEqual([false, true]);
  });

  it('is understood by the function that it reaches', async () => {
    await within(() => ask({}));
    const store = theStore();
    store.configure({ trust: 'anyone' });
    const scope = store.invoke({ headers: received[0], requestContext: {} }, undefined, () => store.current()!);
    expect([scope.fields['x-correlation-id'], scope.fields['user-agent'], scope.debug]).toEqual([
      'id-1',
      'first',
      true,
    ]);
  });
});
