import { Agent, createServer as createHttpServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import {
  constants,
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type Http2Session,
} from 'node:http2';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface Http2Bridge {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

/** First bytes of a connection that speaks HTTP/2 (RFC 9113, 3.4). */
const PREFACE = Buffer.from('PRI * HTTP/2.0');
/** Belong to one connection, not to the message (RFC 9113, 8.2.2). */
const PER_CONNECTION = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
];

/**
 * Takes HTTP/2 without TLS as well as HTTP/1.1 and passes it on as HTTP/1.1. The SDK's client for Kinesis speaks HTTP/2 to
 * whatever endpoint it is given, and local servers (moto, kinesalite) do not.
 * @param endpoint `http://127.0.0.1:5000`
 */
export async function startHttp2Bridge(endpoint: string): Promise<Http2Bridge> {
  const target = new URL(endpoint);
  const agent = new Agent({ keepAlive: true });
  const sockets = new Set<Socket>();
  const sessions = new Set<Http2Session>();

  function forward(from: IncomingMessage | Http2ServerRequest, to: ServerResponse | Http2ServerResponse): void {
    const headers = Object.fromEntries(
      Object.entries(from.headers).filter(([name]) => !name.startsWith(':') && !PER_CONNECTION.includes(name)),
    );
    const host = from.headers[constants.HTTP2_HEADER_AUTHORITY] ?? from.headers.host;
    const onward = request(
      {
        host: target.hostname,
        port: target.port === '' ? 80 : target.port,
        method: from.method,
        path: from.url,
        headers: { ...headers, ...(typeof host === 'string' ? { host } : {}) },
        agent,
      },
      (answer) => {
        const kept = Object.entries(answer.headers).filter(([name]) => !PER_CONNECTION.includes(name));
        to.writeHead(answer.statusCode ?? 502, Object.fromEntries(kept));
        answer.pipe(to as NodeJS.WritableStream);
        answer.on('error', () => to.destroy());
      },
    );
    onward.on('error', (error) => {
      if (to.headersSent) return void to.destroy();
      to.writeHead(502, { 'content-type': 'text/plain' });
      to.end(error.message);
    });
    from.on('error', () => onward.destroy());
    from.pipe(onward);
  }

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  }

  const one = createHttpServer(forward);
  const two = createHttp2Server(forward);
  two.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => undefined);
    session.on('close', () => sessions.delete(session));
  });
  for (const server of [one, two]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // The two servers take sockets that nothing was read from; so the bytes are piped to the one or the other.
  const door = createServer((socket) => {
    keep(socket);
    socket.once('data', (first: Buffer) => {
      const isTwo = PREFACE.subarray(0, first.length).equals(first.subarray(0, PREFACE.length));
      const inner = connect({ host: '127.0.0.1', port: portOf(isTwo ? two : one) });
      keep(inner);
      inner.write(first);
      socket.pipe(inner).pipe(socket);
      for (const [end, other] of [[socket, inner] as const, [inner, socket] as const]) {
        end.on('close', () => other.destroy());
      }
    });
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf(door)}`,
    close: async () => {
      const closed = [door, one, two].map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
      for (const session of sessions) session.destroy();
      for (const socket of sockets) socket.destroy();
      agent.destroy();
      one.closeAllConnections();
      await Promise.all(closed);
    },
  };
}

function portOf(server: Pick<Server, 'address'>): number {
  return (server.address() as AddressInfo).port;
}
