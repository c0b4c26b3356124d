import { describe, expect, it } from 'vitest';
import { EVENT_SOURCES } from './registry.ts';
import { type EventSource, joinPath } from './types.ts';
import { walkText, walkUnknown } from './unknown.ts';

/** Nothing in a sample looks like it, and every encoding changes it. */
const PAYLOAD = `x' OR "1"=1; cat /etc/passwd`;
const ENCODED = encodeURIComponent(PAYLOAD);
const PLUS = ENCODED.replaceAll('%20', '+');
const BASE64 = Buffer.from(PAYLOAD).toString('base64');

type Json = Record<string, unknown>;

/** Puts `value` at a place of the event that is named step by step, not with our own reader. */
function at(...steps: (string | number)[]): (event: Json, value: unknown) => void {
  return (event, value) => {
    let node = event as Record<string | number, unknown>;
    for (const step of steps.slice(0, -1)) {
      node[step] ??= {};
      node = node[step] as Record<string | number, unknown>;
    }
    node[steps.at(-1)!] = value;
  };
}

function setHeader(event: Json, name: string, value: string): void {
  const headers = event['headers'] as Json;
  for (const known of Object.keys(headers)) if (known.toLowerCase() === name) delete headers[known];
  headers[name] = value;
  const lists = event['multiValueHeaders'] as Record<string, string[]> | undefined;
  if (lists) {
    for (const known of Object.keys(lists)) if (known.toLowerCase() === name) delete lists[known];
    lists[name] = [value];
  }
}

function withBody(body: string, contentType?: string, base64 = false): (event: Json) => void {
  return (event) => {
    event['body'] = base64 ? Buffer.from(body).toString('base64') : body;
    event['isBase64Encoded'] = base64;
    if (contentType !== undefined) setHeader(event, 'content-type', contentType);
  };
}

const MULTIPART = [
  '--bOuNd',
  'Content-Disposition: form-data; name="note"',
  '',
  PAYLOAD,
  '--bOuNd',
  `Content-Disposition: form-data; name="file"; filename="x' OR 1=1; cat.txt"`,
  'Content-Type: application/pdf',
  '',
  '%PDF-1.7',
  '--bOuNd--',
  '',
].join('\r\n');

const FORM = 'application/x-www-form-urlencoded';
const NESTED = JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ c: PAYLOAD }) }) });

type Row = [source: string, what: string, change: (event: Json) => void, path: string, value?: string];

const plant = (place: ReturnType<typeof at>, value: unknown) => (event: Json) => place(event, value);

/** What every HTTP trigger must show the same way. */
const BODIES: readonly [what: string, change: (event: Json) => void, path: string, value?: string][] = [
  ['a JSON body', withBody(JSON.stringify({ user: { name: PAYLOAD } })), 'body|json.user.name'],
  ['a JSON body without its type', withBody(JSON.stringify([PAYLOAD]), 'text/plain'), 'body|json[0]'],
  ['a JSON body that says form', withBody(JSON.stringify({ a: [{ b: PAYLOAD }] }), FORM), 'body|json.a[0].b'],
  ['a name in a JSON body', withBody(JSON.stringify({ u: { [PAYLOAD]: 1 } })), `body|json.u.{keys}.${PAYLOAD}`],
  ['JSON in JSON in JSON', withBody(NESTED), 'body|json.a|json.b|json.c'],
  ['a percent-encoded string in JSON', withBody(JSON.stringify({ a: ENCODED })), 'body|json.a|url'],
  ['a base64 JSON body', withBody(JSON.stringify({ a: PAYLOAD }), 'application/json', true), 'body|base64|json.a'],
  ['a base64 text body', withBody(PAYLOAD, 'text/plain', true), 'body|base64'],
  ['a text body', withBody(PAYLOAD, 'text/plain'), 'body'],
  ['a form', withBody(`a=1&q=${PLUS}`, FORM), 'body|form.q'],
  ['a form, twice encoded', withBody(`q=${encodeURIComponent(ENCODED)}`, FORM), 'body|form.q|url'],
  ['a name in a form', withBody(`${PLUS}=1`, FORM), `body|form.{keys}.${PAYLOAD}`],
  ['a base64 form', withBody(`q=${ENCODED}`, FORM, true), 'body|base64|form.q'],
  ['JSON in a form', withBody(`q=${encodeURIComponent(JSON.stringify({ a: PAYLOAD }))}`, FORM), 'body|form.q|json.a'],
  ['a multipart field', withBody(MULTIPART, 'multipart/form-data; boundary=bOuNd'), 'body|multipart.note'],
  [
    'a multipart file name',
    withBody(MULTIPART, 'multipart/form-data; boundary="bOuNd"'),
    'body|multipart.file|filename',
    "x' OR 1=1; cat.txt",
  ],
  [
    'a base64 multipart body',
    withBody(MULTIPART, 'Multipart/Form-Data; boundary=bOuNd', true),
    'body|base64|multipart.note',
  ],
  [
    'an XML attribute',
    withBody(`<a b='${PAYLOAD.replaceAll("'", '&#39;').replaceAll('"', '&quot;')}'/>`, 'text/xml'),
    'body|xml[0]',
  ],
  ['an XML text', withBody(`<a>${PAYLOAD}</a>`, 'application/soap+xml'), 'body|xml[0]'],
];

