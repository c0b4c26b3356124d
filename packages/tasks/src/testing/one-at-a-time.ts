import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

/**
 * A proxy before moto that passes on one request after the other. moto reads a condition and writes in two steps: of ten claims at
 * once two have won. DynamoDB does both in one.
 * @param delayMs before each request is passed on, as a network takes
 */
export async function oneAtATime(port: number, delayMs = 0): Promise<{ readonly url: string; close(): Promise<void> }> {
  let last: Promise<unknown> = Promise.resolve();
  const server = createServer((incoming, outgoing) => {
    // Whole before its turn comes: half a request of a killed process would keep all others waiting for its rest.
    const body = bytesOf(incoming);
    const work = async () => {
      const bytes = await body;
      if (!bytes) return;
      const { method, url, headers } = incoming;
      const sent = request({ host: '127.0.0.1', port, method, path: url, headers, agent: false });
      // What goes wrong after the answer has begun ends the answer.
      sent.on('error', () => {});
      sent.end(bytes);
      try {
        const [answer] = (await once(sent, 'response')) as [IncomingMessage];
        outgoing.writeHead(answer.statusCode!, answer.headers);
        // Rejects, too, when the client goes away in the middle of the answer.
        await pipeline(answer, outgoing);
      } catch {
        outgoing.destroy();
      }
    };
    setTimeout(() => {
      void body.then(() => {
        last = last.then(work);
      });
    }, delayMs);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The body of a request; `undefined` where the client went away before its end. */
async function bytesOf(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  } catch {
    return undefined;
  }
}
