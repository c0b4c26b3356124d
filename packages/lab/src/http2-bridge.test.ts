import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Http2Bridge, startHttp2Bridge } from './http2-bridge.ts';

let server: Server;
let bridge: Http2Bridge;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const { host, 'x-amz-target': target } = request.headers;
    response.writeHead(request.url === '/gone' ? 404 : 200, { 'x-server': 'yes', connection: 'keep-alive' });
    response.end(JSON.stringify({ method: request.method, url: request.url, host, target, body }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  bridge = await startHttp2Bridge(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(async () => {
  await bridge.close();
  server.closeAllConnections();
  server.close();
});

async function ask(path: string, body: string): Promise<{ status: unknown; server: unknown; text: string }> {
  const session = connect(bridge.url);
  const stream = session.request({ ':method': 'POST', ':path': path, 'x-amz-target': 'Kinesis.PutRecord' });
  stream.end(body);
  const [headers] = await once(stream, 'response');
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += chunk;
  session.close();
  return { status: headers[':status'], server: headers['x-server'], text };
}

const large = 'ü'.repeat(200_000);

it.each([
  ['a small body', '/', '{"a":1}', 200],
  ['a large body', '/', large, 200],
  ['no body', '/', '', 200],
  ['an answer of failure', '/gone', 'x', 404],
])('HTTP/2: %s', async (_name, path, body, status) => {
  const answer = await ask(path, body);
  expect(answer).toMatchObject({ status, server: 'yes' });
  const host = bridge.url.slice('http://'.length);
  expect(JSON.parse(answer.text)).toEqual({ method: 'POST', url: path, host, target: 'Kinesis.PutRecord', body });
});

it('HTTP/1.1 on the same port', async () => {
  const answer = await fetch(`${bridge.url}/one`, { method: 'PUT', body: 'b', headers: { 'x-amz-target': 'T' } });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ method: 'PUT', url: '/one', target: 'T', body: 'b' });
});

it('a server that is not there is a 502, not a hang', async () => {
  const empty = await startHttp2Bridge('http://127.0.0.1:9');
  const answer = await fetch(empty.url);
  expect(answer.status).toBe(502);
  await empty.close();
});
