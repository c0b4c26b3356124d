import { runInNewContext } from 'node:vm';
import type { CorrelationScope } from '@bulkhead/core';
import { describe, expect, it, test } from 'vitest';
import { sampleScope } from '../testing/scope.ts';
import { LINE_LIMIT } from './line.ts';
import { createLog } from './log.ts';
import { fillPatterns } from './patterns.ts';
import { coverSecrets } from './secrets.ts';
import type { Logger } from './types.ts';

type Line = Record<string, unknown>;

fillPatterns();
coverSecrets();

function logger(env: Record<string, string> = {}, scope?: CorrelationScope) {
  const texts: string[] = [];
  const log = createLog(
    (line) => texts.push(line),
    () => ({ current: () => scope }),
    () => 1_763_726_400_000,
    env,
  );
  return { log, texts, lines: () => texts.map((text) => JSON.parse(text) as Line) };
}

function lineOf(write: (log: Logger) => void, scope?: CorrelationScope): Line {
  const { log, texts, lines } = logger({}, scope);
  write(log);
  expect(texts).toHaveLength(1);
  expect(texts[0]).toMatch(/^\{"timestamp":"2025-11-21T12:00:00\.000Z","level":"[A-Z]+".*\}$/u);
  return lines()[0]!;
}

test('a line in an invocation has its ids, in the order in which people read it', () => {
  const { log, texts } = logger({}, sampleScope());
  log.info({ orderId: 7 }, 'paid');
  expect(texts).toEqual([
    '{"timestamp":"2025-11-21T12:00:00.000Z","level":"INFO","message":"paid","requestId":"request-1","x-correlation-id":"id-1","user-agent":"curl/8","traceId":"1-5759e988-bd862e3fe1be46a994272793","debug-log-enabled":"false","orderId":7}',
  ]);
});

const failure = new TypeError('boom');
const calls: [string, (log: Logger) => void, Line][] = [
  ['a text', (log) => log.info('hello'), { message: 'hello' }],
  ['a text alone is no pattern', (log) => log.info('100%% %s'), { message: '100%% %s' }],
  [
    'values',
    (log) => log.info('%s is %d of %i%%, %j %o %s', 'x', 1.5, 2.9, { a: [1] }, 'o', 3n),
    { message: 'x is 1.5 of 2%, {"a":[1]} "o" 3' },
  ],
  ['missing values', (log) => log.info('%s and %s', 'x'), { message: 'x and %s' }],
  ['more values', (log) => log.info('got', 1, true, undefined), { message: 'got 1 true undefined' }],
  ['fields', (log) => log.info({ a: 1, b: { c: null } }), { a: 1, b: { c: null } }],
  ['fields and a text', (log) => log.info({ a: 1 }, 'b %s', 'c'), { a: 1, message: 'b c' }],
  ['a text and fields', (log) => log.info('b', { a: 1 }), { a: 1, message: 'b' }],
  ['nothing before a text', (log) => log.info(undefined, 'b'), { message: 'b' }],
  ['a list', (log) => log.info([1, 2] as object), { values: [1, 2] }],
  ['a map', (log) => log.info(new Map([['a', 1]])), { values: { a: 1 } }],
  [
    'a text and a map',
    (log) => log.info('b', new Map([['token', 'x']])),
    { message: 'b', values: { token: '[redacted]' } },
  ],
  ['a set', (log) => log.info('b', new Set([1])), { values: [1] }],
  ['a date', (log) => log.info('b', new Date(0)), { values: '1970-01-01T00:00:00.000Z' }],
  ['an address', (log) => log.info('b', new URL('https://example.com/')), { values: 'https://example.com/' }],
  ['bytes', (log) => log.info('b', Buffer.from('hello')), { values: '[5 bytes]' }],
  ['a message among the fields', (log) => log.info({ message: 'm' }), { message: 'm' }],
  [
    'an error',
    (log) => log.error(failure),
    {
      level: 'ERROR',
      message: 'boom',
      error: expect.objectContaining({ name: 'TypeError', message: 'boom' }) as unknown,
    },
  ],
  [
    'an error and a text',
    (log) => log.fatal(failure, 'b'),
    { level: 'FATAL', message: 'b', error: expect.anything() as unknown },
  ],
  [
    'a text and an error',
    (log) => log.warn('b', failure),
    { level: 'WARN', message: 'b', error: expect.anything() as unknown },
  ],
  [
    "pino's err",
    (log) => log.error({ err: failure, a: 1 }, 'b'),
    { a: 1, error: expect.objectContaining({ message: 'boom' }) as unknown },
  ],
  [
    'an error of another realm',
    (log) => log.error({ err: runInNewContext('new Error("far")') }),
    { error: expect.objectContaining({ message: 'far' }) as unknown, message: 'far' },
  ],
  ['a child', (log) => log.child({ component: 'db', a: 1 }).child({ a: 2 }).info('x'), { component: 'db', a: 2 }],
];
it.each(calls)('%s', (_name, write, expected) => expect(lineOf(write)).toMatchObject(expected));

