import { expect, it } from 'vitest';
import { type Candidate, scan } from '../scan.ts';
import { judgeUrls } from './judge.lazy.ts';
import { classifyName, knownNames } from './names.ts';
import { isNoAddress, isNoScheme, isOrdinaryHost, isOrdinaryLink, isSentence } from './ordinary.ts';

it('calls no host ordinary that stands in a table', () => {
  expect(knownNames().length).toBeGreaterThan(80);
  for (const name of knownNames()) {
    for (const host of [name, `a.${name}`, name.toUpperCase()]) {
      if (classifyName(host) !== 'ordinary' && isOrdinaryHost(host)) expect.fail(host);
    }
  }
  for (const host of ['evil.com', 'attacker-site.net', 'x.hacker.org', 'a.svc', 'db.localdomain'])
    expect(isOrdinaryHost(host)).toBe(false);
});

it.each(['shop.example.com', 'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com', 'www.example.de'])(
  '%s is ordinary',
  (host) => {
    expect(isOrdinaryHost(host)).toBe(true);
  },
);

it.each(['https://shop.example.com/cart', 'https://shop.example.com', 'http://example.org/a/b.html?c=d'])(
  '%s needs no reading',
  (link) => {
    expect(isOrdinaryLink(link)).toBe(true);
  },
);

/** Values without an address, and such as have one. */
const VALUES = [
  '/shops/eu-1/orders',
  'application/json, text/plain, */*',
  'image/png',
  'Mozilla/5.0 (X11; rv:128.0) Gecko',
  '2026-11-20T10:15:00Z',
  'arn:aws:sqs:eu-west-1:123456789012:votes',
  '12:30/14:45',
  '//10.0.0.1/x',
  '/\\10.0.0.1/x',
  '169.254.169.254/latest',
  'localhost/admin',
  'metadata/computeMetadata/v1',
  '/latest/meta-data/iam',
  '/v1.0/META-DATA',
  '[::1]/x',
  '127.1/x',
  'http:127.0.0.1',
  'http:0x7f.1',
  'metadata:80',
  '169.254.169.254:80',
  'file:${x}',
  'jar:a!b',
  'a gopher://127.0.0.1:6379/_x',
  'host.docker.internal/x',
  'instance-data/latest',
  'ip6-localhost/x',
];

it('turns away nothing that is one', () => {
  let found = 0;
  for (const value of VALUES) {
    const candidate = scan(value) as Candidate;
    const away = value.includes(':')
      ? /[/\\]/.test(value)
        ? isSentence(candidate)
        : isNoScheme(candidate)
      : isNoAddress(candidate);
    const verdict = judgeUrls(candidate);
    if (verdict !== undefined) found++;
    if (verdict !== undefined && away) expect.fail(value);
  }
  expect(found).toBeGreaterThan(8);
});
