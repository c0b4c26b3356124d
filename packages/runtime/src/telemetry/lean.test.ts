import { scopeRegistry } from '@bulkhead/core';
import { afterEach, expect, it, vi } from 'vitest';
import { theStore } from './correlation/store.ts';
import { createSigner } from './correlation/trust.ts';
import {
  believePrincipals,
  believeSigned,
  cleanStreams,
  correlation,
  coverSecrets,
  fillPatterns,
  readMore,
  sendTraceParent,
  tellProblems,
  withTelemetry,
} from './lean.ts';
import { createLog } from './logger/log.ts';
import { createMetrics } from './metrics/metrics.ts';

let requests = 0;
const seen = withTelemetry(async (event: unknown, _context: object) => ({
  id: correlation.get(),
  debug: theStore().current()!.debug,
  event,
}));
const invoke = (event: unknown) => seen(event, { awsRequestId: `req-${++requests}` });

const mac = (text: string) =>
  process
    .getBuiltinModule('node:crypto')
    .createHmac('sha256', 'key')
    .update(`correlation\n${text}`)
    .digest('base64url');
const FIELDS = { 'x-correlation-id': 'theirs', 'debug-log-enabled': 'true' };
const SIGNED = { ...FIELDS, 'x-bulkhead-context': createSigner(mac).sign(FIELDS) };
const overHttp = (headers: object, more: object = {}) => ({ headers, requestContext: more });
const data = Buffer.from(JSON.stringify({ __context: FIELDS, a: 1 })).toString('base64');
const STREAM = { Records: [{ eventSource: 'aws:kinesis', kinesis: { data } }] };
const PRINCIPAL = overHttp(FIELDS, { authorizer: { principalId: 'gateway' } });
const NOWHERE = () => undefined;
const told = (): string[] => {
  const lines: string[] = [];
  const log = createLog((line) => lines.push(line), NOWHERE, Date.now, {});
  log.info('%s is', 1);
  return lines.map((line) => (JSON.parse(line) as { message: string }).message);
};

afterEach(() => vi.unstubAllEnvs());

// In this order: what is turned on stays on.
it('believes nobody over HTTP, hands on streams as they came, and takes no text for a pattern', async () => {
  vi.stubEnv('BULKHEAD_KEY', 'key');
  theStore().configure({ debugRate: 0, trust: { principals: ['gateway'] } });
  expect(await invoke(overHttp(SIGNED))).toMatchObject({ id: 'req-1', debug: false });
  expect(await invoke(PRINCIPAL)).toMatchObject({ id: 'req-2' });
  expect(await invoke(STREAM)).toMatchObject({ id: 'theirs', event: STREAM });
  expect(told()).toEqual(['%s is 1']);
});

it('with a key, a debug decision that it cannot check does not count, whoever brings it', async () => {
  expect(await invoke({ __context: FIELDS })).toMatchObject({ id: 'theirs', debug: true });
  vi.stubEnv('BULKHEAD_KEY', 'key');
  expect(await invoke({ __context: SIGNED })).toMatchObject({ id: 'theirs', debug: false });
});

it('nor where the runtime of protect has taken the key out of the environment', async () => {
  scopeRegistry(globalThis).register({ signCorrelation: mac });
  expect(await invoke({ __context: SIGNED })).toMatchObject({ id: 'theirs', debug: false });
});

it('reads other headers when it is told whom to believe', async () => {
  theStore().configure({ trust: 'anyone', headers: { 'X-Request-Id': 'x-correlation-id' } });
  const event = overHttp({ 'x-request-ID': 'theirs' });
  expect(await invoke(event)).toMatchObject({ id: `req-${requests}` });
  believePrincipals();
  expect(await invoke(event)).toMatchObject({ id: 'theirs' });
  theStore().configure({ trust: { principals: ['gateway'] }, headers: undefined });
});

it('does each of them when asked', async () => {
  expect(await invoke(PRINCIPAL)).toMatchObject({ id: 'theirs' });
  believeSigned();
  expect(await invoke(overHttp(SIGNED))).toMatchObject({ id: 'theirs', debug: true });
  expect(await invoke({ __context: SIGNED })).toMatchObject({ debug: true });
  cleanStreams();
  const { event } = await invoke(STREAM);
  const [record] = (event as typeof STREAM).Records;
  expect(Buffer.from(record!.kinesis.data, 'base64').toString()).toBe('{"a":1}');
  fillPatterns();
  expect(told()).toEqual(['1 is']);
});

it('reads rows and Kafka records, sends X-Ray on, covers texts and tells of problems when asked', async () => {
  const M = { 'x-correlation-id': { S: 'theirs' } };
  const row = { Records: [{ eventSource: 'aws:dynamodb', dynamodb: { NewImage: { __context: { M } } } }] };
  const Root = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
  vi.stubEnv('_X_AMZN_TRACE_ID', Root);
  const looks = withTelemetry(async (_event: unknown, _context: object) => [
    correlation.get(),
    correlation.outgoing()['traceparent'],
  ]);
  const secret = (): string[] => {
    const lines: string[] = [];
    createLog((line) => lines.push(line), NOWHERE, Date.now, {}).info({ token: 'abcdefgh' }, 'token=abcdefgh');
    return lines.map((line) => line.replace(/.*?"message"/, ''));
  };
  expect(await looks(row, { awsRequestId: 'row-1' })).toEqual(['row-1', undefined]);
  expect(secret()).toEqual([':"token=abcdefgh","token":"[redacted]"}']);
  expect(theStore().report).toBeUndefined();
  readMore();
  sendTraceParent();
  coverSecrets();
  tellProblems();
  expect(await looks(row, { awsRequestId: 'row-2' })).toEqual([
    'theirs',
    '00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01',
  ]);
  expect(secret()).toEqual([':"token=[redacted]","token":"[redacted]"}']);
  expect(theStore().report).toBeTypeOf('function');
});

it('prints metrics at once until somebody asked for the ends of invocations, which they do themselves', async () => {
  const lines: string[] = [];
  const metrics = createMetrics({
    env: () => ({}),
    current: () => theStore().current(),
    print: (line) => void lines.push(line),
    now: () => 0,
  });
  const counting = withTelemetry(async (_event: unknown, _context: object) => {
    metrics.count('Orders');
    metrics.count('Orders');
    return lines.length;
  });
  const before = await counting({}, { awsRequestId: 'first' });
  const first = lines.length;
  await counting({}, { awsRequestId: 'second' });
  expect([before, first, lines.length]).toEqual([2, 2, 3]);
});
