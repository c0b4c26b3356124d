import { TaskError } from '../errors.ts';

/**
 * The bytes of what the SDK gives as `Body`: a stream in v3, a buffer in v2.
 * @param announced ContentLength, 0 when it is not told
 * @throws TaskError TASK_TOO_LARGE
 */
export async function readBody(body: unknown, announced: number, maxBytes: number): Promise<Buffer> {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string' || body instanceof Uint8Array) {
    if (body.length > maxBytes) throw tooLarge(body.length, maxBytes);
    return Buffer.from(body as Uint8Array);
  }
  const stream = body as AsyncIterable<Uint8Array> & { destroy?: () => void };
  if (announced > maxBytes) {
    stream.destroy?.();
    throw tooLarge(announced, maxBytes);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    // Leaving the loop destroys the stream.
    if (length > maxBytes) throw tooLarge(length, maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(bytes: number, maxBytes: number): TaskError {
  return new TaskError('TASK_TOO_LARGE', `The object has ${bytes} bytes or more; ${maxBytes} are allowed.`);
}
