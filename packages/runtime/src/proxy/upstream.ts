import type { IncomingHttpHeaders, RequestOptions } from 'node:http';
import { builtin } from '../hooks/patch.ts';

const PREFIX = '/2018-06-01/runtime';

/** One event as Lambda hands it out. */
export interface Invocation {
  readonly requestId: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What is answered to one, as it travels. */
export interface Answer {
  readonly is: 'response' | 'error';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Lambda's own Runtime API (docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html). */
export interface Upstream {
  /** Waits for the next event; the environment may be frozen meanwhile. */
  next(): Promise<Invocation>;
  answer(requestId: string, answer: Answer): Promise<void>;
  /** Any other request, as it came. */
  pass(method: string, path: string, headers: IncomingHttpHeaders, body: Buffer): Promise<Reply>;
}

/** @param address `host:port`, as `AWS_LAMBDA_RUNTIME_API` has it */
export function createUpstream(address: string): Upstream {
  const http = builtin<typeof import('node:http')>('http')!;
  const colon = address.lastIndexOf(':');
  const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
  const common = { host: address.slice(0, colon), port: Number(address.slice(colon + 1)), agent };

  function ask(options: RequestOptions, body?: Buffer): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const request = http.request({ ...common, ...options }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
        );
        response.on('error', reject);
      });
      // An environment is frozen between two events, for as long as Lambda likes.
      request.setTimeout(0);
      request.on('error', reject);
      request.end(body);
    });
  }

  return {
    async next() {
      const { status, headers, body } = await ask({ method: 'GET', path: `${PREFIX}/invocation/next` });
      const requestId = headers['lambda-runtime-aws-request-id'];
      if (status !== 200 || typeof requestId !== 'string') throw new Error(`the Runtime API answered ${status}`);
      return { requestId, headers, body };
    },
    async answer(requestId, { is, headers, body }) {
      const path = `${PREFIX}/invocation/${encodeURIComponent(requestId)}/${is}`;
      await ask({ method: 'POST', path, headers: { ...headers, 'content-length': body.length } }, body);
    },
    pass: (method, path, headers, body) => ask({ method, path, headers: { ...headers, host: address } }, body),
  };
}
