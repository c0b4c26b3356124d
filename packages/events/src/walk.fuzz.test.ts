import { expect, it } from 'vitest';
import { EVENT_SOURCES, sourceOf } from './registry.ts';
import { sampleOf } from './testing/matrix.ts';
import { DEFAULT_WALK_LIMITS, joinPath } from './types.ts';
import { walkUnknown } from './unknown.ts';

const ROUNDS = 5000;

const SMALL_LIMITS = { strings: 300, characters: 50_000, nodes: 300, depth: 16 };

/** Small, seeded and good enough: mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const TEXTS = [
  '',
  '%',
  '%2',
  '%zz',
  '%C0%AE',
  '%E2%82',
  '{',
  '{"a":',
  '[[',
  '[1,"%41"]',
  '{"a":"{\\"b\\":\\"[]\\"}"}',
  '"',
  '\0',
  '\ud800',
  '\uffff',
  '=',
  '&',
  '&&=',
  'a=b&=c&d',
  ';',
  '; =',
  'a="',
  '--x',
  '--x\r\n\r\n',
  '--x\r\nContent-Disposition: form-data; name=',
  '<a b="',
  '<![CDATA[',
  '&#x110000;',
  'multipart/form-data; boundary=x',
  'multipart/form-data; boundary=',
  'application/x-www-form-urlencoded',
  'text/xml',
  'Basic ====',
  'Basic ',
  'http://',
  'https://localhost',
  '__proto__',
  'constructor',
  'a'.repeat(3000),
  '%41'.repeat(500),
  '[]'.repeat(200),
  '('.repeat(300),
];

const NAMES = [
  'headers',
  'multiValueHeaders',
  'queryStringParameters',
  'multiValueQueryStringParameters',
  'pathParameters',
  'body',
  'isBase64Encoded',
  'cookies',
  'rawPath',
  'rawQueryString',
  'path',
  'httpMethod',
  'resource',
  'version',
  'requestContext',
  'http',
  'elb',
  'authorizer',
  'jwt',
  'Records',
  'eventSource',
  'messageAttributes',
  'attributes',
  'stringValue',
  'binaryValue',
  'Cookie',
  'content-type',
  'referer',
  'host',
  '__proto__',
  '',
  '0',
];

function hostile(random: () => number, depth: number): unknown {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const roll = random();
  if (roll < 0.45 || depth > 5) return pick(TEXTS);
  if (roll < 0.5)
    return pick([null, undefined, 0, Number.NaN, true, 1n, Symbol.iterator, () => 1, new Date(0), new Map([[1, 2]])]);
  if (roll < 0.65) return Array.from({ length: Math.floor(random() * 5) }, () => hostile(random, depth + 1));
  const object: Record<string, unknown> = roll < 0.7 ? Object.create(null) : {};
  for (let i = Math.floor(random() * 6); i >= 0; i--) {
    const name = random() < 0.8 ? pick(NAMES) : pick(TEXTS);
    const value = random() < 0.03 ? object : hostile(random, depth + 1);
    Object.defineProperty(object, name, {
      enumerable: true,
      configurable: true,
      ...(random() < 0.02
        ? {
            get: () => {
              throw new Error('getter');
            },
          }
        : { value }),
    });
  }
  return roll > 0.97
    ? new Proxy(object, {
        get: () => {
          throw new Error('proxy');
        },
      })
    : object;
}

/** A sample with some of its parts replaced: what gets past `match`. */
function mutated(random: () => number): Record<string, unknown> {
  const source = EVENT_SOURCES[Math.floor(random() * EVENT_SOURCES.length)]!;
  const event = structuredClone(sampleOf(source.id));
  for (const name of Object.keys(event)) if (random() < 0.4) event[name] = hostile(random, 1);
  if (Array.isArray(event['Records']) && random() < 0.7) {
    event['Records'] = [
      source.id === 'sqs'
        ? { eventSource: 'aws:sqs', body: hostile(random, 2), messageAttributes: hostile(random, 2) }
        : null,
      hostile(random, 2),
    ];
  }
  return event;
}

it(`${ROUNDS} hostile events are walked and blocked without an exception`, () => {
  const random = randomFrom(20261120);
  for (let round = 0; round < ROUNDS; round++) {
    const event = round % 2 === 0 ? mutated(random) : hostile(random, 0);
    const paths: string[] = [];
    const visit = (value: string, parent: string, key: string | number) => {
      if (typeof value !== 'string') throw new TypeError('not a string was visited');
      if (paths.length < 3) paths.push(joinPath(parent, key));
    };
    // Cycles are common here and run into every limit; the full ones are met now and then.
    const limits = round % 100 === 0 ? DEFAULT_WALK_LIMITS : SMALL_LIMITS;
    const source = sourceOf(event);
    const result = source
      ? source.walk(event as Record<string, unknown>, visit, limits)
      : walkUnknown(event, visit, limits);
    expect(typeof result.truncated).toBe('boolean');
    if (result.error !== undefined) expect((result.error as Error).message).toMatch(/^(getter|proxy)$/);
    if (source && result.error === undefined) {
      const outcome = source.block(event as Record<string, unknown>, { requestId: 'r', paths });
      expect(['respond', 'continue', 'throw']).toContain(outcome.is);
    }
  }
});
