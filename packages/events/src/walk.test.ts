import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { EVENT_SOURCES, sourceOf } from './registry.ts';
import { EVENT_SAMPLES } from './samples.ts';
import {
  at,
  BASE64,
  BODIES,
  ENCODED,
  type Json,
  MATRIX,
  PAYLOAD,
  PLUS,
  plant,
  type Row,
  sampleOf,
  visitsOf,
} from './testing/matrix.ts';
import type { EventSource } from './types.ts';
import { joinPath } from './visits.ts';
import { walkEvent, walkText } from './walk-event.ts';

type SourceRow = [source: string, ...Row];

const HTTP = ['apigateway-v1', 'apigateway-v2', 'function-url', 'alb'];

const ROWS: readonly SourceRow[] = [
  ...HTTP.flatMap((id) =>
    BODIES.map(([what, change, path, value]): SourceRow => [id, what, change, path, value as string]),
  ),
  ...HTTP.flatMap((id): SourceRow[] => [
    [id, 'a header', plant(at('headers', 'user-agent'), PAYLOAD), 'headers.user-agent'],
    [id, 'a percent-encoded header', plant(at('headers', 'x-note'), ENCODED), 'headers.x-note|url'],
    [id, 'JSON in a header', plant(at('headers', 'x-note'), JSON.stringify({ a: PAYLOAD })), 'headers.x-note|json.a'],
    [
      id,
      'the referer',
      plant(at('headers', 'referer'), `https://a.example/${PAYLOAD}`),
      'headers.referer',
      `https://a.example/${PAYLOAD}`,
    ],
    [
      id,
      'a local referer',
      plant(at('headers', 'Referer'), `http://localhost:3000/${PAYLOAD}`),
      'headers.Referer|page',
      `/${PAYLOAD}`,
    ],
    [
      id,
      'basic authorization',
      plant(at('headers', 'authorization'), `Basic ${BASE64}`),
      'headers.authorization|basic',
    ],
    [
      id,
      'a query parameter',
      plant(at('queryStringParameters', 'q'), id === 'alb' ? PLUS : PAYLOAD),
      id === 'alb' ? 'queryStringParameters.q|url' : 'queryStringParameters.q',
    ],
    [
      id,
      'a query parameter, twice encoded',
      plant(at('queryStringParameters', 'q'), id === 'alb' ? encodeURIComponent(ENCODED) : ENCODED),
      id === 'alb' ? 'queryStringParameters.q|url|url' : 'queryStringParameters.q|url',
    ],
    [
      id,
      'the name of a query parameter',
      plant(at('queryStringParameters', id === 'alb' ? ENCODED : PAYLOAD), '1'),
      `queryStringParameters.{keys}.${PAYLOAD}`,
    ],
  ]),
  ...['apigateway-v1', 'alb'].flatMap((id): SourceRow[] => [
    [id, 'the path', plant(at('path'), `/a/${PAYLOAD}`), 'path', `/a/${PAYLOAD}`],
    [id, 'an encoded path', plant(at('path'), `/a/${ENCODED}`), 'path|url', `/a/${PAYLOAD}`],
    [id, 'a segment of the path', plant(at('path'), `/a/${encodeURIComponent('1;id')}/b`), 'path|segments[2]', '1;id'],
    [id, 'a cookie', plant(at('headers', 'Cookie'), `a=1; b=${ENCODED}`), 'headers.Cookie|cookie.b|url'],
    [id, 'a quoted cookie', plant(at('headers', 'cookie'), `b="x or 1=1"`), 'headers.cookie|cookie.b', 'x or 1=1'],
    [
      id,
      'a multi-value header',
      plant(at('multiValueHeaders', 'X-Note'), ['a', PAYLOAD]),
      'multiValueHeaders.X-Note[1]',
    ],
    [
      id,
      'a multi-value cookie',
      plant(at('multiValueHeaders', 'COOKIE'), ['a=1', `b=${ENCODED}`]),
      'multiValueHeaders.COOKIE[1]|cookie.b|url',
    ],
    [
      id,
      'a repeated query parameter',
      plant(at('multiValueQueryStringParameters', 'q'), ['a', id === 'alb' ? PLUS : PAYLOAD]),
      id === 'alb' ? 'multiValueQueryStringParameters.q[1]|url' : 'multiValueQueryStringParameters.q[1]',
    ],
  ]),
  ...['apigateway-v2', 'function-url'].flatMap((id): SourceRow[] => [
    [id, 'the path', plant(at('rawPath'), `/a/${ENCODED}`), 'rawPath|url', `/a/${PAYLOAD}`],
    [id, 'a cookie', plant(at('cookies'), ['a=1', `b=${ENCODED}`]), 'cookies[1]|cookie.b|url'],
    [id, 'the raw query', plant(at('rawQueryString'), `round=${PLUS}`), 'rawQueryString|query.round'],
    [id, 'a name in the raw query', plant(at('rawQueryString'), `${PLUS}=1`), `rawQueryString|query.{keys}.${PAYLOAD}`],
  ]),
  ['apigateway-v1', 'a path parameter', plant(at('pathParameters', 'id'), PAYLOAD), 'pathParameters.id'],
  [
    'apigateway-v1',
    'an encoded path parameter',
    plant(at('pathParameters', 'proxy'), ENCODED),
    'pathParameters.proxy|url',
  ],
  [
    'apigateway-v1',
    'a claim',
    plant(at('requestContext', 'authorizer', 'claims', 'name'), PAYLOAD),
    'requestContext.authorizer.claims.name',
  ],
  [
    'apigateway-v1',
    "an authorizer's context",
    plant(at('requestContext', 'authorizer', 'nick'), PAYLOAD),
    'requestContext.authorizer.nick',
  ],
  ['apigateway-v2', 'a path parameter', plant(at('pathParameters', 'id'), PAYLOAD), 'pathParameters.id'],
  [
    'apigateway-v2',
    'a claim',
    plant(at('requestContext', 'authorizer', 'jwt', 'claims', 'name'), PAYLOAD),
    'requestContext.authorizer.jwt.claims.name',
  ],
  [
    'apigateway-v2',
    "an authorizer's context",
    plant(at('requestContext', 'authorizer', 'lambda'), { nick: PAYLOAD }),
    'requestContext.authorizer.lambda.nick',
  ],
  ['sqs', 'a plain body', plant(at('Records', 1, 'body'), PAYLOAD), 'Records[1].body'],
  ['sqs', 'a JSON body', plant(at('Records', 0, 'body'), JSON.stringify({ a: PAYLOAD })), 'Records[0].body|json.a'],
  [
    'sqs',
    'a message of SNS',
    plant(at('Records', 0, 'body'), JSON.stringify({ Type: 'Notification', Message: JSON.stringify({ a: PAYLOAD }) })),
    'Records[0].body|json.Message|json.a',
  ],
  ['sqs', 'a percent-encoded body', plant(at('Records', 0, 'body'), ENCODED), 'Records[0].body|url'],
  [
    'sqs',
    'a message attribute',
    plant(at('Records', 0, 'messageAttributes', 'origin', 'stringValue'), PAYLOAD),
    'Records[0].messageAttributes.origin.stringValue',
  ],
  [
    'sqs',
    'a binary attribute',
    plant(at('Records', 1, 'messageAttributes', 'note', 'binaryValue'), BASE64),
    'Records[1].messageAttributes.note.binaryValue|base64',
  ],
  [
    'sqs',
    'a list attribute',
    plant(at('Records', 0, 'messageAttributes', 'origin', 'stringListValues'), ['a', PAYLOAD]),
    'Records[0].messageAttributes.origin.stringListValues[1]',
  ],
  [
    'sqs',
    'the message group',
    plant(at('Records', 0, 'attributes', 'MessageGroupId'), PAYLOAD),
    'Records[0].attributes.MessageGroupId',
  ],
  [
    'sqs',
    'the deduplication id',
    plant(at('Records', 0, 'attributes', 'MessageDeduplicationId'), PAYLOAD),
    'Records[0].attributes.MessageDeduplicationId',
  ],
  [
    'sqs',
    'the trace header',
    plant(at('Records', 1, 'attributes', 'AWSTraceHeader'), PAYLOAD),
    'Records[1].attributes.AWSTraceHeader',
  ],
];