it.each<[string, (log: Logger) => void, string]>([
  ['no text', (log) => log.info({ a: 1 }, undefined), 'level a timestamp'],
  ['no fields', (log) => log.info({}, 'b'), 'level message timestamp'],
  ['nothing', (log) => log.info(null, 'b'), 'level message timestamp'],
  ['bytes', (log) => log.info(Buffer.from('hello')), 'level timestamp values'],
])('%s adds none', (_name, write, names) => {
  expect(Object.keys(lineOf(write)).sort()).toEqual(names.split(' ').sort());
});

describe('values that JSON has none for, or that resist', () => {
  const loop: Line = { a: 1 };
  loop['self'] = loop;
  const chain = new Error('last', { cause: new Error('first', { cause: 'text' }) });
  const ring = new Error('ring');
  ring.cause = ring;
  const values: [string, unknown, unknown][] = [
    ['bigint', 12n, '12'],
    ['NaN', Number.NaN, 'NaN'],
    ['-0', -0, 0],
    ['symbol', Symbol('s'), 'Symbol(s)'],
    ['map', new Map<unknown, unknown>([['a', new Map([[1, 2]])]]), { a: { 1: 2 } }],
    ['set', new Set([1, 'b']), [1, 'b']],
    ['date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['invalid date', new Date(Number.NaN), null],
    ['buffer', Buffer.from('secret bytes'), '[12 bytes]'],
    ['circular', loop, { a: 1, self: '[circular]' }],
    ['function in a list', [() => 1], [null]],
    [
      'getter that throws',
      Object.defineProperty({ b: 1 }, 'a', {
        enumerable: true,
        get: () => {
          throw new Error('no');
        },
      }),
      { b: 1, a: '[unreadable]' },
    ],
    [
      'toJSON that throws',
      {
        toJSON: () => {
          throw new Error('no');
        },
      },
      '[unreadable]',
    ],
    ['toJSON', { toJSON: () => ({ kept: 1 }) }, { kept: 1 }],
    [
      'proxy',
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('no');
          },
        },
      ),
      '[unreadable]',
    ],
    [
      'revoked proxy',
      (() => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return proxy;
      })(),
      '[unreadable]',
    ],
    ['no prototype', Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
    ['lone surrogate', 'a\ud800b', 'a\ud800b'],
    [
      'cause',
      chain,
      expect.objectContaining({
        message: 'last',
        cause: expect.objectContaining({ message: 'first', cause: 'text' }) as unknown,
      }),
    ],
    ['ring of causes', ring, expect.objectContaining({ cause: '[circular]' })],
    [
      'several errors',
      new AggregateError([new Error('one'), 2]),
      expect.objectContaining({ errors: [expect.objectContaining({ message: 'one' }), 2] }),
    ],
    [
      'fields of errors',
      Object.assign(new Error('x'), { code: 'ENOENT' }),
      expect.objectContaining({ code: 'ENOENT' }),
    ],
  ];
  it.each(values)('%s', (_name, value, expected) => {
    const line = lineOf((log) => log.info({ value }, 'x'));
    expect(line['message']).toBe('x');
    expect(line['value']).toEqual(expected);
  });
  it.each(values)('%s as the only argument, as a value, and in a child', (_name, value) => {
    const { log, texts } = logger();
    log.info(value as object);
    log.info('%s %d %j %o', value, value, value, value);
    log.info('x', value);
    log.child({ value }).info('x');
    log.child(value as Line).info('x');
    for (const text of texts) JSON.parse(text);
    expect(texts).toHaveLength(5);
  });
  it('a thousand levels, and errors behind errors', () => {
    let deep: unknown = 'end';
    let error = new Error('0');
    for (let i = 0; i < 1_000; i++) {
      deep = { deep };
      error = new Error(String(i), { cause: error });
    }
    const line = lineOf((log) => log.info({ deep, error }));
    expect(JSON.stringify(line)).toContain('[too deep]');
  });
});

