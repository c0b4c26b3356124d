import { deflateSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { sourceOf } from './registry.ts';
import { EVENT_SAMPLES } from './samples.ts';
import { jwtOf } from './testing/token.ts';
import { DEFAULT_WALK_LIMITS, joinPath } from './visits.ts';
import { walkEvent } from './walk-event.ts';

const ROUNDS = 20_000;

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
  '%u',
  '%u00',
  '%u0027%uD800',
  '%E0%80',
  '%F0%80%80',
  'eyJ',
  'eyJ.eyJ.',
  'eyJhIjoxfQ.eyJhIjpbMV19.',
  'eyJhIjoxfQ....',
  'H4sIAAAAAAAA',
  'data:;base64,eyJhIjoxfQ',
  'JyBvciAxPTEgLS0gJyBvciAxPTE',
  'W3siYSI6IlwidSJ9XQ==',
  '"\\',
  '"\\u00',
  '{}{}',
  '{"a":1}\n[',
  '{"a":"\\',
  '[1]\x1e[2] {}',
  '\ufeff{}',
  'query{a(b:"',
  '{a(b:"""',
  '# "\n{ a(b: "\\',
  '<?xml ',
  '<!--',
  '<?',
  "filename*=utf-8''%",
  'gzip',
  'br, gzip, deflate',
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
  '/x?a=%27&b=',
  '?a=',
  '#&a=%3Fb=%25&',
  'GET /x?a=+ HTTP/1.1',
  '\t/x?a=%\t\t\t\t\t\t\t\t\t',
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
  'Authorization',
  'content-encoding',
  'query',
  'variables',
  'arguments',
  'info',
  'cf',
  'request',
  'data',
  'encoding',
  'authorizationToken',
  'methodArn',
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

const SAMPLES = Object.values(EVENT_SAMPLES).flatMap((variants) =>
  Object.values(variants).map((sample) => JSON.stringify(sample)),
);

/** A sample with some of its parts replaced, at any depth: what gets past `match`, and what comes near it. */
function mutated(random: () => number): Record<string, unknown> {
  const event = JSON.parse(SAMPLES[Math.floor(random() * SAMPLES.length)]!) as Record<string, unknown>;
  replaceParts(event, random, 0.12, 0);
  return event;
}

/** Text becomes other text more often than anything else, so that events keep their shape and are read deep inside. */
function replaceParts(node: Record<string, unknown>, random: () => number, rate: number, depth: number): void {
  for (const name of Object.keys(node)) {
    const value = node[name];
    if (typeof value === 'string') {
      const roll = random();
      if (roll < 0.25) node[name] = encoded(TEXTS[Math.floor(random() * TEXTS.length)]!, random);
      else if (roll < 0.3) node[name] = encoded(value, random);
      else if (roll < 0.33) node[name] = hostile(random, 3);
    } else if (random() < rate) node[name] = hostile(random, 2);
    else if (typeof value === 'object' && value !== null && depth < 12) {
      replaceParts(value as Record<string, unknown>, random, rate / 2, depth + 1);
    }
  }
}

/** The same text as a stranger may disguise it. */
function encoded(text: string, random: () => number): string {
  const way = Math.floor(random() * ENCODINGS.length * 1.5);
  return ENCODINGS[way]?.(text) ?? text;
}

const ENCODINGS: readonly ((text: string) => string)[] = [
  (text) => Buffer.from(text).toString('base64'),
  (text) => gzipSync(text).toString('base64'),
  (text) => deflateSync(text).toString('base64').slice(0, -4),
  (text) => JSON.stringify({ query: text, a: [text] }),
  (text) => `${JSON.stringify([text])}\n${JSON.stringify({ text })}`,
  (text) => jwtOf({ text }, { kid: text }),
  (text) => `Bearer ${jwtOf(text)}`,
  (text) => escape(text).replaceAll('%', '%25'),
  (text) => `{ a(b: "${text}", c: """${text}""") }`,
  (text) => `<?xml version="1.0"?><a b="${text}"><![CDATA[${text}`,
  (text) => `--x\r\nContent-Disposition: form-data; name="${text}"; filename*=utf-8''${text}\r\n\r\n${text}\r\n--x`,
];

it(`${ROUNDS} hostile events are walked and blocked without an exception`, () => {
  const random = randomFrom(20261120);
  let known = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const event = round % 2 === 0 ? mutated(random) : hostile(random, 0);
    const paths: string[] = [];
    let strings = 0;
    let characters = 0;
    const visit = (value: string, parent: string, key: string | number) => {
      if (typeof value !== 'string') throw new TypeError('not a string was visited');
      strings++;
      characters += value.length;
      if (paths.length < 3) paths.push(joinPath(parent, key));
    };
    // Cycles are common here and run into every limit; the full ones are met now and then.
    const limits = round % 100 === 0 ? DEFAULT_WALK_LIMITS : SMALL_LIMITS;
    const source = sourceOf(event);
    const result = walkEvent(source, event, visit, limits);
    expect(typeof result.truncated).toBe('boolean');
    expect(strings).toBeLessThanOrEqual(limits.strings);
    expect(characters).toBeLessThanOrEqual(limits.characters);
    if (source) known++;
    if (result.error !== undefined) expect((result.error as Error).message).toMatch(/^(getter|proxy)$/);
    if (source && result.error === undefined) {
      const outcome = source.block(event as Record<string, unknown>, { requestId: 'r', paths });
      expect(['respond', 'continue', 'throw']).toContain(outcome.is);
    }
  }
  // Half of the rounds mutate samples, and most of those are still taken for what they were.
  expect(known).toBeGreaterThan(ROUNDS / 3);
});
