import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3,
  S3Client,
} from '@aws-sdk/client-s3';
import S3V2 from 'aws-sdk/clients/s3.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Aws, MOTO, startAws } from '../testing/aws.ts';
import { clockAt } from '../testing/context.ts';
import { createCache } from './cache.ts';
import { cachedObject } from './cached-object.ts';

const Bucket = 'tasks-bucket';

describe.skipIf(!MOTO)('cachedObject, with real clients and moto', () => {
  let aws: Aws;
  let count = 0;
  /** Bodies that came, by HTTP status. */
  const seen: (number | undefined)[] = [];
  beforeAll(async () => {
    aws = await startAws();
    await aws.s3.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
    );
    aws.s3.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        seen.push((result.response as { statusCode?: number }).statusCode);
        return result;
      },
      { step: 'deserialize', priority: 'low' },
    );
  });
  afterAll(() => aws.close());

  const put = async (Key: string, Body: string) =>
    (await aws.s3.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId;
  const setUp = async (body = '[1,2]') => {
    const Key = `tasks ${count++}.json`;
    await put(Key, body);
    seen.length = 0;
    const clock = clockAt(1_795_000_000_000);
    const cache = createCache({ now: clock.now });
    const parse = vi.fn((bytes: Buffer) => JSON.parse(bytes.toString()) as number[]);
    const ask = (more = {}) => cachedObject(aws.s3, { Bucket, Key }, { GetObjectCommand, parse, cache, ...more });
    return { Key, clock, cache, parse, ask };
  };

  it('asks again with the ETag: 304 gives the kept copy, parsed once', async () => {
    const { ask, parse } = await setUp();
    const first = await ask();
    expect(first).toEqual({ value: [1, 2], etag: expect.stringMatching(/^"\w{32}"$/), bytes: 5, from: 'loaded' });
    const second = await ask();
    expect(second).toEqual({ ...first, from: 'revalidated' });
    expect(second.value).toBe(first.value);
    expect(seen).toEqual([200, 304]);
    expect(parse).toHaveBeenCalledTimes(1);
  });

  it('sees an object that was replaced', async () => {
    const { ask, Key } = await setUp();
    await ask();
    await put(Key, '[3]');
    expect(await ask()).toMatchObject({ value: [3], from: 'loaded' });
    expect(await ask()).toMatchObject({ value: [3], from: 'revalidated' });
  });

  it('loads anew in a recycled environment', async () => {
    const { ask } = await setUp();
    await ask();
    expect(await ask({ cache: createCache() })).toMatchObject({ from: 'loaded' });
  });

  it('does not ask within the ttl', async () => {
    const { ask, clock } = await setUp();
    await ask({ ttl: 10 });
    clock.pass(9999);
    expect(await ask({ ttl: 10 })).toMatchObject({ from: 'kept' });
    clock.pass(1);
    expect(await ask({ ttl: 10 })).toMatchObject({ from: 'revalidated' });
    clock.pass(9999);
    expect(await ask({ ttl: 10 })).toMatchObject({ from: 'kept' });
    expect(seen).toEqual([200, 304]);
  });

  it('is asked for once by all who want it at once', async () => {
    const { ask } = await setUp();
    await Promise.all([ask(), ask(), ask()]);
    expect(seen).toEqual([200]);
  });

  it('gives no copy of an object that is gone', async () => {
    const { ask, Key } = await setUp();
    await ask();
    await aws.s3.send(new DeleteObjectCommand({ Bucket, Key }));
    await expect(ask({ staleIfError: 60 })).rejects.toMatchObject({ name: 'NoSuchKey' });
    await put(Key, '[4]');
    expect(await ask()).toMatchObject({ value: [4], from: 'loaded' });
  });

  it('gives the copy while S3 does not answer, for as long as it may', async () => {
    const { ask, Key, cache, clock, parse } = await setUp();
    await ask();
    const config = { region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
    const broken = new S3Client({ ...config, endpoint: 'http://127.0.0.1:1', forcePathStyle: true, maxAttempts: 1 });
    const askBroken = () => cachedObject(broken, { Bucket, Key }, { GetObjectCommand, parse, cache, staleIfError: 60 });
    clock.pass(59_999);
    expect(await askBroken()).toMatchObject({ value: [1, 2], from: 'stale' });
    clock.pass(1);
    await expect(askBroken()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    broken.destroy();
  });

  it('refuses an object larger than its bound, and keeps the connection usable', async () => {
    const { ask } = await setUp(`"${'x'.repeat(2_000_000)}"`);
    await expect(ask({ maxBytes: 2_000_001 })).rejects.toMatchObject({ code: 'TASK_TOO_LARGE' });
    expect(await ask({ maxBytes: 2_000_002 })).toMatchObject({ bytes: 2_000_002 });
  });

  it('keeps no object whose parsing fails', async () => {
    const { ask, Key } = await setUp('{');
    await expect(ask()).rejects.toThrow(SyntaxError);
    await put(Key, '[5]');
    expect(await ask()).toMatchObject({ value: [5], from: 'loaded' });
  });

  it('bounds what it keeps by bytes', async () => {
    const cache = createCache({ maxBytes: 10 });
    const [one, two] = [await setUp('[1,1,1]'), await setUp('[2,2,2]')];
    await one.ask({ cache });
    await two.ask({ cache });
    expect(await two.ask({ cache })).toMatchObject({ from: 'revalidated' });
    expect(await one.ask({ cache })).toMatchObject({ from: 'loaded' });
  });

  it('keeps what two places make of one object apart', async () => {
    const { ask } = await setUp();
    await ask();
    expect(await ask({ parse: (bytes: Buffer) => bytes.length })).toMatchObject({ value: 5 });
    expect(await ask()).toMatchObject({ value: [1, 2], from: 'revalidated' });
  });

  it('never asks again for a version', async () => {
    const { Key, parse, cache } = await setUp();
    await aws.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    const VersionId = await put(Key, '[6]');
    await put(Key, '[7]');
    const ask = () => cachedObject(aws.s3, { Bucket, Key, VersionId: VersionId! }, { GetObjectCommand, parse, cache });
    expect(await ask()).toMatchObject({ value: [6], from: 'loaded' });
    expect(await ask()).toMatchObject({ value: [6], from: 'kept' });
  });

  it.each(['S3 of SDK v3', 'a function', 'S3 of SDK v2'])('works with %s', async (kind) => {
    const { Key, cache } = await setUp();
    const config = {
      endpoint: aws.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
    const v2 = new S3V2({ ...config, s3ForcePathStyle: true, maxRetries: 0 });
    const client =
      kind === 'S3 of SDK v3'
        ? new S3({ ...config, forcePathStyle: true })
        : kind === 'S3 of SDK v2'
          ? v2
          : (input: { Bucket: string; Key: string }) => aws.s3.send(new GetObjectCommand(input));
    const first = await cachedObject(client, { Bucket, Key }, { cache });
    expect(String(first.value)).toBe('[1,2]');
    expect(await cachedObject(client, { Bucket, Key }, { cache })).toEqual({ ...first, from: 'revalidated' });
  });
});