describe('secrets', () => {
  const names = [
    'password',
    'userPassword',
    'PASSWORD',
    'db_password',
    'passwd',
    'passphrase',
    'pwd',
    'secret',
    'clientSecret',
    'client_secret',
    'AWS_SECRET_ACCESS_KEY',
    'token',
    'accessToken',
    'refresh-token',
    'X-Amz-Security-Token',
    'Authorization',
    'authorization',
    'Proxy-Authorization',
    'cookie',
    'Set-Cookie',
    'cookies',
    'apiKey',
    'api_key',
    'X-Api-Key',
    'privateKey',
    'credentials',
    'jwt',
    'pin',
    'otp',
  ];
  it.each(names)('field %s', (name) => {
    const line = lineOf((log) =>
      log.info({ [name]: 'hunter-22', deep: [{ [name]: { in: 'hunter-22' } }], n: { [name]: 4711 } }),
    );
    expect(line).toMatchObject({ [name]: '[redacted]', deep: [{ [name]: '[redacted]' }], n: { [name]: '[redacted]' } });
  });
  it.each([
    'passing',
    'compass',
    'maxTokens',
    'tokens',
    'author',
    'keyboard',
    'shipping',
    'primaryKey',
    'hotkey',
    'authorizer',
    'secretary',
    'cookiePolicyVersion',
    'pinned',
  ])('field %s stays', (name) => {
    expect(lineOf((log) => log.info({ [name]: 'honest' }))).toMatchObject({ [name]: 'honest' });
  });
  it('whether there is one may be told', () => {
    expect(lineOf((log) => log.info({ password: true, token: null, secret: undefined }))).toMatchObject({
      password: true,
      token: null,
    });
  });
  const texts: [string, string][] = [
    ['key AKIAIOSFODNN7EXAMPLE here', 'key [redacted] here'],
    [`Bearer ${'a'.repeat(20)}`, '[redacted]'],
    ['login?user=ada&password=hunter22&x=1', 'login?user=ada&password=[redacted]&x=1'],
    [`ghp_${'a'.repeat(36)}`, '[redacted]'],
    ['postgres://app:hunter22@db.example.com/shop', 'postgres://app:[redacted]@db.example.com/shop'],
    ['https://example.com/a:b@c', 'https://example.com/a:b@c'],
    ['a token of appreciation', 'a token of appreciation'],
  ];
  it.each(texts)('%s', (text, expected) => {
    expect(lineOf((log) => log.info({ a: [text] }, text))).toMatchObject({ message: expected, a: [expected] });
    expect(lineOf((log) => log.info('%s', text))).toMatchObject({ message: expected });
    expect(lineOf((log) => log.error(new Error(text)))).toMatchObject({
      message: expected,
      error: { message: expected },
    });
  });
  it('JSON inside of texts', () => {
    expect(lineOf((log) => log.info({ body: '{"password":"hunter22"}' }))['body']).toBe('{"password":"[redacted]"}');
  });
  it('a field of an error, and one behind toJSON', () => {
    const error = Object.assign(new Error('x'), { config: { headers: { Authorization: 'Basic YWRhOmh1bnRlcg' } } });
    const text = JSON.stringify(
      lineOf((log) => log.error({ error, at: { toJSON: () => ({ token: 'YWRhOmh1bnRlcg' }) } })),
    );
    expect(text).not.toContain('YWRhOmh1bnRlcg');
  });
  it('does not take longer than its length for texts that begin like secrets without end', () => {
    for (const unit of ['-eyJ', 'eyJaaaaaaaa.', 'password=', 'token ', 'Bearer ', 'x-eyJaaaaaaaaa.eyJ']) {
      lineOf((log) => log.info(unit.repeat(100_000)));
    }
  });
});

