import { expect, test } from 'vitest';
import type { EventStrings } from '../scope.ts';
import { addUrl, canonicalHost, eventHosts, findHost } from './event-hosts.ts';

function strings(...entries: [value: string, key?: string | number, parent?: string][]): EventStrings {
  return {
    values: entries.map(([value]) => value),
    keys: entries.map(([, key]) => key ?? 'url'),
    parents: entries.map(([, , parent]) => parent ?? 'queryStringParameters'),
  };
}

const named: [string, string, number, boolean][] = [
  // value, host asked for, port, whether the event names it
  ['http://10.0.0.5/admin', '10.0.0.5', 80, true],
  ['http://10.0.0.5/admin', '10.0.0.5', 8080, false],
  ['https://internal.example/x', 'internal.example', 443, true],
  ['HTTP://Internal.EXAMPLE./x', 'internal.example', 80, true],
  ['http://user:pw@127.0.0.1:9001/2018-06-01', '127.0.0.1', 9001, true],
  ['http://2130706433/', '127.0.0.1', 80, true],
  ['http://0x7f.1/', '127.0.0.1', 80, true],
  ['http://[::ffff:127.0.0.1]/', '::ffff:7f00:1', 80, true],
  ['http://evil.example\\@127.0.0.1/', 'evil.example', 80, true],
  ['look at http://10.0.0.5:81 and https://10.0.0.6', '10.0.0.6', 443, true],
  ['look at http://10.0.0.5:81 and https://10.0.0.6', '10.0.0.5', 81, true],
  ['10.0.0.5', '10.0.0.5', 6379, true],
  ['10.0.0.5:6379', '10.0.0.5', 6379, true],
  ['10.0.0.5:6379', '10.0.0.5', 6380, false],
  ['//10.0.0.5/x', '10.0.0.5', 443, true],
  ['10.0.0.5/latest/meta-data', '10.0.0.5', 80, true],
  ['localhost', 'localhost', 3000, true],
  ['we met at 10.0.0.5 last week', '10.0.0.5', 80, false],
  ['gopher://10.0.0.5:70/_x', '10.0.0.5', 70, true],
  ['://', '', 80, false],
  ['http://', '', 80, false],
  ['http://[::1', '::1', 80, false],
];

test.each(named)('%s names %s:%i: %s', (value, host, port, expected) => {
  expect(findHost(eventHosts(strings([value])), host, port) !== undefined).toBe(expected);
});

test.each<[string, string | number, string, boolean]>([
  ['127.0.0.1', 'X-Forwarded-For', 'headers', false],
  ['127.0.0.1', 0, 'multiValueHeaders.X-Forwarded-For', false],
  ['127.0.0.1:3000', 'Host', 'headers', false],
  ['127.0.0.1', 'sourceIp', 'requestContext.identity', false],
  ['http://127.0.0.1/', 'X-Forwarded-For', 'headers', true],
  ['127.0.0.1', 'target', 'queryStringParameters', true],
  ['127.0.0.1', 'host', 'body|json.hosts', false],
  ['127.0.0.1', 'database_host', 'body|json', true],
])('%s at %s of %s: %s', (value, key, parent, expected) => {
  expect(findHost(eventHosts(strings([value, key, parent])), '127.0.0.1', 3000) !== undefined).toBe(
    expected && !value.startsWith('http'),
  );
  if (value.startsWith('http'))
    expect(findHost(eventHosts(strings([value, key, parent])), '127.0.0.1', 80)).toBeDefined();
});

test('only a URL counts where a name alone does not', () => {
  const hosts = eventHosts(strings(['db.internal'], ['http://api.internal:8080/x']));
  expect(findHost(hosts, 'db.internal', 5432, true)).toBeUndefined();
  expect(findHost(hosts, 'api.internal', 8080, true)?.index).toBe(1);
});

test('a redirect adds its target, a relative one nothing', () => {
  const hosts = eventHosts(strings());
  addUrl('http://169.254.169.254/latest', hosts);
  addUrl('/next', hosts);
  expect(hosts).toEqual([{ host: '169.254.169.254', port: 80, url: true, index: -1 }]);
});

test.each([
  ['2130706433', '127.0.0.1'],
  ['0177.0.0.1', '127.0.0.1'],
  ['::FFFF:127.0.0.1', '::ffff:7f00:1'],
  ['[::1]', '::1'],
  ['Example.COM.', 'example.com'],
  ['fe80::1%eth0', 'fe80::1'],
  ['not a host', 'not a host'],
])('canonical form of %s', (host, expected) => {
  expect(canonicalHost(host)).toBe(expected);
});

test('a flood of hosts is bounded in number and time', () => {
  const many = strings(
    ...Array.from({ length: 5000 }, (_, i): [string] => [`http://h${i}.example/`]),
    ['http://'.repeat(100_000)],
    ['a'.repeat(1_000_000)],
    ['a.'.repeat(500_000)],
  );
  expect(eventHosts(many).length).toBe(500);
  const long = strings(['http://'.repeat(100_000)], ['a'.repeat(1_000_000)], [`${'a'.repeat(1_000_000)}://x`]);
  expect(eventHosts(long).length).toBeLessThan(30);
});
