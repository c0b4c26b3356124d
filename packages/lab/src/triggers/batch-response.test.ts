import { expect, it } from 'vitest';
import { readOutcome } from './batch-response.ts';

const IDS = ['a', 'b', 'c'];
const WHOLE = { is: 'failed', places: [0, 1, 2], reported: false };
const DONE = { is: 'done' };

it.each([
  ['{"batchItemFailures":[{"itemIdentifier":"b"}]}', { is: 'failed', places: [1], reported: true }],
  [
    '{"batchItemFailures":[{"itemIdentifier":"c"},{"itemIdentifier":"a"}]}',
    { is: 'failed', places: [0, 2], reported: true },
  ],
  ['{"batchItemFailures":[]}', DONE],
  ['{"batchItemFailures":null}', DONE],
  ['{}', DONE],
  ['null', DONE],
  ['', DONE],
  ['{"batchItemFailures":[{"itemIdentifier":""}]}', WHOLE],
  ['{"batchItemFailures":[{"itemIdentifier":null}]}', WHOLE],
  ['{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"x"}]}', WHOLE],
  ['{"batchItemFailures":[{"id":"a"}]}', WHOLE],
  ['{"batchItemFailures":[null]}', WHOLE],
  ['{"batchItemFailures":"a"}', WHOLE],
  ['"text"', WHOLE],
  ['no JSON', WHOLE],
])('reported %s', (text, expected) => {
  expect(readOutcome({ statusCode: 200, payload: Buffer.from(text) }, IDS, true)).toEqual(expected);
});

it.each([
  ['an error', { statusCode: 200, functionError: 'Unhandled' }, true, WHOLE],
  ['a refusal', { statusCode: 400 }, false, WHOLE],
  ['no environment free', { statusCode: 429 }, false, { is: 'throttled' }],
  ['failures that nobody asked for', { statusCode: 200 }, false, DONE],
])('%s', (_name, result, reports, expected) => {
  const payload = Buffer.from('{"batchItemFailures":[{"itemIdentifier":"b"}]}');
  expect(readOutcome({ ...result, payload }, IDS, reports)).toEqual(expected);
});
