import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers Lambda's Invoke API on a free port of 127.0.0.1 with a handler of this process. */
export async function invokeApi(handler: (request: never) => Promise<unknown>) {
  const asked: string[] = [];
  /** What to answer with before the handler gets a turn: a 429 is tried again by the SDK, a 404 is not. */
  const refusals: (429 | 404)[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', async () => {
      response.setHeader('content-type', 'application/json');
      const refusal = refusals.shift();
      if (refusal !== undefined) {
        const type = refusal === 429 ? 'TooManyRequestsException' : 'ResourceNotFoundException';
        response.writeHead(refusal, { 'x-amzn-errortype': type }).end('{"Message":"no"}');
        return;
      }
      response.end(JSON.stringify(await handler(JSON.parse(body) as never)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    refusals,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
