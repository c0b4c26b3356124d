import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Aws, MOTO, startAws, TABLE } from '../testing/aws.ts';
import { dynamoStore } from './dynamo.ts';
import { memoryStore } from './memory.ts';
import type { Claim, TaskStore } from './types.ts';

const NOW = 1_795_000_000_000;
const NOW_SECONDS = NOW / 1000;

/** What any store has to do, each case on a key of its own. */
function contract(name: string, storeOf: () => TaskStore): void {
  let store: TaskStore;
  let count = 0;
  beforeAll(() => {
    store = storeOf();
  });
  const claimOf = (key: string, token: string, more: Partial<Claim> = {}): Claim => ({
    key: `${name} ${key}`,
    token,
    payload: 'p',
    now: NOW,
    until: NOW + 5000,
    expires: NOW_SECONDS + 3600,
    ...more,
  });
  const changeOf = (key: string, token: string, state: 'in progress' | 'completed' | 'released', data?: string) => ({
    key: `${name} ${key}`,
    token,
    state,
    until: state === 'in progress' ? NOW + 9000 : 0,
    expires: NOW_SECONDS + 3600,
    data,
  });
  const fresh = () => `key ${count++}`;

  it('gives a new key to one of ten who ask at once', async () => {
    for (let round = 0; round < 5; round++) {
      const key = fresh();
      const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => store.claim(claimOf(key, `t${i}`))));
      expect(answers.filter(({ claimed }) => claimed)).toHaveLength(1);
    }
  });

  it('tells the others what is kept', async () => {
    const key = fresh();
    await store.claim(claimOf(key, 'a'));
    expect(await store.claim(claimOf(key, 'b', { payload: 'other' }))).toEqual({
      claimed: false,
      found: { state: 'in progress', token: 'a', payload: 'p', until: NOW + 5000, data: undefined },
    });
  });

  it.each<[string, Partial<Claim>, boolean]>([
    ['a millisecond before the time is over', { now: NOW + 4999 }, false],
    ['when the time is over', { now: NOW + 5000 }, true],
    ['when the time is over, with another payload', { now: NOW + 5000, payload: 'other' }, false],
    ['by a clock that is behind', { now: NOW - 60_000 }, false],
  ])('work in progress is taken over %s: %j: %s', async (_, claim, claimed) => {
    const key = fresh();
    await store.claim(claimOf(key, 'a'));
    await store.change(changeOf(key, 'a', 'in progress', 'so far'));
    const answer = await store.claim(claimOf(key, 'b', { ...claim, now: claim.now! + 4000 }));
    expect(answer.claimed).toBe(claimed);
    if (answer.claimed) expect(answer.data).toBe('so far');
  });

  it('lets only the holder change the record', async () => {
    const key = fresh();
    await store.claim(claimOf(key, 'a'));
    await store.claim(claimOf(key, 'b', { now: NOW + 5000 }));
    expect(await store.change(changeOf(key, 'a', 'completed', 'late'))).toBe(false);
    expect(await store.change(changeOf(key, 'b', 'completed', 'result'))).toBe(true);
    expect(await store.claim(claimOf(key, 'c', { now: NOW + 99_000 }))).toMatchObject({
      claimed: false,
      found: { state: 'completed', data: 'result' },
    });
    expect(await store.change(changeOf(fresh(), 'a', 'completed'))).toBe(false);
  });

  it('frees a released key for any payload, and keeps its data', async () => {
    const key = fresh();
    await store.claim(claimOf(key, 'a'));
    await store.change(changeOf(key, 'a', 'released', 'so far'));
    expect(await store.claim(claimOf(key, 'b', { payload: 'other' }))).toEqual({ claimed: true, data: 'so far' });
  });

  it.each([
    ['in the second before', -1, false],
    ['in the second', 0, true],
    ['after it', 1, true],
  ])('forgets a completed record when it expires: %s', async (_, offset, claimed) => {
    const key = fresh();
    await store.claim(claimOf(key, 'a'));
    await store.change(changeOf(key, 'a', 'completed', 'old'));
    const answer = await store.claim(
      claimOf(key, 'b', { now: (NOW_SECONDS + 3600 + offset) * 1000, expires: NOW_SECONDS + 9999 }),
    );
    expect(answer).toMatchObject(claimed ? { claimed: true, data: undefined } : { claimed: false });
  });

  it('gives an expired key to one of ten, without its data, now or after the next time', async () => {
    const key = fresh();
    await store.claim(claimOf(key, 'a'));
    await store.change(changeOf(key, 'a', 'completed', 'old'));
    const late = { now: NOW + 4_000_000, until: NOW + 4_005_000, expires: NOW_SECONDS + 9999 };
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => store.claim(claimOf(key, `t${i}`, late))));
    expect(answers.filter(({ claimed }) => claimed)).toEqual([{ claimed: true, data: undefined }]);
    const killed = await store.claim(claimOf(key, 'z', { ...late, now: NOW + 4_005_000, until: NOW + 4_010_000 }));
    expect(killed).toEqual({ claimed: true, data: undefined });
  });

  it('knows its own request when the SDK sends it again', async () => {
    const key = fresh();
    await store.claim(claimOf(key, 'a'));
    expect(await store.claim(claimOf(key, 'a'))).toEqual({ claimed: true, data: undefined });
  });
}

describe('memoryStore', () => {
  contract('memory', () => memoryStore());

  it('forgets the oldest beyond its bound', async () => {
    const store = memoryStore(2);
    const claim = { token: 'a', payload: 'p', now: NOW, until: NOW + 1, expires: NOW_SECONDS + 1 };
    for (const key of ['1', '2', '3']) await store.claim({ ...claim, key });
    expect(await store.claim({ ...claim, key: '3', token: 'b' })).toMatchObject({ claimed: false });
    expect(await store.claim({ ...claim, key: '1', token: 'b' })).toMatchObject({ claimed: true });
  });
});

describe.skipIf(!MOTO)('dynamoStore, with a real client and moto', () => {
  let aws: Aws;
  beforeAll(async () => {
    aws = await startAws();
  });
  afterAll(() => aws.close());

  for (const kind of [
    'DynamoDBClient and UpdateItemCommand',
    'DynamoDB',
    'DynamoDBDocumentClient and UpdateCommand',
    'DynamoDBDocument',
    'a function',
  ]) {
    describe(kind, () => contract(kind, () => aws.stores[kind]!));
  }

  it('says which table failed, and why', async () => {
    const store = dynamoStore({ client: aws.dynamo, UpdateItemCommand, tableName: 'missing' });
    const claim = { key: 'k', token: 'a', payload: 'p', now: NOW, until: NOW + 1, expires: NOW_SECONDS + 1 };
    await expect(store.claim(claim)).rejects.toMatchObject({
      code: 'TASK_STORE_FAILED',
      retryable: true,
      message: expect.stringContaining('missing'),
      cause: { name: 'ResourceNotFoundException' },
    });
  });

  it.each([
    ['a client without the command', () => dynamoStore({ client: new DynamoDBClient({}), tableName: TABLE })],
    ['no table', () => dynamoStore({ client: aws.dynamo, UpdateItemCommand, tableName: '' })],
  ])('refuses %s when it is made', (_, make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'TASK_BAD_OPTION' }));
  });
});
