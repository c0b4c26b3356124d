import { describe, expect, it } from 'vitest';
import { classifyHost, type HostKind } from './addresses.ts';

const CASES: readonly [string, HostKind][] = [
  ['127.0.0.1', 'loopback'],
  ['127.1', 'loopback'],
  ['127.0.1', 'loopback'],
  ['2130706433', 'loopback'],
  ['0x7f000001', 'loopback'],
  ['0x7f.1', 'loopback'],
  ['0177.0.0.1', 'loopback'],
  ['0o177.0.0.1', 'loopback'],
  ['017700000001', 'loopback'],
  ['①②⑦.⓪.⓪.①', 'loopback'],
  ['127。0。0。1', 'loopback'],
  ['localhost', 'loopback'],
  ['LOCALHOST.', 'loopback'],
  ['app.localhost', 'loopback'],
  ['::1', 'loopback'],
  ['[::1]', 'loopback'],
  ['[0000::1]', 'loopback'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['[0:0:0:0:0:ffff:127.0.0.1]', 'loopback'],
  ['::ffff:7f00:1', 'loopback'],
  ['64:ff9b::127.0.0.1', 'loopback'],
  ['ip6-localhost', 'loopback'],
  ['localtest.me', 'loopback'],
  ['a.b.lvh.me', 'loopback'],
  ['127.0.0.1.nip.io', 'loopback'],
  ['www-127-0-0-1.sslip.io', 'loopback'],
  ['sandbox.localdomain', 'loopback'],
  ['169.254.169.254', 'metadata'],
  ['2852039166', 'metadata'],
  ['0xa9fea9fe', 'metadata'],
  ['0x41414141A9FEA9FE', 'metadata'],
  ['0xA9.0xFE.0xA9.0xFE', 'metadata'],
  ['0251.0376.0251.0376', 'metadata'],
  ['425.510.425.510', 'metadata'],
  ['7147006462', 'metadata'],
  ['169.254.43518', 'metadata'],
  ['169.254.170.2', 'metadata'],
  ['169.254.170.23', 'metadata'],
  ['169.254.169.254.nip.io', 'metadata'],
  ['[fd00:ec2::254]', 'metadata'],
  ['::ffff:a9fe:a9fe', 'metadata'],
  ['metadata.google.internal', 'metadata'],
  ['instance-data', 'metadata'],
  ['100.100.100.200', 'metadata'],
  ['192.0.0.192', 'metadata'],
  ['169.254.1.1', 'link-local'],
  ['fe80::1%eth0', 'link-local'],
  ['10.0.0.5', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.1.1', 'private'],
  ['3232235777', 'private'],
  ['0xc0a80101', 'private'],
  ['100.64.0.1', 'private'],
  ['fd12:3456::1', 'private'],
  ['0.0.0.0', 'unspecified'],
  ['0', 'unspecified'],
  ['[::]', 'unspecified'],
  ['8.8.8.8', 'public'],
  ['172.32.0.1', 'public'],
  ['100.128.0.1', 'public'],
  ['[2606:4700::1111]', 'public'],
  ['example.com', 'name'],
  ['127.0.0.1.example.com', 'name'],
  ['localhost.example.com', 'name'],
  ['10minutemail.com', 'name'],
  ['1.2.3.4.5', 'name'],
  ['[::1', 'name'],
  ['', 'name'],
  ['a:b', 'name'],
];

describe('classifyHost', () => {
  it.each(CASES)('%s is %s', (host, kind) => {
    expect(classifyHost(host)).toBe(kind);
  });

  it('answers for any text', () => {
    for (const host of ['.', '..', '[', ']', '%', ':', '::::', '0x', '9'.repeat(400), '9'.repeat(40), '\0', '1.']) {
      expect(typeof classifyHost(host)).toBe('string');
    }
  });
});
