import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type App, BulkheadError } from '@bulkhead/core';
import type { InvokeRequest, InvokeResult, LabNotice } from '../types.ts';
import { createRouter, type Router } from './destination.ts';
import { answerFault } from './errors.ts';
import { type HandleOptions, handleRequest } from './handle.ts';
import { isLocalHost } from './hosts.ts';
import type { InvokeStreamResult } from './stream.ts';
import { type FunctionUrlEntry, listUrls } from './urls.ts';
import { writeRefusal } from './write.ts';

export interface FrontOptions {
  readonly app: App;
  /** 0 takes a free one. */
  readonly port: number;
  /** `127.0.0.1` unless named. On a loopback address, requests whose `Host` is not this machine are refused. */
  readonly host?: string;
  readonly invoke: (functionId: string, request: InvokeRequest) => Promise<InvokeResult>;
  /** For function URLs with `streaming`; left out: their answers are sent whole, through `invoke`. */
  readonly invokeStream?: (functionId: string, request: InvokeRequest) => Promise<InvokeStreamResult>;
  /** Asked first, with the body unread; true: it answered. */
  readonly other?: (req: IncomingMessage, res: ServerResponse) => boolean | Promise<boolean>;
  readonly onNotice: (notice: LabNotice) => void;
  /**
   * Milliseconds until API Gateway gives up: 29,000 (REST API) and 30,000 (HTTP API), as the quotas of the API Gateway
   * guide have them. `Number.POSITIVE_INFINITY` while a debugger is attached.
   */
  readonly timeouts?: { readonly rest: number; readonly http: number };
}

export interface Front {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  urlsOf(functionId: string): FunctionUrlEntry[];
  /** Takes the routes of a changed template; open connections stay. */
  update(app: App): void;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

/** Bytes of header that the parser takes before it answers 431; above what each gateway lets through. */
const MAX_HEADER_SIZE = 65_536;

/**
 * The local stand-in for API Gateway, function URLs and load balancers: events as AWS makes them, answers as AWS maps
 * them.
 * @throws BulkheadError BULKHEAD_PORT_IN_USE
 * @example const front = await createFront({ app, port: 3000, invoke, onNotice });
 */
export async function createFront(options: FrontOptions): Promise<Front> {
  const host = options.host ?? '127.0.0.1';
  const told = new Set<string>();
  let app = options.app;
  let router: Router = createRouter(app);

  const handling = (): HandleOptions => ({
    app,
    router,
    invoke: options.invoke,
    ...(options.invokeStream && { invokeStream: options.invokeStream }),
    timeouts: options.timeouts ?? { rest: 29_000, http: 30_000 },
    notice: options.onNotice,
    noticeOnce: (notice) => {
      if (told.has(notice.message)) return;
      told.add(notice.message);
      options.onNotice(notice);
    },
  });

  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    if (isLocalHost(host) && !isLocalHost(req.headers.host)) return writeRefusal(req, res, FOREIGN_HOST);
    if (options.other && (await options.other(req, res))) return;
    await handleRequest(handling(), req, res);
  };

  const server = createServer(
    { maxHeaderSize: MAX_HEADER_SIZE, requestTimeout: 60_000, headersTimeout: 15_000 },
    (req, res) => {
      answer(req, res).catch((error: unknown) => {
        // A client that goes away in mid-request is its own business.
        if (req.destroyed || req.socket.destroyed) return;
        options.onNotice({ level: 'error', message: `HTTP front: ${error instanceof Error ? error.message : error}` });
        if (!res.headersSent) writeRefusal(req, res, answerFault('rest', 'function-failed'));
        else res.destroy();
      });
    },
  );
  server.on('clientError', refuseBroken);
  await listen(server, options.port, host);
  server.on('error', (error) => options.onNotice({ level: 'error', message: `HTTP front: ${error.message}` }));
  const { port } = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    url,
    port,
    urlsOf: (functionId) => listUrls(app, router, url, functionId),
    update(changed) {
      app = changed;
      router = createRouter(changed);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const FOREIGN_HOST = {
  status: 403,
  headers: [['Content-Type', 'application/json']] as const,
  body: Buffer.from('{"message":"The lab answers to localhost and 127.0.0.1 only, not to another Host name."}'),
};

/** What Node.js's parser could not read: there is no request object to answer. */
function refuseBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [line, message] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'Request Header Fields Too Large']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', 'Request Timeout']
        : ['400 Bad Request', 'Bad Request'];
  const body = JSON.stringify({ message });
  socket.end(
    `HTTP/1.1 ${line}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      reject(
        new BulkheadError('BULKHEAD_PORT_IN_USE', `Port ${port} of ${host} is taken by another program.`, {
          cause: error,
        }),
      );
    });
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}
