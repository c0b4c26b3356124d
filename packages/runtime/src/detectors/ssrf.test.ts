import { expect, it } from 'vitest';
import { ssrf } from './ssrf.ts';
import { detectIn } from './testing/detect-in.ts';

const ATTACKS = [
  'http://169.254.169.254/latest/meta-data/',
  'http://169.254.170.2/v2/credentials/x',
  'http://[fd00:ec2::254]/latest/',
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://0251.0376.0251.0376/',
  'http://metadata.google.internal/computeMetadata/v1/',
  'http://127.0.0.1/admin',
  'http://127.1:6379',
  'http://localhost/server-status',
  'http://localhost:9001/2018-06-01/runtime/invocation/next',
  'https://[::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://0.0.0.0:22',
  'http://10.0.0.5/',
  'http://192.168.1.1/admin',
  'http://2130706433/',
  'http://127.0.0.1.nip.io/',
  'http://example.com@169.254.169.254/',
  'http://①②⑦.⓪.⓪.①/',
  'http:\\\\127.0.0.1\\x',
  '//169.254.169.254/latest/meta-data/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:6379/_SAVE',
  'dict://10.0.0.5:11211/stats',
  'ldap://198.51.100.9/x',
  'https://example.com/fetch?url=http://169.254.169.254/',
  'https://example.com/go?to=file:///etc/passwd',
  'http://x.oastify.com/',
];

const HONEST = [
  'https://example.com/',
  'http://example.com:8080/a?b=c',
  'https://203.0.113.9/a',
  '127.0.0.1',
  '10.0.0.5, 203.0.113.9',
  'localhost:3000',
  'Open http://localhost:3000 in your browser.',
  'http://localhost:3000/app/page',
  'mailto:a@example.com',
  'ftp://ftp.example.com/pub/file.txt',
  'ssh://git@github.com/a/b.git',
  'https://example.com/login?next=https://example.com/home',
  'https://localhost.example.com/',
  'tel:+123456',
  'a://b',
  'arn:aws:s3:::bucket/key',
];

it.each(ATTACKS)('%j is request forgery', (value) => {
  expect(detectIn(ssrf, value)).toMatch(/medium|high/);
});

it.each(HONEST)('%j is not', (value) => {
  expect([undefined, 'low']).toContain(detectIn(ssrf, value));
});
