import { type BinaryLike, createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { expect, test } from 'vitest';
import type { HookContext } from '../../guard.ts';
import { createSecretWatch, masked } from './secrets.ts';

const secretKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const sessionToken = `IQoJb3JpZ2luX2VjEXAMPLE//////////${'FwoGZXIvYXdzEXAMPLE+/'.repeat(20)}QyZ81/+==`;
const keyId = 'ASIAQ3EXAMPLEX7WTRSY';
const password = 'correct "horse"/batt€ry';

const policy = { action: 'block', secrets: ['DB_PASSWORD'] } as const;
const secretNames = () => policy.secrets;
const context = { scopes: () => [], policy: () => policy, secretNames } as unknown as HookContext;
const watch = createSecretWatch({ keyId, secretKey, sessionToken }, { DB_PASSWORD: password }, context, () => false);

/** Names of what leaves; every case is also held to the cheap look, as bytes and as text. */
function leaks(text: string): string[] {
  const bytes = Buffer.from(text);
  const found = watch.leaks(bytes).map((hit) => hit.secret.name);
  if (found.length > 0) {
    expect(watch.mayHold(bytes, undefined)).toBe(true);
    expect(watch.mayHold(text, 'utf8')).toBe(true);
  }
  return [...new Set(found)];
}

const b64 = (text: string): string => Buffer.from(text).toString('base64');
const KEY = ['AWS_SECRET_ACCESS_KEY'];

test.each<[string, string, string[]]>([
  ['plain', secretKey, KEY],
  ['in a form', `a=1&k=${encodeURIComponent(secretKey)}&b=2`, KEY],
  ['in a URL in a URL', `u=${encodeURIComponent(`https://x/?k=${encodeURIComponent(secretKey)}`)}`, KEY],
  ['JSON', JSON.stringify({ k: secretKey }), KEY],
  ['JSON with escaped slashes', JSON.stringify({ k: secretKey }).replaceAll('/', '\\/'), KEY],
  ['hexadecimal', Buffer.from(`x${secretKey}`).toString('hex'), KEY],
  ['HEXADECIMAL', Buffer.from(secretKey).toString('hex').toUpperCase(), KEY],
  ['base64', b64(secretKey), KEY],
  ['base64, one byte later', b64(`x${secretKey}y`), KEY],
  ['base64, two bytes later', b64(`xy${secretKey}`), KEY],
  ['base64url', Buffer.from(`{"k":"${secretKey}"}`).toString('base64url'), KEY],
  ['the first half of a split', `POST / HTTP/1.1\r\n\r\nk=${secretKey.slice(0, 25)}`, KEY],
  ['the second half', `${secretKey.slice(20)}&more`, KEY],
  ['sixteen characters of it', `x ${secretKey.slice(0, 16)} y`, KEY],
  ['twelve', `x ${secretKey.slice(0, 12)} y`, []],
  [
    'an environment dump',
    `AWS_SECRET_ACCESS_KEY=${secretKey}\nAWS_SESSION_TOKEN=${sessionToken}\n`,
    [...KEY, 'AWS_SESSION_TOKEN'],
  ],
  ['the token alone', `{"t":"${sessionToken}"}`, ['AWS_SESSION_TOKEN']],
  [
    'another role’s token, which begins alike',
    `${sessionToken.slice(0, 40)}${'GZXIvYXdzEXAMPLF+/Fxp'.repeat(20)}==`,
    [],
  ],
  [
    'the token under its name, nothing signed',
    `POST / HTTP/1.1\r\nx-amz-security-token: ${sessionToken}\r\n\r\n`,
    ['AWS_SESSION_TOKEN'],
  ],
  ['the id alone', `id=${keyId}`, ['AWS_ACCESS_KEY_ID']],
  ['another id', 'id=ASIAQ3EXAMPLEX7WTRSZ', []],
  ['a declared secret', `p=${password}`, ['DB_PASSWORD']],
  ['a declared secret in JSON', JSON.stringify({ p: password }), ['DB_PASSWORD']],
  ['a declared secret in a URL', encodeURIComponent(password), ['DB_PASSWORD']],
  ['a declared secret in base64', b64(`user:${password}`), ['DB_PASSWORD']],
  [
    'the extension for parameters',
    `GET /secretsmanager/get HTTP/1.1\r\nX-Aws-Parameters-Secrets-Token: ${sessionToken}\r\n\r\n`,
    [],
  ],
  ['the secret reversed, which is out', [...secretKey].reverse().join(''), []],
])('%s', (_name, text, names) => {
  expect(leaks(text)).toEqual(names);
});

class Sha256 {
  readonly #parts: Buffer[] = [];
  readonly #key: BinaryLike | undefined;
  constructor(key?: BinaryLike) {
    this.#key = key;
  }
  update(data: string | Uint8Array): void {
    this.#parts.push(Buffer.from(data as string));
  }
  async digest(): Promise<Uint8Array> {
    const hash = this.#key === undefined ? createHash('sha256') : createHmac('sha256', this.#key);
    return hash.update(Buffer.concat(this.#parts)).digest();
  }
  reset(): void {
    this.#parts.length = 0;
  }
}

const signer = (service: string) =>
  new SignatureV4({
    service,
    region: 'eu-west-1',
    credentials: { accessKeyId: keyId, secretAccessKey: secretKey, sessionToken },
    sha256: Sha256 as never,
  });
const request = (path: string, query = {}) => ({
  method: 'GET',
  protocol: 'https:',
  hostname: 'b.example.com',
  path,
  query,
  headers: { host: 'b.example.com' },
});
const queryOf = (query: Record<string, unknown>): string =>
  Object.entries(query)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`)
    .join('&');

test('a signed request, in HTTP/1.1 and as JSON, in base64 as Vault takes it', async () => {
  const { headers } = await signer('execute-api').sign(request('/x'));
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  expect(leaks(`GET /x HTTP/1.1\r\n${head.join('')}\r\n`)).toEqual([]);
  const json = JSON.stringify(Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])));
  expect(leaks(json)).toEqual([]);
  expect(leaks(JSON.stringify({ iam_request_headers: b64(json) }))).toEqual([]);
});

test('presigned URLs: as they are, in JSON, in another URL, as tokens of RDS, MSK and EKS', async () => {
  const { query = {} } = await signer('rds-db').presign(request('/', { Action: 'connect', DBUser: 'app' }));
  const url = `https://b.example.com/?${queryOf(query)}`;
  expect(url).toContain(encodeURIComponent(sessionToken));
  expect(leaks(url)).toEqual([]);
  expect(leaks(JSON.stringify({ url }))).toEqual([]);
  expect(leaks(`u=${encodeURIComponent(url)}`)).toEqual([]);
  expect(leaks(`\0\0\0\x09p${url.slice('https://'.length)}\0`)).toEqual([]);
  for (const prefix of ['', 'k8s-aws-v1.', 'n,,\x01auth=Bearer ']) {
    expect(leaks(prefix + Buffer.from(url).toString('base64url'))).toEqual([]);
    expect(leaks(prefix + b64(url))).toEqual([]);
  }
});

test('a POST policy, as fields of JSON and of a form', () => {
  const fields = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${keyId}/20261120/eu-west-1/s3/aws4_request`,
    'X-Amz-Security-Token': sessionToken,
    Policy: b64(
      JSON.stringify({
        conditions: [
          { 'x-amz-credential': `${keyId}/20261120/eu-west-1/s3/aws4_request` },
          { 'x-amz-security-token': sessionToken },
        ],
      }),
    ),
    'X-Amz-Signature': '0'.repeat(64),
  };
  expect(leaks(JSON.stringify(fields))).toEqual([]);
  expect(leaks(JSON.stringify(JSON.stringify(fields)))).toEqual([]);
  const form = Object.entries(fields).map(
    ([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  expect(leaks(form.join(''))).toEqual([]);
});

test('what is written over keeps its length and the rest', () => {
  const bytes = Buffer.from(`a ${secretKey} é ${b64(secretKey)} z`);
  const covered = masked(bytes, watch.leaks(bytes));
  expect(covered.length).toBe(bytes.length);
  expect(Buffer.from(covered).toString()).toMatch(/^a \*{40} é \*+.{0,4} z$/);
});

test('honest bytes and floods', () => {
  const random = Buffer.from(Array.from({ length: 65_536 }, (_, i) => (i * 7919 + (i >> 3) * 31) & 255));
  for (const bytes of [random, Buffer.from(random.toString('base64')), Buffer.from(random.toString('hex'))]) {
    expect(watch.leaks(bytes)).toEqual([]);
  }
  // Bounded: no more than so many are found and covered.
  expect(watch.leaks(Buffer.from(`${secretKey} `.repeat(3000))).length).toBe(2000);
});
