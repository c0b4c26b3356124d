import { deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Json, PAYLOAD, testMatrix, visitsOf } from '../testing/matrix.ts';
import { cloudwatchLogs, samples } from './cloudwatch-logs.ts';

interface Logs {
  [name: string]: unknown;
  logEvents: Json[];
}

function unpack(event: unknown): Logs {
  const { data } = (event as typeof samples.subscription).awslogs;
  return JSON.parse(gunzipSync(Buffer.from(data, 'base64')).toString()) as Logs;
}

function pack(logs: unknown): Json {
  return { awslogs: { data: gzipSync(JSON.stringify(logs)).toString('base64') } };
}

const LOGS = unpack(samples.subscription);
const change = (edit: (logs: Logs) => void) => (event: Json) => {
  const logs = unpack(event);
  edit(logs);
  Object.assign(event, pack(logs));
};
const PATH = 'awslogs.data|base64|gzip|json.logEvents';

testMatrix(
  cloudwatchLogs,
  samples.subscription,
  [
    ['a message', change((logs) => Object.assign(logs.logEvents[1]!, { message: PAYLOAD })), `${PATH}[1].message`],
    [
      'JSON in a message',
      change((logs) => Object.assign(logs.logEvents[0]!, { message: JSON.stringify({ a: PAYLOAD }) })),
      `${PATH}[0].message|json.a`,
    ],
    [
      'an extracted field',
      change((logs) => Object.assign(logs.logEvents[0]!, { extractedFields: { agent: PAYLOAD } })),
      `${PATH}[0].extractedFields.agent`,
    ],
    [
      'a message packed as zlib does',
      (event) => {
        const logs = { ...LOGS, logEvents: [{ message: PAYLOAD }] };
        event['awslogs'] = { data: deflateSync(JSON.stringify(logs)).toString('base64') };
      },
      `${PATH}[0].message`,
    ],
    [
      'what is packed but no log',
      (event) => Object.assign(event, pack({ note: PAYLOAD })),
      'awslogs.data|base64|gzip|json.note',
    ],
  ],
  [
    ['the log group', change((logs) => Object.assign(logs, { logGroup: PAYLOAD }))],
    ['the filter', change((logs) => Object.assign(logs, { subscriptionFilters: [PAYLOAD] }))],
    ['an id', change((logs) => Object.assign(logs.logEvents[0]!, { id: PAYLOAD }))],
  ],
);

it('reads the JSON of every one of many messages', () => {
  const logEvents = Array.from({ length: 2000 }, (_, i) => ({ message: JSON.stringify({ i, a: PAYLOAD }) }));
  expect(visitsOf(cloudwatchLogs, pack({ ...LOGS, logEvents })).get(`${PATH}[1999].message|json.a`)).toBe(PAYLOAD);
});

describe('a hostile message', () => {
  const [one, two] = LOGS.logEvents as [Json, Json];
  const block = (event: Json, ...paths: string[]) => cloudwatchLogs.block(event, { requestId: 'r', paths });

  it('is taken out, and the others are packed again', () => {
    const before = structuredClone(samples.subscription);
    const outcome = block(samples.subscription, `${PATH}[1].message|json.vote`);
    if (outcome.is !== 'continue') throw new Error(outcome.is);
    expect(unpack(outcome.event)).toEqual({ ...LOGS, logEvents: [one] });
    expect(outcome.removed).toEqual([two]);
    expect(samples.subscription).toEqual(before);
  });

  it('counts as handled when there is no other, since an exception would buy two retries', () => {
    expect(block(samples.subscription, `${PATH}[0].message`, `${PATH}[1].message`)).toEqual({
      is: 'respond',
      response: null,
      removed: [one, two],
    });
  });

  it.each<[string, Json, string]>([
    ['another part', samples.subscription, 'awslogs.data|base64'],
    ['a message that is not there', samples.subscription, `${PATH}[7].message`],
    ['what does not unpack', { awslogs: { data: 'bm90IGd6aXA=' } }, `${PATH}[0].message`],
    ['an odd event', { awslogs: 1 }, `${PATH}[0].message`],
  ])('cannot be %s', (_what, event, path) => {
    expect(block(event, path)).toEqual({ is: 'throw' });
  });
});
