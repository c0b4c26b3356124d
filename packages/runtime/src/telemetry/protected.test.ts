import { describe, expect, it } from 'vitest';
import { protect } from '../index.ts';
import { theStore } from './correlation/store.ts';
import { correlation, forEachRecord, withTelemetry } from './index.ts';

let requests = 0;
const invoke = (handler: unknown, event: unknown, callback?: unknown) =>
  Reflect.apply(handler as () => unknown, undefined, [event, { awsRequestId: `req-${++requests}` }, callback]);
const event = { __context: { 'x-correlation-id': 'p', 'debug-log-enabled': 'true' }, a: 1 };
const body = async () => [correlation.get(), theStore().current()?.debug];

describe('under protect', () => {
  it.each([
    ['by itself', protect(body)],
    ['around', protect(withTelemetry(body))],
    ['inside', withTelemetry(protect(body))],
  ])('%s', async (_name, handler) => {
    expect(await invoke(handler, event)).toEqual(['p', true]);
  });

  it('the end of a callback handler is seen', async () => {
    const ends: unknown[] = [];
    const handler = protect((_event: unknown, _context: unknown, callback: (error: unknown) => void) => {
      theStore()
        .current()!
        .atEnd((error) => ends.push((error as Error | undefined)?.message));
      setTimeout(() => callback(new Error('no')), 1);
    });
    await new Promise((resolve) => invoke(handler, event, resolve));
    expect(ends).toEqual(['no']);
  });

  it('records of a stream are inspected, and rid of what rode along', async () => {
    const data = Buffer.from(JSON.stringify({ __context: { 'x-correlation-id': 'k' }, n: 1 })).toString('base64');
    const handler = protect(async (given: { Records: { kinesis: { data: string } }[] }) => {
      const seen: unknown[] = [];
      await forEachRecord<{ kinesis: { data: string } }>(given, (record) => {
        seen.push(Buffer.from(record.kinesis.data, 'base64').toString(), correlation.get());
      });
      return seen;
    });
    const record = { eventSource: 'aws:kinesis', eventID: 's:1', kinesis: { data, sequenceNumber: '1' } };
    expect(await invoke(handler, { Records: [record, record] })).toEqual(['{"n":1}', 'k', '{"n":1}', 'k']);
  });
});
