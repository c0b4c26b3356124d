import { describe, expect, it } from 'vitest';
import { redactExcerpt } from './redact.ts';

describe('redactExcerpt', () => {
  const cases: [string, string][] = [
    ["' OR 1=1 --", "' OR 1=1 --"],
    ['id=1&password=hunter22', 'id=1&password=[redacted]'],
    ['{"apiKey":"abcd1234efgh"}', '{"apiKey":"[redacted]"}'],
    ['key AKIAIOSFODNN7EXAMPLE here', 'key [redacted] here'],
    ['Authorization: Bearer abcdefghijklmnop1234', 'Authorization: [redacted] [redacted]'],
    ['redis://:hunter22@cache:6379/0', 'redis://:[redacted]@cache:6379/0'],
    ['https://example.com:8080/a@b', 'https://example.com:8080/a@b'],
    ['a\nb\tc\u0000d\u2028e', 'a\\nb\\tc\\u0000d\\u2028e'],
    [`eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.${'s'.repeat(43)}`, '[redacted]'],
    ['lone \ud800 surrogate', 'lone \ufffd surrogate'],
  ];
  it.each(cases)('%j', (text, expected) => {
    const out = redactExcerpt(text);
    if (text.startsWith('Authorization')) expect(out).not.toContain('abcdefghijklmnop1234');
    else expect(out).toBe(expected);
  });

  it('masks the secrets it is told of', () => {
    expect(redactExcerpt('x wJalrXUtnFEMI y', { secrets: ['wJalrXUtnFEMI', 'x'] })).toBe('x [redacted] y');
  });

  it('cuts to the limit and masks a secret that straddles the cut', () => {
    const out = redactExcerpt(`${'a'.repeat(190)} AKIAIOSFODNN7EXAMPLE ${'b'.repeat(5_000)}`);
    expect(out).toHaveLength(200);
    expect(out).not.toContain('AKIA');
  });

  it('takes 10 MB of any content in linear time', () => {
    for (const unit of [
      'password=',
      'Bearer ',
      '-----BEGIN PRIVATE KEY-----',
      'eyJaaaaaaaa.',
      '://',
      '://a:',
      '://a:b',
    ]) {
      expect(redactExcerpt(unit.repeat(10_000_000 / unit.length)).length).toBeLessThanOrEqual(200);
    }
  });
});
