import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BulkheadError } from '@bulkhead/core';
import { afterAll, describe, expect, it } from 'vitest';
import { openAnswerStore } from './answer-store.ts';
import { type AwsClient, createAsker, createCallLog } from './ask.ts';
import { createLimit } from './limit.ts';

class GetThing {
  readonly schema = [9, 'example', 'GetThing'];
  readonly input: object;
  constructor(input: object) {
    this.input = input;
  }
}

const failing = (name: string, status?: number): AwsClient => ({
  send: () => Promise.reject(Object.assign(new Error('why'), { name, $metadata: { httpStatusCode: status } })),
  destroy: () => {},
});

describe('asking', () => {
  it.each<[string, string, number | undefined, string]>([
    ['is not allowed', 'AccessDeniedException', 400, 'refused: not allowed: thing:GetThing'],
    ['is not allowed, said by S3', 'AccessDenied', 403, 'refused: not allowed: thing:GetThing'],
    ['is not allowed, said by the status alone', 'Unknown', 403, 'refused: not allowed: thing:GetThing'],
    ['is throttled for good', 'ThrottlingException', 429, 'refused: thing:GetThing: ThrottlingException'],
    ['finds a service that is out', 'ServiceUnavailable', 503, 'refused: thing:GetThing: ServiceUnavailable'],
    ['finds nothing', 'ResourceNotFoundException', 404, 'absent'],
    ['finds no policy', 'NoSuchBucketPolicy', 404, 'absent'],
    ['has no keys', 'CredentialsProviderError', undefined, 'throws BULKHEAD_AWS_FAILED'],
    ['has old keys', 'ExpiredTokenException', 403, 'throws BULKHEAD_AWS_FAILED'],
  ])('%s', async (_, name, status, expected) => {
    const ask = createAsker('thing', failing(name, status), createCallLog(), 1);
    const answer = await ask(GetThing, {} as never).then(
      (found) => (found.kind === 'refused' ? `refused: ${found.why}` : found.kind),
      (error: unknown) => `throws ${(error as BulkheadError).code}`,
    );
    expect(answer).toBe(expected);
  });

  it('has no more calls in flight than it may', async () => {
    const limit = createLimit(3);
    let running = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 20 }, () =>
        limit(async () => {
          most = Math.max(most, ++running);
          await Promise.resolve();
          running--;
        }),
      ),
    );
    expect(most).toBe(3);
  });

  it('goes on after work that failed', async () => {
    const limit = createLimit(1);
    await expect(limit(() => Promise.reject(new BulkheadError('BULKHEAD_USAGE', 'no')))).rejects.toThrow('no');
    expect(await limit(() => Promise.resolve(1))).toBe(1);
  });
});

describe('answers of earlier scans', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'answers-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const DAY = 86_400_000;
  const open = (identity: string, now: number, maxAgeMs = 0) => openAnswerStore({ folder, identity, now, maxAgeMs });
  const answer = { kind: 'found', value: { Policy: '{}' } } as const;

  it.each<[string, { finished: boolean; later: number; maxAgeMs?: number; kept?: string; asked?: string }, boolean]>([
    ['a scan that was cut off goes on', { finished: false, later: 60_000 }, true],
    ['for an hour', { finished: false, later: 2 * 3_600_000 }, false],
    ['one that ended is not gone on with', { finished: true, later: 60_000 }, false],
    ['unless its age is allowed', { finished: true, later: 60_000, maxAgeMs: 120_000 }, true],
    ['and not past it', { finished: true, later: 180_000, maxAgeMs: 120_000 }, false],
    ['the same mark', { finished: true, later: DAY, kept: 'a', asked: 'a' }, true],
    ['another mark', { finished: true, later: DAY, kept: 'a', asked: 'b', maxAgeMs: 2 * DAY }, false],
    ['the same mark after two months', { finished: true, later: 60 * DAY, kept: 'a', asked: 'a' }, false],
    ['a clock that went back', { finished: false, later: -60_000 }, false],
  ])('%s', (name, { finished, later, maxAgeMs, kept, asked }, expected) => {
    const first = open(name, 1_000 * DAY);
    first.keep('call', kept, answer);
    if (finished) first.finish();
    expect(open(name, 1_000 * DAY + later, maxAgeMs).find('call', asked) !== undefined).toBe(expected);
  });

  it('is for its owner alone, and what is damaged in it is asked again', () => {
    const store = open('private', 5);
    store.keep('one', undefined, answer);
    const file = path.join(
      folder,
      readdirSync(folder).find((name) => readFileSync(path.join(folder, name), 'utf8').includes('"one"'))!,
    );
    expect(statSync(file).mode & 0o077).toBe(0);
    writeFileSync(file, `{"key":"one","at":5,"answer":{"kind":"refused"}}\n{broken\nnull\n[]\n`);
    expect(open('private', 6).find('one', undefined)).toBeUndefined();
  });
});