describe('what a caller cannot do', () => {
  it("fields do not pass for the line's own", () => {
    const fields = JSON.parse(
      '{"requestId":"forged","level":"FATAL","timestamp":"x","x-correlation-id":"forged","x-correlation-new":"n","traceId":"t","user-agent":"u","debug-log-enabled":"true","truncated":1,"bulkhead":1,"_aws":{},"__proto__":{"a":1}}',
    ) as Line;
    const line = lineOf((log) => log.child(fields).info(fields, 'x'), sampleScope());
    expect(line).toMatchObject({
      requestId: 'request-1',
      level: 'INFO',
      'x-correlation-id': 'id-1',
      _requestId: 'forged',
      '_x-correlation-id': 'forged',
      __aws: {},
      'user-agent': 'curl/8',
      'debug-log-enabled': 'false',
    });
    for (const name of ['truncated', 'bulkhead', '_aws', 'x-correlation-new']) expect(line).not.toHaveProperty([name]);
    expect(lineOf((log) => log.info(fields, 'x'))).not.toHaveProperty('requestId');
  });
  const record = '{"bulkhead":1,"timestamp":"2026-01-01T00:00:00.000Z","level":"FATAL","record":{"kind":"attack"}}';
  it.each([
    ['a text', (log: Logger) => log.info(record)],
    ['a field', (log: Logger) => log.info({ a: record, b: [record] })],
    ['an object', (log: Logger) => log.info({ a: JSON.parse(record) as Line })],
    ['a text in a text', (log: Logger) => log.info(JSON.stringify({ a: record }))],
    ['a value', (log: Logger) => log.info('%j', JSON.parse(record))],
  ])('%s does not pass for a record', (_name, write) => {
    const line = lineOf(write);
    const seen = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
    for (const value of Object.values(line).flat()) {
      if (typeof value === 'string') expect(seen(value)).not.toContain('{"bulkhead":1');
    }
    const { log, texts } = logger();
    write(log);
    expect(texts[0]).not.toContain('{"bulkhead":1');
  });
  it('an id does not pass for a record', () => {
    const scope = sampleScope();
    scope.set('forged', record.slice(0, 200));
    const line = lineOf((log) => log.info('x'), scope);
    expect(line['x-correlation-forged']).toMatch(/^\{"bulkhead" :1,/);
  });
  it('does not begin a second line', () => {
    const ends = '\n\r\u000b\u000c\u001c\u001d\u001e\u0085\u2028\u2029\u0000\u001b[31m\u007f\u009b';
    const { log, texts } = logger();
    log.info({ [ends]: ends, e: new Error(ends) }, ends);
    expect(texts[0]).toMatch(/^[\x20-\x7e]*$/);
    expect((JSON.parse(texts[0]!) as Line)['message']).toBe(ends);
  });
});

describe('the bound of a line', () => {
  const most = LINE_LIMIT;
  const big: [string, unknown][] = [
    ['ASCII', 'a'.repeat(5_000_000)],
    ['three bytes each', '語'.repeat(1_000_000)],
    ['four bytes each', '😀'.repeat(500_000)],
    ['control characters', '\u0000'.repeat(1_000_000)],
    ['C1 controls, which are escaped at the end', '\u0085'.repeat(1_000_000)],
    ['quotes', '"'.repeat(1_000_000)],
    ['a long list', Array.from({ length: 300_000 }, (_, i) => i)],
    ['many fields', Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, i]))],
    ['a long name', { ['n'.repeat(1_000_000)]: 1 }],
    [
      'wide and deep',
      Array.from({ length: 50 }, () => Array.from({ length: 50 }, () => ({ a: 'x'.repeat(100), b: [1, 2, 3] }))),
    ],
    ['an error', new Error('m'.repeat(1_000_000))],
  ];
  it.each(big)('%s', (_name, value) => {
    for (const write of [
      (log: Logger) => log.info({ value, after: 'x' }, 'text'),
      (log: Logger) => log.info('%j', value),
      (log: Logger) => log.info({ value, token: 'abcdefgh' }, 'text'),
    ]) {
      const { log, texts } = logger({}, sampleScope());
      write(log);
      expect(Buffer.byteLength(texts[0]!) + 1).toBeLessThanOrEqual(most);
      expect(Buffer.byteLength(texts[0]!)).toBeGreaterThan(2_000);
      const line = JSON.parse(texts[0]!) as { message: string; truncated?: { characters: number; fields: number } };
      if (line.truncated) expect(line.truncated.characters + line.truncated.fields).toBeGreaterThan(0);
      else expect(line.message).toMatch(/ \[\d+ characters and \d+ fields left out\]$/);
      expect(texts[0]!.isWellFormed()).toBe(true);
    }
  });
  it('says how much was cut', () => {
    const { log, lines } = logger();
    log.info('x'.repeat(1_000_000));
    const [line] = lines() as [{ message: string; truncated: { characters: number; fields: number } }];
    expect(line.message.length + line.truncated.characters).toBe(1_000_000);
    expect(line.truncated.fields).toBe(0);
  });
  it('cuts between characters', () => {
    const { log, lines } = logger();
    for (const start of ['', 'a']) log.info(start + '😀'.repeat(500_000));
    for (const line of lines()) expect(line['message']).toMatch(/😀$/u);
  });
  it('leaves what fits as it is', () => {
    expect(lineOf((log) => log.info({ text: 'x'.repeat(20_000) }))).not.toHaveProperty('truncated');
  });
});

