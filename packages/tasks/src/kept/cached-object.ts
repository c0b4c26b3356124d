import { TaskError } from '../errors.ts';
import { canonicalJson } from '../json.ts';
import { type CommandClass, type CommandClient, requester, type SendRequest, statusOf } from '../sdk.ts';
import { type Cache, processCache } from './cache.ts';
import { readBody } from './read-body.ts';

/** Input of GetObject. */
export interface ObjectInput {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string | undefined;
}

/** Other fields of GetObject (`Range`, `IfMatch`, `ExpectedBucketOwner`) are sent as they are. */
export type AnyObjectInput = ObjectInput & { readonly [field: string]: unknown };

/** A Buffer, told without Node.js's types: `String(bytes)` is its text. */
export interface Bytes extends Uint8Array {
  toString(encoding?: 'utf8' | 'base64' | 'hex' | 'latin1'): string;
}

export interface CachedObjectOptions<T> {
  /** Beside a client without the method: `S3Client`. */
  readonly GetObjectCommand?: CommandClass;
  /** What to make of the bytes, once each time they change; unless given, they are kept as they are. */
  parse?(bytes: Bytes): T | Promise<T>;
  /** Larger objects are refused before they are read; 64 MiB unless given. */
  readonly maxBytes?: number;
  /** Seconds during which S3 is not even asked; 0 unless given. */
  readonly ttl?: number;
  /** Seconds for which the kept object stands in while S3 cannot be reached or fails (5xx); 0 unless given. */
  readonly staleIfError?: number;
  /** In place of the one of the process. */
  readonly cache?: Cache;
}

export interface KeptObject<T> {
  readonly value: T;
  readonly etag: string;
  /** Of the object as it came. */
  readonly bytes: number;
  /** `revalidated`: S3 said that the kept copy is the object; `kept` and `stale`: it was not asked, or did not answer. */
  readonly from: 'loaded' | 'revalidated' | 'kept' | 'stale';
}

/**
 * An S3 object, kept across warm invocations and asked for with `If-None-Match`: an object that was replaced is seen at once, one
 * that was not costs a request without a body.
 *
 * ```ts
 * const { value: tasks } = await cachedObject(s3, { Bucket, Key }, { GetObjectCommand, parse: (bytes) => JSON.parse(`${bytes}`) });
 * ```
 *
 * @throws TaskError TASK_TOO_LARGE, and whatever the SDK throws
 */
export async function cachedObject<T = Bytes, I extends ObjectInput = AnyObjectInput>(
  client: CommandClient | { getObject(input: never): unknown } | SendRequest,
  input: I,
  options: CachedObjectOptions<T> = {},
): Promise<KeptObject<T>> {
  const { ttl = 0, staleIfError = 0, maxBytes = 67_108_864, cache = processCache() } = options;
  const parse = options.parse ?? ((bytes: Bytes) => bytes as T);
  const getObject = requester(client, 'getObject', options.GetObjectCommand);
  type Loaded = Omit<KeptObject<T>, 'from'> & { readonly from: 'loaded' | 'revalidated' };

  async function load(previous: Loaded | undefined): Promise<Loaded> {
    let answer: Record<string, unknown>;
    try {
      answer = await getObject(previous ? { ...input, IfNoneMatch: previous.etag } : { ...input });
    } catch (error) {
      if (previous && statusOf(error) === 304) return { ...previous, from: 'revalidated' };
      throw error;
    }
    const bytes = await readBody(answer['Body'], Number(answer['ContentLength'] ?? 0), maxBytes);
    return { value: await parse(bytes), etag: String(answer['ETag'] ?? ''), bytes: bytes.length, from: 'loaded' };
  }

  // Two places may make different things of one object.
  const key = `object ${canonicalJson(input)} ${options.parse ?? ''}`;
  const { value, from } = await cache.take<Loaded>(key, load, {
    // A version never changes.
    ttl: input.VersionId === undefined ? ttl : Number.POSITIVE_INFINITY,
    staleIfError,
    isGone: (error) => {
      const status = statusOf(error) ?? 500;
      return error instanceof TaskError || (status >= 400 && status < 500 && status !== 429);
    },
    bytesOf: (loaded) => loaded.bytes,
  });
  return from === 'load' ? value : { ...value, from };
}