for (const id of new Set(ROWS.map(([source]) => source))) {
  const rows = ROWS.filter(([source]) => source === id).map(([, what]) => what);
  MATRIX.push({ id, variant: Object.keys(EVENT_SAMPLES[id]!)[0]!, rows });
}

function sourceNamed(id: string): EventSource {
  return EVENT_SOURCES.find((source) => source.id === id)!;
}

describe('a stranger who writes', () => {
  it.each(ROWS)('%s: %s is read', (id, _what, change, path, value) => {
    const source = sourceNamed(id);
    const event = sampleOf(id);
    expect([...visitsOf(source, event).values()].some((text) => text.includes(value ?? PAYLOAD))).toBe(false);
    change(event);
    expect(visitsOf(source, event).get(path)).toBe(value ?? PAYLOAD);
  });

  it('has at least 56 places', () => {
    expect(ROWS.length).toBeGreaterThanOrEqual(56);
  });

  it.each<[string, (event: Json) => void]>([
    ['apigateway-v1', plant(at('requestContext', 'requestId'), PAYLOAD)],
    ['apigateway-v1', plant(at('stageVariables'), { a: PAYLOAD })],
    ['apigateway-v1', plant(at('resource'), PAYLOAD)],
    ['apigateway-v2', plant(at('requestContext', 'accountId'), PAYLOAD)],
    ['function-url', plant(at('requestContext', 'authorizer'), { iam: { userArn: PAYLOAD } })],
    ['alb', plant(at('requestContext', 'elb', 'targetGroupArn'), PAYLOAD)],
    ['sqs', plant(at('Records', 0, 'eventSourceARN'), PAYLOAD)],
    ['sqs', plant(at('Records', 0, 'attributes', 'SenderId'), PAYLOAD)],
  ])('%s: what AWS or the owner writes is not read', (id, change) => {
    const source = sourceNamed(id);
    const event = sampleOf(id);
    change(event);
    expect([...visitsOf(source, event).values()]).not.toContain(PAYLOAD);
  });
});

