import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readAccess } from './read-access.ts';
import { one } from './read-call.ts';
import { createTableKeys, type TableKeys } from './table-keys.ts';
import type { AccessRequest, ApiCall, SignedRequest } from './types.ts';

export interface AccessProxyOptions {
  /** The server that plays AWS: `http://127.0.0.1:5000`. */
  readonly upstream: string;
  /** Where calls of Lambda's API go; left out: upstream. */
  readonly lambda?: () => string;
  readonly account: string;
  /**
   * Decides one call, all of its requests together.
   * @returns why it is denied; `undefined`: it may pass
   */
  readonly judge: (call: ApiCall, asks: readonly AccessRequest[]) => string | undefined;
}

export interface AccessProxy {
  readonly url: string;
  close(): Promise<void>;
}

/** More than DynamoDB, SQS or Lambda take in one request; S3 objects of tests are small. */
const MAX_BODY = 32 * 1024 * 1024;

/**
 * Stands between functions and the server that plays AWS, reads from each signed request what IAM would be asked, and
 * answers as AWS does where it is denied. Listens on 127.0.0.1.
 */
export async function startAccessProxy(options: AccessProxyOptions): Promise<AccessProxy> {
  const tableKeys = createTableKeys(options.upstream);
  const server = createServer((request, response) => {
    handle(request, response, { ...options, tableKeys }).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(502, { 'content-type': 'text/plain' });
      response.end(
        `the proxy could not pass the request on: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        tableKeys.close();
      }),
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: AccessProxyOptions & { readonly tableKeys: TableKeys },
): Promise<void> {
  const body = await readBody(request);
  const signed: SignedRequest = {
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    headers: request.headers,
    body,
  };
  const access = await readAccess(signed, options.account, options.tableKeys);
  const denied = access && options.judge(access.call, access.asks);
  if (access && denied !== undefined) return deny(response, access.call, denied);
  const to = access?.call.service === 'lambda' ? options.lambda?.() : undefined;
  await pass(request, response, body, new URL(to ?? options.upstream));
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Error('the body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function pass(request: IncomingMessage, response: ServerResponse, body: Buffer, to: URL): Promise<void> {
  const { 'transfer-encoding': _chunked, ...rest } = request.headers;
  const headers = { ...rest, 'content-length': String(body.length) };
  return new Promise((resolve, reject) => {
    const onward = httpRequest(
      {
        host: to.hostname,
        port: to.port,
        method: request.method,
        path: request.url,
        headers,
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        answer.once('end', resolve);
        answer.once('error', reject);
      },
    );
    onward.once('error', reject);
    onward.end(body);
  });
}

/** As the services answer: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function deny(response: ServerResponse, call: ApiCall, why: string): void {
  const isXml = call.service === 's3' || one(response.req.headers['content-type'])?.includes('form-urlencoded');
  if (isXml) {
    const error = `<Code>AccessDenied</Code><Message>${escapeXml(why)}</Message>`;
    response.writeHead(403, { 'content-type': 'application/xml' });
    response.end(
      call.service === 's3'
        ? `<?xml version="1.0"?><Error>${error}</Error>`
        : `<?xml version="1.0"?><ErrorResponse><Error><Type>Sender</Type>${error}</Error></ErrorResponse>`,
    );
    return;
  }
  const status = call.service === 'lambda' ? 403 : 400;
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-errortype': 'AccessDeniedException',
  });
  response.end(JSON.stringify({ __type: 'AccessDeniedException', message: why, Message: why }));
}

function escapeXml(text: string): string {
  return text.replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
}
