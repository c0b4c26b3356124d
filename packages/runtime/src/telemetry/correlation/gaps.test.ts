import { afterEach, describe, expect, it } from 'vitest';
import { forEachRecord, withTelemetry } from '../index.ts';
import { createLog } from '../logger/log.ts';
import { addAspect } from './ends.ts';
import { createGapWatch } from './gaps.ts';
import { theStore } from './store.ts';

type Line = Record<string, unknown>;

const printed: string[] = [];
const store = theStore();
const print = (line: string): void => void printed.push(line);
const log = createLog(print, () => store, Date.now, {});
let sampled = false;
const always = createGapWatch({}, {}, print);
const whenSampled = createGapWatch({ sampled: true }, { AWS_LAMBDA_LOG_LEVEL: 'WARN' }, print);
const watch = () => (sampled ? whenSampled : always);
addAspect(store, (...args) => watch().invocation(...args));
store.recordAspects = [(scope) => watch().record(scope)];

const lines = (): Line[] => printed.map((line) => JSON.parse(line) as Line);
const event = (debug: boolean) => ({ __context: { 'x-correlation-id': 'c-1', 'debug-log-enabled': String(debug) } });
const invoke = (work: () => unknown, of: unknown = event(false)) =>
  withTelemetry(async (_event: unknown, _context: object) => work())(of, { awsRequestId: 'r-1' });

afterEach(() => {
  printed.length = 0;
  sampled = false;
});

describe('an invocation', () => {
  it('that logs nothing prints one line with its ids', async () => {
    await invoke(() => undefined);
    expect(lines()).toMatchObject([
      { level: 'INFO', message: 'logged nothing else', requestId: 'r-1', 'x-correlation-id': 'c-1' },
    ]);
  });

  it('that logs prints no other line', async () => {
    await invoke(() => log.info('x'));
    expect(lines()).toMatchObject([{ message: 'x' }]);
  });

  it('whose lines are all below the level counts as one that logs nothing', async () => {
    await invoke(() => log.debug('x'));
    expect(lines()).toMatchObject([{ message: 'logged nothing else' }]);
  });

  it('that fails says so', async () => {
    await invoke(() => Promise.reject(new Error('no'))).catch(() => undefined);
    expect(lines()).toMatchObject([{ message: 'logged nothing else', failed: true }]);
  });

  it.each([
    [true, 1],
    [false, 0],
  ])('where sampled requests are enough, at DEBUG %s: %d lines', async (debug, count) => {
    sampled = true;
    await invoke(() => undefined, event(debug));
    expect(lines().map(({ level }) => level)).toEqual(Array.from({ length: count }, () => 'WARN'));
  });
});

it('each record of a batch has a line of its own, or one of ours, and the batch none besides', async () => {
  const record = (id: string) => ({
    eventSource: 'aws:sqs',
    messageId: id,
    messageAttributes: { 'x-correlation-id': { stringValue: id, dataType: 'String' } },
  });
  const batch = { Records: [record('a'), record('b')] };
  await invoke(
    () => forEachRecord<{ messageId: string }>(batch, ({ messageId }) => messageId === 'a' && log.info('x')),
    batch,
  );
  expect(lines().map((line) => `${line['x-correlation-id']}: ${line['message']}`)).toEqual([
    'a: x',
    'b: logged nothing else',
  ]);
});
