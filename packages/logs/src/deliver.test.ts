import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type ConsoleSinkOptions, createConsoleSink, type DeliveryProblem } from './deliver.ts';
import { attackRecord, coverageRecord, execution, FUNCTION_REF, faultRecord, requestLine } from './testing/samples.ts';
import type { LogBatch } from './types.ts';

interface Seen {
  authorization: string | undefined;
  body: Record<string, unknown[]> & { batch: string; counters: Record<string, number> };
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections();
});

type Answer = readonly [status: number, headers?: Record<string, string>, body?: unknown];

/** A console that answers with what the list says, then with 202. */
async function listen(
  answers: Answer[] = [],
  port = 0,
): Promise<{ url: string; port: number; seen: Seen[]; stop(): Promise<void> }> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    seen.push({ authorization: request.headers.authorization, body: JSON.parse(await text(request)) });
    const [status, headers, body] = answers.shift() ?? [202];
    response.writeHead(status, headers).end(JSON.stringify(body ?? { accepted: 0, rejected: [] }));
  });
  servers.push(server);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${bound}`, port: bound, seen, stop };
}

async function text(request: IncomingMessage): Promise<string> {
  let all = '';
  for await (const chunk of request) all += chunk;
  return all;
}

function batch(parts: Partial<LogBatch> = {}): LogBatch {
  return { records: [], executions: [], counters: { forged: 0, malformed: 0, dropped: 0 }, ...parts };
}

function sinkTo(url: string, options: Partial<ConsoleSinkOptions> = {}) {
  const problems: DeliveryProblem[] = [];
  const sink = createConsoleSink({
    url,
    token: 'secret',
    flushMs: 1,
    retryMs: 1,
    onProblem: (p) => problems.push(p),
    ...options,
  });
  return { sink, problems };
}

describe('delivery to the console', () => {
  it('sends attacks as findings, coverage, executions, counters and the inventory', async () => {
    const { url, seen } = await listen();
    const { sink, problems } = sinkTo(url);
    sink.push(
      batch({
        records: [attackRecord(), coverageRecord(), faultRecord()],
        executions: [execution()],
        lines: [requestLine()],
        counters: { forged: 2, malformed: 1, dropped: 0 },
      }),
    );
    sink.inventory([{ function: FUNCTION_REF, app: 'voting-app', deployedAt: 5 }]);
    await sink.close();
    expect(seen).toHaveLength(1);
    const { authorization, body } = seen[0]!;
    expect(authorization).toBe('Bearer secret');
    expect(body['findings']).toMatchObject([{ class_uid: 2004, metadata: { uid: attackRecord().id } }]);
    expect(body['executions']).toEqual([execution()]);
    expect(body['coverages']).toEqual([coverageRecord()]);
    expect(body['lines']).toEqual([requestLine()]);
    expect(body['functions']).toEqual([{ function: FUNCTION_REF, app: 'voting-app', deployedAt: 5 }]);
    expect(body.counters).toEqual({ forged: 2, malformed: 1, dropped: 0, faults: 1 });
    expect(problems).toEqual([]);
    expect(sink.stats()).toEqual({ delivered: 5, dropped: 0, waiting: 0, retries: 0 });
  });

  it('sends counters once, and nothing when there is nothing', async () => {
    const { url, seen } = await listen();
    const { sink } = sinkTo(url);
    sink.push(batch());
    await sink.flush();
    expect(seen).toHaveLength(0);
    sink.push(batch({ counters: { forged: 3, malformed: 0, dropped: 0 } }));
    await sink.flush();
    sink.push(batch({ executions: [execution()] }));
    await sink.close();
    expect(seen.map((request) => request.body.counters['forged'])).toEqual([3, 0]);
  });

  it.each([[429], [502], [503], [504]])('tries again after %i, with the same batch id', async (status) => {
    const { url, seen } = await listen([[status], [status]]);
    const { sink, problems } = sinkTo(url);
    sink.push(batch({ executions: [execution()] }));
    await sink.close();
    expect(seen).toHaveLength(3);
    expect(new Set(seen.map((request) => request.body.batch)).size).toBe(1);
    expect(sink.stats()).toMatchObject({ delivered: 1, dropped: 0, retries: 2 });
    expect(problems).toEqual([{ message: `The console cannot be reached, trying again: HTTP ${status}`, dropped: 0 }]);
  });

  it('waits as long as Retry-After says', async () => {
    const { url } = await listen([[503, { 'retry-after': '1' }]]);
    const { sink } = sinkTo(url);
    const start = performance.now();
    sink.push(batch({ executions: [execution()] }));
    await sink.close();
    expect(performance.now() - start).toBeGreaterThan(990);
  });

  it.each([[400], [401], [413], [500]])('gives up after %i, and says what was lost', async (status) => {
    const { url, seen } = await listen([[status, {}, { error: { code: 'X', message: 'because', next: '' } }]]);
    const { sink, problems } = sinkTo(url);
    sink.push(batch({ executions: [execution()] }));
    await sink.close();
    expect(seen).toHaveLength(1);
    expect(problems).toEqual([{ message: `The console refused 1 items: HTTP ${status}: because`, dropped: 1 }]);
  });

  it('tells of items that the console rejected', async () => {
    const { url } = await listen([
      [202, {}, { accepted: 1, rejected: [{ list: 'executions', index: 0, reason: 'bad' }] }],
    ]);
    const { sink, problems } = sinkTo(url);
    sink.push(batch({ executions: [execution(), execution({ time: 2 })] }));
    await sink.close();
    expect(problems).toMatchObject([{ dropped: 1 }]);
    expect(sink.stats()).toMatchObject({ delivered: 1, dropped: 1 });
  });

  it('waits for a console that is not there yet', async () => {
    const gone = await listen();
    await gone.stop();
    const { sink, problems } = sinkTo(gone.url);
    sink.push(batch({ executions: [execution()] }));
    await expect.poll(() => sink.stats().retries).toBeGreaterThan(1);
    const back = await listen([], gone.port);
    await sink.flush();
    expect(back.seen).toHaveLength(1);
    expect(problems).toHaveLength(1);
    await sink.close();
  });

  it('stops trying at close, and counts what is left', async () => {
    const gone = await listen();
    await gone.stop();
    const { sink, problems } = sinkTo(gone.url, { closeMs: 50 });
    sink.push(batch({ records: [attackRecord()], executions: [execution()] }));
    await sink.close();
    expect(problems.at(-1)).toEqual({ message: '2 items could not be delivered to the console.', dropped: 2 });
    sink.push(batch({ executions: [execution()] }));
    expect(sink.stats()).toMatchObject({ waiting: 0, dropped: 3 });
  });

  it('keeps to its queue and counts what found no room, in the console too', async () => {
    const { url, seen } = await listen();
    const { sink, problems } = sinkTo(url, { queueLimit: 10 });
    sink.push(
      batch({ executions: Array.from({ length: 25 }, (_, i) => execution({ time: i })), records: [attackRecord()] }),
    );
    await sink.close();
    expect(seen[0]!.body['executions']).toHaveLength(10);
    expect(seen[0]!.body['findings']).toHaveLength(1);
    expect(seen[0]!.body.counters['dropped']).toBe(15);
    expect(problems).toMatchObject([{ dropped: 15 }]);
  });

  it('keeps lines to so many bytes, and sends them after everything else', async () => {
    const { url, seen } = await listen();
    const { sink, problems } = sinkTo(url, { lineBytes: 50_000, flushMs: 50, maxBatch: 30 });
    const lines = Array.from({ length: 40 }, (_, n) => requestLine({ time: n, message: 'x'.repeat(1_000) }));
    sink.push(batch({ lines: lines.slice(0, 20) }));
    sink.push(
      batch({ lines: lines.slice(20), executions: Array.from({ length: 30 }, (_, time) => execution({ time })) }),
    );
    await sink.close();
    expect(seen.map(({ body }) => [body['executions']?.length ?? 0, body['lines']?.length ?? 0])).toEqual([
      [30, 0],
      [0, 25],
    ]);
    expect([sink.stats().dropped, seen[0]!.body.counters['dropped'], problems.length]).toEqual([15, 15, 1]);
    const later = sinkTo(url, { lineBytes: 50_000 });
    for (let n = 0; n < 5; n++) {
      later.sink.push(batch({ lines: lines.slice(0, 20) }));
      await later.sink.flush();
    }
    expect(later.sink.stats()).toMatchObject({ delivered: 100, dropped: 0 });
    await later.sink.close();
  });

  it('splits by items and by size, the important first', async () => {
    const { url, seen } = await listen();
    const { sink } = sinkTo(url, { maxBatch: 1_000, flushMs: 50 });
    const records = Array.from({ length: 600 }, (_, i) => attackRecord({ count: i + 1, excerpt: 'x'.repeat(200) }));
    sink.push(batch({ executions: Array.from({ length: 900 }, (_, i) => execution({ time: i })), records }));
    await sink.close();
    const sizes = seen.map(({ body }) => [body['findings']?.length ?? 0, body['executions']?.length ?? 0]);
    expect(sizes.reduce((sum, [findings]) => sum + findings!, 0)).toBe(600);
    expect(sizes.reduce((sum, [, executions]) => sum + executions!, 0)).toBe(900);
    expect(sizes[0]![0]).toBeGreaterThan(300);
    for (const { body } of seen) expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(1_048_576);
  });
});