const HTTP = ['apigateway-v1', 'apigateway-v2', 'function-url', 'alb'];

const ROWS: readonly Row[] = [
  ...HTTP.flatMap((id) => BODIES.map(([what, change, path, value]): Row => [id, what, change, path, value as string])),
  ...HTTP.flatMap((id): Row[] => [
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
  ...['apigateway-v1', 'alb'].flatMap((id): Row[] => [
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
  ...['apigateway-v2', 'function-url'].flatMap((id): Row[] => [
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

function sourceNamed(id: string): EventSource {
  return EVENT_SOURCES.find((source) => source.id === id)!;
}

function visitsOf(source: EventSource, event: Json): Map<string, string> {
  const visits = new Map<string, string>();
  const result = source.walk(event, (value, parent, key, whole) => {
    if (whole !== true) visits.set(joinPath(parent, key), value);
  });
  expect(result).toEqual({ truncated: false });
  return visits;
}

describe('a stranger who writes', () => {
  it.each(ROWS)('%s: %s is read', (id, _what, change, path, value) => {
    const source = sourceNamed(id);
    const event = structuredClone(source.sample);
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
    const event = structuredClone(source.sample);
    change(event);
    expect([...visitsOf(source, event).values()]).not.toContain(PAYLOAD);
  });
});

describe('a document', () => {
  it('is visited whole as well, and says so', () => {
    const whole: string[] = [];
    const source = sourceNamed('apigateway-v2');
    const event = { ...structuredClone(source.sample), body: '{"a":"b"}' };
    source.walk(event, (_value, parent, key, isWhole) => {
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
    const result = walkUnknown(
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
      walkUnknown(
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
    expect(walkUnknown(cycle, () => {}).truncated).toBe(true);
    const bomb = Object.defineProperty({}, 'a', { enumerable: true, get: () => fail() });
    expect(walkUnknown(bomb, () => {})).toMatchObject({ truncated: true, error: { message: 'thrown on purpose' } });
    const proxy = new Proxy({}, { ownKeys: () => fail(), get: () => fail(), has: () => fail() });
    for (const source of EVENT_SOURCES) {
      expect(source.walk(proxy as Json, () => {}).truncated).toBe(true);
      expect(source.walk({ ...source.sample, headers: proxy, Records: proxy }, () => {})).toBeDefined();
    }
  });

  it('reports what visit throws', () => {
    expect(walkUnknown(['a'], fail)).toMatchObject({ truncated: true, error: { message: 'thrown on purpose' } });
  });
});

function fail(): never {
  throw new Error('thrown on purpose');
}
