import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { StreamHead } from './stream.ts';
import type { HttpAnswer } from './types.ts';

export function writeAnswer(response: ServerResponse, answer: HttpAnswer): void {
  if (response.destroyed || response.headersSent) return;
  const bodiless = answer.status === 204 || answer.status === 304;
  const headers = answer.headers.flat();
  if (!bodiless) headers.push('Content-Length', String(answer.body.length));
  response.writeHead(answer.status, headers);
  response.end(bodiless ? undefined : answer.body);
}

/** Milliseconds for the client to read a refusal while the rest of its body is thrown away. */
const DRAIN_MS = 2_000;

/** Answers before the body was read, and ends the connection without cutting the answer off. */
export function writeRefusal(request: IncomingMessage, response: ServerResponse, answer: HttpAnswer): void {
  writeAnswer(response, { ...answer, headers: [...answer.headers, ['Connection', 'close']] });
  request.on('error', () => undefined);
  request.resume();
  const timer = setTimeout(() => request.socket.destroy(), DRAIN_MS);
  timer.unref();
  request.socket.once('close', () => clearTimeout(timer));
}

/** Chunks go out as they come. A stream that breaks off, breaks the connection off: the status is long sent. */
export async function writeStream(
  response: ServerResponse,
  head: StreamHead,
  first: Buffer,
  rest: AsyncIterator<Uint8Array>,
): Promise<void> {
  response.writeHead(head.status, head.headers.flat());
  response.flushHeaders();
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      if (first.length > 0) yield first;
      for (;;) {
        const next = await rest.next();
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await rest.return?.();
    }
  }
  await pipeline(Readable.from(chunks(), { objectMode: false }), response);
}
