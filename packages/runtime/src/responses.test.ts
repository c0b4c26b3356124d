import { describe, expect, it } from 'vitest';
import { inspectResponse } from './responses.lazy.ts';
import { mayBeFaulty } from './responses.ts';

const MARKUP = '<img src=x onerror=alert(1)>';
const html = (body: string, type = 'text/html; charset=utf-8') => ({
  statusCode: 200,
  headers: { 'Content-Type': type },
  body,
});
const json = (statusCode: number, value: unknown) => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});
const TRACE = 'TypeError: x is not a function\n    at Object.<anonymous> (/var/task/index.js:12:3)\n    at async main';

describe('what goes out', () => {
  it.each<[rule: string, response: unknown]>([
    ['response/reflection', html(`<p>You searched for ${MARKUP}</p>`)],
    ['response/reflection', { statusCode: 200, body: `<p>${MARKUP}</p>` }],
    ['response/reflection', `<!doctype html><p>${MARKUP}`],
    ['response/reflection', { multiValueHeaders: { 'content-type': ['text/html'] }, body: `<p>${MARKUP}` }],
    ['response/reflection', html(`q = "${MARKUP}"`, 'application/javascript')],
    ['response/stack-trace', json(500, { error: TRACE })],
    ['response/stack-trace', json(200, { stack: 'at handler (/var/task/src/app.mjs:3:9)' })],
    ['response/stack-trace', json(200, { trace: 'File "/var/task/app.py", line 12, in handler' })],
    ['response/stack-trace', json(502, { trace: 'Traceback (most recent call last):\n  File "app.py"' })],
    ['response/stack-trace', html('<pre>Error at /var/runtime/index.mjs:1105:3</pre>')],
    ['response/database-error', json(500, { m: 'You have an error in your SQL syntax; check the manual' })],
    ['response/database-error', json(400, { m: 'ERROR: syntax error at or near "or" at character 31' })],
    ['response/database-error', { statusCode: 400, body: 'SQLITE_ERROR: near x: syntax error' }],
    ['response/secret', html('-----BEGIN RSA PRIVATE KEY-----\nMIIE')],
    ['response/secret', json(200, { key: 'AKIAIOSFODNN7EXAMPLE' })],
    ['response/secret', json(200, { token: `ghp_${'a1B2'.repeat(9)}` })],
  ])('%s', (rule, response) => {
    expect(inspectResponse(response, [MARKUP])?.rule).toBe(rule);
    // Answers that reflect something are inspected without a first look.
    expect(mayBeFaulty(response)).toBe(rule !== 'response/reflection');
  });

  it.each<[what: string, response: unknown, mayBe: boolean]>([
    ['an ordinary answer', json(201, { customer: 'Ada', items: 3 }), false],
    ['a text', 'hello, world', false],
    ['an error', json(404, { message: 'not found' }), true],
    ['a status of another kind', { statusCode: '200', body: 'hello there' }, true],
    ['more than is looked at', 'x'.repeat(300_000), true],
    ['nothing', undefined, false],
  ])('a first look at %s', (_what, response, mayBe) => {
    expect(mayBeFaulty(response)).toBe(mayBe);
  });

  it('is seen at first look whatever code has replaced', () => {
    const { indexOf } = String.prototype;
    const { apply } = Reflect;
    try {
      String.prototype.indexOf = () => -1;
      Reflect.apply = () => -1;
      expect(mayBeFaulty(json(200, { key: 'AKIAIOSFODNN7EXAMPLE' }))).toBe(true);
    } finally {
      String.prototype.indexOf = indexOf;
      Reflect.apply = apply;
    }
  });

  it.each<[what: string, response: unknown]>([
    ['the same string escaped', html('<p>&lt;img src=x onerror=alert(1)&gt;</p>')],
    ['in JSON, which no browser executes', json(200, { q: MARKUP })],
    ['in plain text', html(MARKUP, 'text/plain')],
    ['binary', { statusCode: 200, isBase64Encoded: true, body: Buffer.from(`<p>${MARKUP}`).toString('base64') }],
    ['a page with other markup', html('<script src="/app.js"></script><p>hello</p>')],
    ['a word about tracebacks', json(200, { text: 'Traceback (most recent call last) is what Python prints' })],
    ['a path in a help text', json(200, { text: 'Lambda unpacks your code into /var/task/ before it starts' })],
    [
      'a presigned URL',
      json(200, { url: 'https://b.s3.amazonaws.com/k?X-Amz-Credential=ASIAIOSFODNN7EXAMPLE%2F2026' }),
    ],
    ['a public key', html('-----BEGIN PUBLIC KEY-----\nMIIB')],
    ['no body', { statusCode: 204 }],
    ['nothing', undefined],
    ['a number', 7],
    ['odd headers', { statusCode: '200', headers: 'x', body: 'hello there' }],
  ])('%s passes', (_what, response) => {
    expect(inspectResponse(response, [MARKUP])).toBeUndefined();
  });
});
