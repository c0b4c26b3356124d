import { expect, test } from 'vitest';
import { createLeakLook, createLeakSearch } from './credentials.ts';

const secretKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const sessionToken = `IQoJb3JpZ2luX2VjEXAMPLE//////////${'FwoGZXIvYXdzEXAMPLE+/'.repeat(20)}==`;
const search = createLeakSearch({ secretKey, sessionToken });
const look = createLeakLook({ secretKey, sessionToken });
const b64 = (text: string): string => Buffer.from(text).toString('base64');
const dump = `PATH=/usr/bin\nAWS_SECRET_ACCESS_KEY=${secretKey}\nAWS_SESSION_TOKEN=${sessionToken}\n`;

test.each<[string, unknown, string | undefined]>([
  ['an environment dump', { statusCode: 200, body: dump }, 'response.body'],
  ['JSON in the body', { body: JSON.stringify({ out: dump }) }, 'response.body'],
  ['a string', dump, 'response'],
  ['base64', { body: b64(dump), isBase64Encoded: true }, 'response.body'],
  ['base64, one byte later', { body: b64(`x${dump}`) }, 'response.body'],
  ['base64, two bytes later', { body: b64(`xy${dump}`) }, 'response.body'],
  ['base64url', { body: Buffer.from(dump).toString('base64url') }, 'response.body'],
  ['hexadecimal', { out: Buffer.from(dump).toString('hex') }, 'response.out'],
  ['HEXADECIMAL', { out: Buffer.from(dump).toString('hex').toUpperCase() }, 'response.out'],
  ['URL-encoded', { headers: { location: `/?e=${encodeURIComponent(dump)}` } }, 'response.headers.location'],
  ['in a list', { items: ['a', [secretKey]] }, 'response.items.1.0'],
  ['bytes', Buffer.from(dump), 'response'],
  ['the token alone', { token: sessionToken }, 'response.token'],
  [
    'presigned URL',
    { url: `https://b.s3.amazonaws.com/k?X-Amz-Security-Token=${encodeURIComponent(sessionToken)}&X-Amz-Signature=0` },
    undefined,
  ],
  [
    'presigned URL in JSON',
    { body: JSON.stringify({ u: `https://b/k?X-Amz-Security-Token=${encodeURIComponent(sessionToken)}` }) },
    undefined,
  ],
  ['presigned form', { fields: { 'X-Amz-Security-Token': sessionToken } }, undefined],
  ['presigned form in JSON', { body: JSON.stringify({ 'X-Amz-Security-Token': sessionToken }) }, undefined],
  ['presigned form, then the token', { body: `X-Amz-Security-Token=${sessionToken} ${sessionToken}` }, 'response.body'],
  ['the key id', { body: 'AKIAIOSFODNN7EXAMPLE' }, undefined],
  [
    'an honest answer',
    { statusCode: 200, body: '{"ok":true}', headers: { 'content-type': 'application/json' } },
    undefined,
  ],
  ['nothing', undefined, undefined],
])('%s', (_name, response, path) => {
  expect(search(response)?.path).toBe(path);
  if (path !== undefined) expect(look(response)).toBe(true);
});