describe('a document', () => {
  it('is visited whole as well, and says so', () => {
    const whole: string[] = [];
    const source = sourceNamed('apigateway-v2');
    const event = { ...sampleOf('apigateway-v2'), body: '{"a":"b"}' };
    walkEvent(source, event, (_value, parent, key, isWhole) => {
      if (isWhole === true) whole.push(joinPath(parent, key));
    });
    expect(whole).toEqual(['rawQueryString', 'body']);
  });
});

describe('limits', () => {
  const limits = { strings: 10, characters: 100, nodes: 10, depth: 4 };
  it.each<[string, unknown]>([
    ['too many strings', Array.from({ length: 11 }, () => 'a')],
    ['too many characters', ['a'.repeat(101)]],
    ['too many nodes', Array.from({ length: 11 }, () => [])],
    ['too deep', [[[[['a']]]]]],
  ])('%s: truncated', (_what, event) => {
    let strings = 0;
    let characters = 0;
    const result = walkEvent(
      undefined,
      event,
      (value) => {
        strings++;
        characters += value.length;
      },
      limits,
    );
    expect(result.truncated).toBe(true);
    expect(strings).toBeLessThanOrEqual(limits.strings);
    expect(characters).toBeLessThanOrEqual(limits.characters);
  });

  it('leaves an event of exactly the limit whole', () => {
    expect(
      walkEvent(
        undefined,
        Array.from({ length: 10 }, () => 'a'),
        () => {},
        limits,
      ),
    ).toEqual({ truncated: false });
  });

  it('undoes no more than four encodings', () => {
    let text = '<';
    for (let i = 0; i < 10; i++) text = encodeURIComponent(text);
    let visits = 0;
    walkText(text, () => visits++);
    expect(visits).toBe(5);
  });

  it('ends for a cycle, a getter that throws and a proxy', () => {
    const cycle: Json = { a: 'x' };
    cycle['self'] = cycle;
    expect(walkEvent(undefined, cycle, () => {}).truncated).toBe(true);
    const bomb = Object.defineProperty({}, 'a', { enumerable: true, get: () => fail() });
    expect(walkEvent(undefined, bomb, () => {})).toMatchObject({
      truncated: true,
      error: { message: 'thrown on purpose' },
    });
    const proxy = new Proxy({}, { ownKeys: () => fail(), get: () => fail(), has: () => fail() });
    for (const source of EVENT_SOURCES) {
      expect(walkEvent(source, proxy as Json, () => {}).truncated).toBe(true);
      expect(walkEvent(source, { ...sampleOf(source.id), headers: proxy, Records: proxy }, () => {})).toBeDefined();
    }
  });

  it('reports what visit throws', () => {
    expect(walkEvent(undefined, ['a'], fail)).toMatchObject({
      truncated: true,
      error: { message: 'thrown on purpose' },
    });
  });
});

