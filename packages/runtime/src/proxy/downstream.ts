import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { builtin } from '../hooks/patch.ts';
import type { Answer, Invocation, Upstream } from './upstream.ts';

/** Lambda's largest answer is 6 MB, and base64 makes a third more of it. */
const LARGEST = 16 * 1024 * 1024;

/** The Runtime API as the function's own runtime sees it. */
export interface Downstream {
  /** `host:port` */
  readonly address: string;
  /** Resolves when the runtime asks for an event: it has initialized, or answered the one before. */
  ready(): Promise<void>;
  /** Hands an event to the runtime that asked. */
  give(invocation: Invocation, body: Buffer): Promise<Answer>;
}

/** @param upstream gets what is not an event or an answer: errors at start, extensions, snapshots */
export async function createDownstream(upstream: Upstream): Promise<Downstream> {
  const http = builtin<typeof import('node:http')>('http')!;
  let waiting: ServerResponse | undefined;
  let asked: (() => void) | undefined;
  let current: { readonly requestId: string; readonly settle: (answer: Answer) => void } | undefined;

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    if (request.method === 'GET' && path === '/2018-06-01/runtime/invocation/next') {
      waiting = response;
      asked?.();
      return;
    }
    const body = await read(request);
    const answer = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(path);
    if (request.method === 'POST' && answer) {
      if (current?.requestId !== decodeURIComponent(answer[1]!)) {
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end('{"errorType":"InvalidRequestID","errorMessage":"Invalid request ID"}');
        return;
      }
      const { settle } = current;
      current = undefined;
      response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
      settle({ is: answer[2] as 'response' | 'error', headers: passedOn(request), body });
      return;
    }
    const reply = await upstream.pass(request.method ?? 'GET', path, request.headers, body);
    response.writeHead(reply.status, reply.headers).end(reply.body);
  }

  const server = http.createServer((request, response) => {
    route(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(502).end();
    });
  });
  Object.assign(server, { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0, timeout: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    ready: () =>
      new Promise((resolve) => {
        asked = resolve;
        if (waiting) resolve();
      }),
    give(invocation, body) {
      return new Promise((resolve) => {
        current = { requestId: invocation.requestId, settle: resolve };
        const headers = Object.fromEntries(
          Object.entries(invocation.headers).filter(([name]) => name.startsWith('lambda-runtime-')),
        );
        waiting!.writeHead(200, { ...headers, 'content-type': 'application/json' }).end(body);
        waiting = undefined;
      });
    },
  };
}

/** What Lambda reads of an answer beside its body. */
function passedOn(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string' && (name === 'content-type' || name.startsWith('lambda-runtime-')))
      headers[name] = value;
  }
  return headers;
}

function read(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    request.on('data', (part: Buffer) => {
      size += part.length;
      if (size > LARGEST) reject(new Error('larger than any answer'));
      else parts.push(part);
    });
    request.on('end', () => resolve(Buffer.concat(parts)));
    request.on('error', reject);
  });
}
