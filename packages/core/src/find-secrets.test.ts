import { describe, expect, it } from 'vitest';
import { findSecrets, shownSecret } from './find-secrets.ts';

// Made here, never valid: written in halves, so that no scanner of this repository takes them for real.
const KEY_ID = `AKIA${'Z7QWX5TLKMNB2VCD'}`;
const SECRET_KEY = `wJ9rXutnF3MI/K7MDENG${'bPxRfiCYz8Q0L2vT6uHs'}`;
const GITHUB = `ghp_${'k3JhGq8ZtL0vWx2Yb5Nc7Md9Pf1Rs4Tu6Va8'}`;
const PEM_LINE = 'MIIEowIBAAKCAQEAx3u9vQ2k7Yh0Wl5sJdF8aTzE1rBqXoGmPn6CiVtKyH4LwSeU';

const kinds = (text: string) => findSecrets(text).map(({ kind }) => kind.id);

describe('finds', () => {
  it.each([
    ['a key id', `aws_access_key_id = ${KEY_ID}`, 'aws-access-key'],
    ['a key id in code', `new AWS.S3({ accessKeyId: '${KEY_ID}' })`, 'aws-access-key'],
    ['a secret key', `aws_secret_access_key=${SECRET_KEY}`, 'aws-secret-key'],
    ['a secret key in JSON', `{"secretAccessKey": "${SECRET_KEY}"}`, 'aws-secret-key'],
    ['a GitHub token', `git clone https://${GITHUB}@github.com/a/b`, 'github-token'],
    ['a private key', `-----BEGIN RSA PRIVATE KEY-----\n${PEM_LINE}\n`, 'private-key'],
    ['a private key on one line', `"-----BEGIN PRIVATE KEY-----\\n${PEM_LINE}`, 'private-key'],
    ['a password in a URL', 'postgres://shop:hU7-kw9!x@db.internal:5432/shop', 'url-password'],
    ['a password by name', "const dbPassword = 'hU7kw9x!q';", 'named-secret'],
    ['a password of letters', "const o = { password: 'qTzRbKwopLmXcvdAeHgfNsyWbtJkUr' };", 'named-secret'],
    ['a password in YAML', 'DB_PASSWORD: hU7kw9x!q', 'named-secret'],
    ['a key by name', "apiKey: 'q8Zt0vWx2Yb5Nc7Md9Pf1Rs4'", 'named-secret'],
    ['a key in .env', 'JWT_SECRET=q8Zt0vWx2Yb5Nc7Md9Pf1Rs4', 'named-secret'],
    ['a Python keyword', 'connect(password="hU7kw9x!q")', 'named-secret'],
  ])('%s', (_title, text, kind) => expect(kinds(text)).toEqual([kind]));
});

describe('leaves alone', () => {
  it.each([
    ['the key of the documentation', 'AKIAIOSFODNN7EXAMPLE'],
    ['a key id inside of base64', `abc/${KEY_ID}x9/zz==`],
    ['a reference to Secrets Manager', 'DB_PASSWORD: ${ssm:/shop/db-password}'],
    ['an environment variable', 'const password = process.env.DB_PASSWORD;'],
    ['the name of a secret', "SecretId: 'prod/shop/db-password'"],
    ['an ARN', 'apiKeySecret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-a1b2c3'],
    ['a word', "const token = 'authorization';"],
    ['the name of a field', "passwordField: 'Password1'"],
    ['a message', "const passwordError = 'Password must have 8 characters';"],
    ['a placeholder', 'API_KEY=your-api-key-goes-here-123'],
    ['a parser of keys', "text.includes('-----BEGIN RSA PRIVATE KEY-----')"],
    ['a URL without a password', 'https://user@example.com/path'],
    ['a local database', 'postgres://postgres:postgres@localhost/test'],
    ['a key of a map', "primaryKey: 'customer-orders-2024-11'"],
    ['a place in a list', '"nextToken": "U1FsdGVkX19nBV2zoh9GnulLJHWpn9xnG4"'],
    ['what Postman counts requests by', '"Postman-Token": "7d2f3c1e-90ab-4c5d-8e6f-1a2b3c4d5e6f"'],
    ['a reference in Terraform', '  password = var.database_password1'],
    ['a URL of a document', 'mysql://admin:myc00lpAssw2D@db.example.com:3306'],
    ['a type', 'interface A { password: string; token: string }'],
    ['words in both cases', "const o = { password: 'EnterYourVeryLongPasswordHere' };"],
    ['what KMS has encrypted', 'MASTER_PASSWORD: AQICAHhq7Zk2pTfJ8sVwLm4N9bRxYc3Ud6'],
    ['a call', "const token = createTokenForUser1('a');"],
  ])('%s', (_title, text) => expect(kinds(text)).toEqual([]));
});

it('says where', () => {
  const text = `# a\nid: ${KEY_ID}\n`;
  const [found] = findSecrets(text);
  expect(text.slice(found!.start, found!.end)).toBe(KEY_ID);
  expect(shownSecret(KEY_ID, found!.kind)).toBe(KEY_ID);
  expect(shownSecret(GITHUB, findSecrets(GITHUB)[0]!.kind)).toBe('ghp_…');
});

it('reads long lines to their end, in linear time', () => {
  const padding = 'a1_secret="'.repeat(90_000);
  expect(kinds(`${padding} ${KEY_ID} `)).toContain('aws-access-key');
});