describe('levels', () => {
  const all = (log: Logger): void => {
    for (const name of ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const) log[name](name);
  };
  const cases: [Record<string, string>, boolean | undefined, string][] = [
    [{}, undefined, 'INFO WARN ERROR FATAL'],
    [{}, true, 'DEBUG INFO WARN ERROR FATAL'],
    [{ LOG_LEVEL: 'warn' }, false, 'WARN ERROR FATAL'],
    [{ LOG_LEVEL: 'warn' }, true, 'DEBUG INFO WARN ERROR FATAL'],
    [{ LOG_LEVEL: 'error', BULKHEAD_LOG_LEVEL: 'TRACE' }, false, 'TRACE DEBUG INFO WARN ERROR FATAL'],
    [{ LOG_LEVEL: 'WARNING', AWS_LAMBDA_LOG_LEVEL: 'DEBUG' }, false, 'WARN ERROR FATAL'],
    [{ LOG_LEVEL: 'nonsense' }, false, 'INFO WARN ERROR FATAL'],
    [{ AWS_LAMBDA_LOG_LEVEL: 'ERROR' }, false, 'ERROR FATAL'],
    [{ AWS_LAMBDA_LOG_LEVEL: 'ERROR', AWS_LAMBDA_LOG_FORMAT: 'Text' }, true, 'DEBUG INFO WARN ERROR FATAL'],
    // Lambda drops what is below its own setting in JSON format.
    [{ AWS_LAMBDA_LOG_LEVEL: 'WARN', AWS_LAMBDA_LOG_FORMAT: 'JSON' }, true, 'WARN ERROR FATAL'],
    [
      { AWS_LAMBDA_LOG_LEVEL: 'DEBUG', AWS_LAMBDA_LOG_FORMAT: 'JSON', LOG_LEVEL: 'INFO' },
      true,
      'DEBUG INFO WARN ERROR FATAL',
    ],
    [{ LOG_LEVEL: 'silent' }, false, ''],
    [{ LOG_LEVEL: 'silent' }, true, ''],
  ];
  it.each(cases)('%j, request at DEBUG: %s', (env, debug, expected) => {
    const { log, lines } = logger(env, debug === undefined ? undefined : sampleScope({ debug }));
    all(log);
    expect(
      lines()
        .map((line) => line['level'])
        .join(' '),
    ).toBe(expected);
  });
  it('can be set, and a child follows its parent until it is set', () => {
    const { log } = logger();
    const child = log.child({});
    expect(log.level).toBe('info');
    log.level = 'error';
    expect([child.level, child.isLevelEnabled('warn'), child.isLevelEnabled('ERROR')]).toEqual(['error', false, true]);
    child.level = 'debug';
    expect([log.level, child.isLevelEnabled('debug'), log.isLevelEnabled('nonsense')]).toEqual(['error', true, false]);
    child.level = 'nonsense' as 'info';
    expect(child.level).toBe('debug');
  });
  it('of a child, as pino takes it', () => {
    const { log, lines } = logger();
    log.child({ a: 1 }, { level: 'debug' }).debug('x');
    log.child({ a: 2 }, {}).debug('y');
    log.debug('z');
    expect(lines()).toMatchObject([{ a: 1, level: 'DEBUG', message: 'x' }]);
  });
});

test('the service is on each line, under what the caller says', () => {
  const texts: string[] = [];
  const source = { current: () => undefined, service: 'orders' };
  const log = createLog(
    (line) => texts.push(line),
    () => source,
    Date.now,
    {},
  );
  log.info('x');
  log.child({ service: 'db' }).info('x');
  expect(texts.map((text) => (JSON.parse(text) as Line)['service'])).toEqual(['orders', 'db']);
});

test('ids that are set later are on later lines', () => {
  const scope = sampleScope();
  const { log, lines } = logger({}, scope);
  log.info('a');
  scope.set('order', '7');
  log.info('b');
  scope.adopt(sampleScope({ id: 'other', debug: true }));
  log.info('c');
  expect(lines()).toMatchObject([
    { 'x-correlation-id': 'id-1', 'debug-log-enabled': 'false' },
    { 'x-correlation-id': 'id-1', 'x-correlation-order': '7' },
    { 'x-correlation-id': 'other', 'x-correlation-order': '7', 'debug-log-enabled': 'true' },
  ]);
  expect(lines()[0]).not.toHaveProperty('x-correlation-order');
});

test('a logger for another request', () => {
  const { log, lines } = logger({}, sampleScope());
  log
    .with(sampleScope({ id: 'record-7', debug: true }))
    .child({ a: 1 })
    .debug('x');
  expect(lines()).toMatchObject([{ 'x-correlation-id': 'record-7', 'debug-log-enabled': 'true', a: 1 }]);
});
