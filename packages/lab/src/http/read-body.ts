import type { IncomingMessage } from 'node:http';

/**
 * The whole body, or undefined once it is larger than `limit` bytes: what was announced is believed, what comes is
 * counted.
 * @throws the stream's error where the client goes away
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limit) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  // Not `for await`: leaving it early would destroy the socket before the 413 is out.
  return new Promise((resolve, reject) => {
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      request.off('data', onData);
      request.pause();
      resolve(undefined);
    };
    request.on('data', onData);
    request.once('end', () => resolve(Buffer.concat(chunks, Math.min(size, limit))));
    request.once('error', reject);
    request.once('close', () => reject(new Error('The client closed the connection.')));
  });
}