function fail(): never {
  throw new Error('thrown on purpose');
}

describe('what could not be read', () => {
  const walk = (event: unknown, limits?: Parameters<typeof walkEvent>[3]) =>
    walkEvent(undefined, event, () => {}, limits);
  const limits = { strings: 3, characters: 20, nodes: 8, depth: 4 };
  const gzipOf = (text: string) => gzipSync(text).toString('base64');

  it.each<[string, unknown, string]>([
    ['beyond the strings', { a: ['1', '2', '3', '4', '5'] }, 'a[3]'],
    ['beyond the characters', { a: 'x'.repeat(15), b: { c: 'y'.repeat(15) } }, 'b.c'],
    ['beyond the objects', { a: [{}, {}, {}, {}, {}, {}, {}, {}] }, 'a[6]'],
    ['beyond the depth', { a: { b: { c: { d: { e: 'f' } } } } }, 'a.b.c.d'],
  ])('%s is told by its path', (_what, event, stoppedAt) => {
    expect(walk(event, limits)).toMatchObject({ truncated: true, stoppedAt });
  });

  it('tells the size of an event beyond the characters, and not of one beyond the strings', () => {
    expect(walk({ a: 'x'.repeat(21) }, limits).oversized).toEqual([{ path: 'a', what: 'size' }]);
    expect(walk({ a: ['1', '2', '3', '4', '5'] }, limits).oversized).toBeUndefined();
  });

  it('tells where a getter threw', () => {
    const event = { a: [{ b: 'c' }, Object.defineProperty({ d: 1 }, 'e', { enumerable: true, get: fail })] };
    expect(walk(event)).toMatchObject({
      truncated: true,
      stoppedAt: 'a[1].e',
      error: { message: 'thrown on purpose' },
    });
  });

  it('tells packed data that do not unpack', () => {
    const event = { body: gzipOf('x'.repeat(100)).slice(0, 40) };
    expect(walk({ body: `${event.body.slice(0, 20)}AAAAAAAA${event.body.slice(28)}` })).toMatchObject({
      stoppedAt: 'body|base64',
    });
  });

  it('counts the bytes of pictures and archives that are declared to be base64', () => {
    const picture = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(4000, 0x01)]);
    const event = { Records: [{ eventSource: 'aws:kinesis', kinesis: { data: picture.toString('base64') } }] };
    expect(walkEvent(sourceOf(event), event, () => {})).toEqual({ truncated: false, media: 4008 });
  });
});
