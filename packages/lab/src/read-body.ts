import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';

export interface ReadBody {
  readonly data: Buffer;
  /** Bytes that were sent, whatever was kept. */
  readonly size: number;
}

/**
 * Reads a request's body to its end, keeping at most `limit` bytes in memory.
 * @returns the bytes kept (none past the limit) and the size that was sent
 * @throws when the sender goes away before its end
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<ReadBody> {
  let chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) chunks = [];
    else chunks.push(chunk);
  }
  return { data: Buffer.concat(chunks), size };
}

/**
 * Hands a request's body on while it comes, from the first byte on. What is handed on fails when the sender goes away or
 * sends an error as trailers; nobody reading it any more does not stop the sender.
 * @param start called once, with the first byte there; never for an empty body
 */
export async function passOn(
  request: IncomingMessage,
  limit: number,
  start: (chunks: AsyncIterable<Uint8Array>) => void,
): Promise<ReadBody> {
  const sink = new PassThrough();
  sink.on('error', () => {});
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) break;
      if (size === chunk.length) start(sink);
      if (!sink.destroyed && !sink.write(chunk)) await Promise.race([once(sink, 'drain'), once(sink, 'close')]);
    }
  } catch (error) {
    sink.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
  const late = request.trailers['lambda-runtime-function-error-type'];
  if (late !== undefined && late !== '') sink.destroy(new Error(`The function failed while it streamed: ${late}`));
  else sink.end();
  return { data: Buffer.alloc(0), size };
}
