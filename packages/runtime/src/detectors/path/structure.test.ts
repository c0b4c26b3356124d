import { expect, it } from 'vitest';
import { escapesPath } from './structure.ts';

const ESCAPES: readonly [path: string, value: string][] = [
  ['/var/task/docs/../../../etc/passwd', '../../../etc/passwd'],
  ['/var/task/docs/a/../../secret', 'a/../../secret'],
  ['../secret.txt', '../secret.txt'],
  ['/tmp/uploads/..', '..'],
  ['/etc/passwd', '../../../../etc/passwd'], // resolved by path.join
  ['/proc/self/environ', '/proc/self/environ'],
  ['/etc/passwd.txt', '/etc/passwd.txt'],
  ['/tmp/../etc/passwd', '/tmp/../etc/passwd'],
  ['/etc/passwd', '/tmp/../etc/passwd'], // resolved
  ['/tmp/x/evil.sh\0.png', 'evil.sh\0.png'],
  ['/etc/ssl/ca.pem', '/etc/ssl'],
];

const STAYS: readonly [path: string, value: string][] = [
  ['/var/task/docs/reports/2026.pdf', 'reports/2026.pdf'],
  ['/var/task/docs/a/../b.txt', 'a/../b.txt'],
  ['/var/task/v1..v2.diff', 'v1..v2.diff'],
  ['/var/task/..hidden/x', '..hidden/x'],
  ['/var/www/index.html', '/index.html'],
  ['/var/task/index.html', '/'],
  ['/users', '/users'],
  ['/tmp/job-17.csv', '/tmp/job-17.csv'],
  ['/var/task/data.json', '../other/thing'],
  ['/var/task/handler.js', '../../etc/passwd'],
  ['/var/task/a', ''],
  ['', '../x'],
  ['/data/report-../x', '-../x'],
];

it.each(ESCAPES)('%s with %s leaves its folder', (path, value) => {
  expect(escapesPath(path, value)).toBe(true);
});

it.each(STAYS)('%s with %s stays', (path, value) => {
  expect(escapesPath(path, value)).toBe(false);
});

it('takes linear work', () => {
  const long = '../'.repeat(20_000);
  expect(escapesPath(`/x/${long}`, long)).toBe(true);
  expect(escapesPath('.'.repeat(60_000), '..')).toBe(false);
});
