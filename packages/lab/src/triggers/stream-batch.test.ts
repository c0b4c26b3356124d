import { expect, it } from 'vitest';
import type { BatchOutcome } from './batch-response.ts';
import { type GivenUp, type RetrySettings, runBatch, type StreamRecord } from './stream-batch.ts';

const NOW = 1_000_000_000;
const record = (sequence: string, ageSeconds = 0): StreamRecord => ({
  ...{ sequence, key: 'k', record: {}, time: NOW - ageSeconds * 1_000 },
});

/** Runs a batch of one letter a record; `answer` says what a call with these letters does. */
async function run(letters: string, settings: RetrySettings, answer: (letters: string, call: number) => BatchOutcome) {
  const calls: string[] = [];
  const given: (Omit<GivenUp, 'records'> & { letters: string })[] = [];
  let waits = 0;
  const records = [...letters].map((letter) => record(letter.toLowerCase(), letter === letter.toUpperCase() ? 100 : 0));
  await runBatch(records, settings, {
    invoke: async (some) => {
      calls.push(some.map(({ sequence }) => sequence).join(''));
      return answer(calls.at(-1)!, calls.length);
    },
    giveUp: async ({ records: lost, ...rest }) => {
      given.push({ ...rest, letters: lost.map(({ sequence }) => sequence).join('') });
    },
    backOff: async () => {
      waits++;
    },
    now: () => NOW,
    stopped: () => calls.length > 30,
  });
  return { calls, given, waits };
}

const DONE: BatchOutcome = { is: 'done' };
const whole = (letters: string): BatchOutcome => ({
  ...{ is: 'failed', places: [...letters].map((_letter, place) => place), reported: false },
});
const from = (place: number): BatchOutcome => ({ is: 'failed', places: [place], reported: true });
const failsWith = (letter: string) => (letters: string) => (letters.includes(letter) ? whole(letters) : DONE);

it('a batch that succeeds is invoked once', async () => {
  expect(await run('abc', {}, () => DONE)).toEqual({ calls: ['abc'], given: [], waits: 0 });
});
it('fails twice, then succeeds: no record is lost, none overtaken', async () => {
  const { calls, given } = await run('abc', {}, (letters, call) => (call < 3 ? whole(letters) : DONE));
  expect({ calls, given }).toEqual({ calls: ['abc', 'abc', 'abc'], given: [] });
});
it('MaximumRetryAttempts: 2 is three attempts', async () => {
  const { calls, given } = await run('ab', { maximumRetryAttempts: 2 }, whole);
  expect(calls).toEqual(['ab', 'ab', 'ab']);
  expect(given).toEqual([{ condition: 'RetryAttemptsExhausted', attempts: 3, letters: 'ab' }]);
});
it('MaximumRetryAttempts: 0 is one attempt', async () => {
  const { calls, given } = await run('ab', { maximumRetryAttempts: 0 }, whole);
  expect(calls).toEqual(['ab']);
  expect(given).toEqual([{ condition: 'RetryAttemptsExhausted', attempts: 1, letters: 'ab' }]);
});
it('bisects to the one record that fails; splitting is no retry', async () => {
  const settings = { bisectOnError: true, maximumRetryAttempts: 0 } as const;
  const { calls, given } = await run('abcd', settings, failsWith('c'));
  expect(calls).toEqual(['abcd', 'ab', 'cd', 'c', 'd']);
  expect(given).toEqual([{ condition: 'RetryAttemptsExhausted', attempts: 1, letters: 'c' }]);
});
it('without limits one record is tried until the lab ends', async () => {
  const { calls, given } = await run('ab', {}, whole);
  expect([calls.length, given]).toEqual([31, []]);
});
it('goes on from the record that is reported, and counts its attempts anew', async () => {
  const answer = (letters: string): BatchOutcome => (letters.startsWith('c') ? from(0) : from(letters.indexOf('c')));
  const { calls, given } = await run('abcd', { maximumRetryAttempts: 1 }, answer);
  expect(calls).toEqual(['abcd', 'cd', 'cd']);
  expect(given).toEqual([{ condition: 'RetryAttemptsExhausted', attempts: 2, letters: 'cd' }]);
});
it('a report splits at the record, not in the middle', async () => {
  const { calls } = await run('abcd', { bisectOnError: true }, (_letters, call) => (call === 1 ? from(3) : DONE));
  expect(calls).toEqual(['abcd', 'd']);
});
it('records that are too old are given up before the rest is tried', async () => {
  const { calls, given } = await run('ABcd', { maximumRecordAgeSeconds: 60 }, () => DONE);
  expect(calls).toEqual(['cd']);
  expect(given).toEqual([{ condition: 'RecordAgeExceeded', attempts: 0, letters: 'ab' }]);
});
it('being throttled costs no attempt', async () => {
  const { calls, given } = await run('a', { maximumRetryAttempts: 0 }, (_letters, call) =>
    call < 5 ? { is: 'throttled' } : DONE,
  );
  expect([calls.length, given]).toEqual([5, []]);
});
