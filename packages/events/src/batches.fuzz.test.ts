import { expect, it } from 'vitest';
import { EVENT_SOURCES, sourceOf } from './registry.ts';
import { EVENT_SAMPLES } from './samples.ts';
import type { Json } from './testing/matrix.ts';
import type { EventSource } from './types.ts';
import { joinPath } from './visits.ts';
import { walkEvent } from './walk-event.ts';

const ROUNDS = 6000;

/** Sources whose events hold records; `cloudwatch-logs` holds them packed. */
const BATCHES = EVENT_SOURCES.filter((source) =>
  [
    'activemq',
    'cloudwatch-logs',
    'documentdb',
    'dynamodb',
    'kafka',
    'kinesis',
    'kinesis-analytics',
    'kinesis-firehose',
    'rabbitmq',
    's3',
    's3-batch',
    'sns',
    'sqs',
  ].includes(source.id),
);

function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const AGGREGATE = Buffer.from('f3899ac20a03612d311a0708001a03626c751a0708001a03726564', 'hex');

const VALUES: readonly unknown[] = [
  '',
  'x',
  '%',
  '+%zz',
  '{"Records":[{"eventSource":"aws:s3","s3":{"object":{"key":"a+b"}}}]}',
  '{"Type":"Notification","Message":"{\\"Type\\":\\"Notification\\"}","MessageAttributes":{"a":{"Type":"Binary","Value":"8"}}}',
  '[[[[',
  '84maw',
  Buffer.concat([AGGREGATE, Buffer.alloc(16)]).toString('base64'),
  AGGREGATE.toString('base64'),
  'H4sIAAAAAAAA',
  '\ud800',
  null,
  undefined,
  0,
  -1,
  Number.NaN,
  1n,
  true,
  Symbol.iterator,
  [],
  {},
  [null],
  [1, 2, -3],
  [1, 'a'],
  { bytes: [1, -300, 7e9] },
  { bytes: 'a' },
  { S: 'a', M: { constructor: { M: { prototype: 1 } } }, L: [1, { B: 7 }], BS: ['!', null] },
  { M: [1], L: { a: 1 }, B: {}, BS: 'a', SS: 1 },
  { $oid: 1 },
  { $binary: { base64: '=', subType: 1 } },
  { $date: { $numberLong: 'x' } },
  { __proto__: null, $regularExpression: { pattern: 'a', options: 1 } },
];

/** Replaces a few values anywhere in the event, and shuffles bytes of base64. */
function mutate(event: Json, random: () => number): Json {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const places: [Json, string][] = [];
  const collect = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const name of Object.keys(node)) {
      places.push([node as Json, name]);
      collect((node as Json)[name]);
    }
  };
  collect(event);
  for (let i = Math.ceil(random() * 4); i > 0; i--) {
    const [node, name] = pick(places);
    const value: unknown = Object.getOwnPropertyDescriptor(node, name)?.value;
    const set = (item: unknown) =>
      Object.defineProperty(node, name, { enumerable: true, configurable: true, writable: true, value: item });
    const roll = random();
    if (roll < 0.1) Object.defineProperty(node, name, { enumerable: true, configurable: true, get: thrower });
    else if (roll < 0.15) set(event);
    else if (roll < 0.3 && typeof value === 'string') set(value.slice(0, Math.floor(random() * value.length)));
    else set(pick(VALUES));
  }
  return event;
}

function thrower(): never {
  throw new Error('getter');
}

const RESPONSES = (event: unknown): readonly unknown[] => [
  undefined,
  null,
  1,
  'ok',
  [],
  {},
  event,
  { batchItemFailures: [null, 1, { itemIdentifier: 'a' }, { itemIdentifier: { a: 1 } }] },
  { records: [null, 1, { recordId: {} }], results: [{ taskId: null }, 1] },
  Object.defineProperty({}, 'records', { enumerable: true, get: thrower }),
  { records: [Object.defineProperty({}, 'recordId', { enumerable: true, get: thrower })], results: 7 },
  new Proxy({}, { get: thrower, ownKeys: thrower, has: thrower }),
  new Proxy([], { get: thrower }),
];

/** What lies in a list that no event of the source has is not in a record. */
function isInRecord(path: string, { fields = [] }: EventSource): boolean {
  return /^\w+(?:\.[\w:/-]+)?(?:\|[\w|]+\.logEvents)?\[\d/.test(path) && fields.some((name) => path.startsWith(name));
}

it(`${ROUNDS} mutated batches are walked, blocked and answered without an exception`, () => {
  const random = randomFrom(20261121);
  let blocked = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const source = BATCHES[round % BATCHES.length]!;
    const variants = Object.values(EVENT_SAMPLES[source.id]!);
    const event = mutate(structuredClone(variants[round % variants.length]!) as Json, random);
    const paths: string[] = [];
    const result = walkEvent(
      source,
      event,
      (value, parent, key) => {
        if (typeof value !== 'string') throw new TypeError('not a string was visited');
        if (random() < 0.3) paths.push(joinPath(parent, key));
      },
      { strings: 2000, characters: 20_000, nodes: 2000, depth: 32 },
    );
    if (result.error !== undefined) {
      expect((result.error as Error).message).toBe('getter');
      continue;
    }
    let outcome: ReturnType<typeof source.block>;
    try {
      outcome = source.block(event, { requestId: 'r', paths, deadLetter: round % 2 === 0 });
    } catch (error) {
      // Part of the event that the walk does not read may throw when it is read to take records out.
      expect((error as Error).message).toBe('getter');
      continue;
    }
    if (outcome.is === 'continue') {
      blocked++;
      expect(outcome.removed.length).toBeGreaterThan(0);
      for (const response of RESPONSES(event)) outcome.merge?.(response);
    }
    if (outcome.is === 'throw' && paths.length > 0 && sourceOf(event) === source) {
      expect(paths.every((path) => isInRecord(path, source))).toBe(false);
    }
  }
  expect(blocked).toBeGreaterThan(ROUNDS / 10);
});