test.each<[string, unknown, boolean]>([
  [
    'an honest answer',
    { statusCode: 200, body: '{"ok":true}', headers: { 'content-type': 'application/json' } },
    false,
  ],
  ['nothing', undefined, false],
  ['a UUID', { id: '0b8f5c1f-7d4a-4c55-9d3f-5f1c2f6e1a77' }, false],
  ['an image in base64', { body: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ', isBase64Encoded: true }, true],
  ['bytes', new Uint8Array(1), true],
  ['more than a few objects', Array.from({ length: 300 }, () => []), true],
])('the first look lets a search go into it: %s', (_name, response, goes) => {
  expect(look(response)).toBe(goes);
});

test('the first look sees a secret whatever code has replaced', () => {
  const { charCodeAt } = String.prototype;
  const { apply } = Reflect;
  const { isView } = ArrayBuffer;
  try {
    String.prototype.charCodeAt = () => 32;
    Reflect.apply = () => 32;
    ArrayBuffer.isView = (() => false) as unknown as typeof isView;
    expect([look({ body: dump }), look(Buffer.from(dump))]).toEqual([true, true]);
  } finally {
    String.prototype.charCodeAt = charCodeAt;
    Reflect.apply = apply;
    ArrayBuffer.isView = isView;
  }
});

test('a response of any size or shape ends', () => {
  const loop: Record<string, unknown> = {};
  loop['self'] = loop;
  expect(() => search({ body: 'x'.repeat(6_000_000) })).not.toThrow();
  let deep: unknown = secretKey;
  for (let i = 0; i < 200; i++) deep = [deep];
  expect(search(deep)?.secret).toBe('AWS_SECRET_ACCESS_KEY');
  for (let i = 0; i < 20_000; i++) deep = [deep];
  expect(search(deep)).toBeUndefined();
  expect(search({ big: 'x'.repeat(2_000_000), body: secretKey })).toBeUndefined();
});

test('without credentials there is nothing to find', () => {
  const none = createLeakSearch({ secretKey: undefined, sessionToken: 'short' });
  expect(none({ body: 'short' })).toBeUndefined();
  expect(createLeakLook({ secretKey: undefined, sessionToken: 'short' })({ body: 'short' })).toBe(false);
});

test.each([16, 17, 18, 19, 20, 40])('a secret of %i characters is found in each form, wherever it stands', (length) => {
  const secret = secretKey.slice(0, length);
  const found = createLeakSearch({ secretKey: secret, sessionToken: undefined });
  const forms = (text: string): string[] => {
    const bytes = Buffer.from(text);
    return [
      text,
      encodeURIComponent(text),
      bytes.toString('hex'),
      bytes.toString('base64'),
      bytes.toString('base64url'),
    ];
  };
  for (let before = 0; before < 45; before++) {
    for (const form of [...forms(secret), ...forms(`x${secret}`), ...forms(`xy${secret}.`)]) {
      expect(found(`${'a b" '.repeat(9).slice(0, before)} ${form} and more`)?.secret, form).toBe(
        'AWS_SECRET_ACCESS_KEY',
      );
    }
  }
  expect(found(`${secret.slice(0, -1)} ${secret.slice(1)} ${'word '.repeat(50)}`)).toBeUndefined();
});

test('declared secrets are found in each form, and taken when they are first named', () => {
  const values: Record<string, string> = { API_KEY: 'k-7f3e"91\\d2c4', PIN: '1234', OTHER: 'another-secret-1' };
  const names = ['API_KEY', 'PIN', 'NONE'];
  const found = createLeakSearch({ secretKey: undefined, sessionToken: undefined }, values);
  const secret = values['API_KEY']!;
  expect(found({ body: `key=${secret}` }, names)).toEqual({ path: 'response.body', secret: 'API_KEY' });
  values['API_KEY'] = 'put there by an attacker';
  for (const text of [
    JSON.stringify({ secret }),
    encodeURIComponent(secret),
    b64(`x${secret}`),
    Buffer.from(secret).toString('hex'),
  ]) {
    expect(found({ body: text }, names)?.secret, text).toBe('API_KEY');
  }
  expect(found({ body: `${values['OTHER']} 1234 k-7f3e"91` }, names)).toBeUndefined();
  expect(found({ body: secret })).toBeUndefined();
});

test('a secret of any other characters is found as well', () => {
  const found = createLeakSearch({ secretKey: 'a secret "of" blanks & quotes', sessionToken: undefined });
  const mayFind = createLeakLook({ secretKey: 'a secret "of" blanks & quotes', sessionToken: undefined });
  expect(mayFind({ body: 'it is a secret "of" blanks & quotes' })).toBe(true);
  expect(found('it is a secret "of" blanks & quotes')?.secret).toBe('AWS_SECRET_ACCESS_KEY');
});
