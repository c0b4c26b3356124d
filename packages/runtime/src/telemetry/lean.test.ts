import { scopeRegistry } from '@bulkhead/core';
import { afterEach, expect, it, vi } from 'vitest';
import { theStore } from './correlation/store.ts';
import { createSigner } from './correlation/trust.ts';
import { believePrincipals, believeSigned, cleanStreams, correlation, fillPatterns, withTelemetry } from './lean.ts';
import { createLog } from './logger/log.ts';

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
const told = (): string[] => {
  const lines: string[] = [];
  const log = createLog({ env: () => ({}), current: () => undefined, print: (line) => lines.push(line), now: () => 0 });
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

it('does each of them when asked', async () => {
  believePrincipals();
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
