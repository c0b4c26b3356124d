import { describe, expect, it } from 'vitest';
import { joinPath } from '../visits.ts';
import { walkText } from '../walk-event.ts';

const PAYLOAD = "x' or 1=1; a||id --";
const ENCODED = encodeURIComponent(PAYLOAD);

function visitsOf(text: string): [path: string, value: string][] {
  const visits: [string, string][] = [];
  walkText(text, (value, parent, key) => visits.push([joinPath(parent, key), value]));
  return visits;
}

describe('parameters inside of a value', () => {
  it.each([
    ['a path', `/x?a=1&id=${ENCODED}`, 'value|query.id'],
    ['a path, not encoded', `/x?a=1&id=${PAYLOAD}`, 'value|query.id'],
    ['blanks as signs', `/x?id=${PAYLOAD.replaceAll(' ', '+')}`, 'value|query.id'],
    ['an address with a fragment', `https://h.example/x?a=1&id=${ENCODED}#part-2`, 'value|query.id'],
    ['an address without a scheme', `//h.example/?id=${ENCODED}`, 'value|query.id'],
    ['a page beside this one', `x.php?id=${ENCODED}`, 'value|query.id'],
    ['a query string alone', `?a=1&id=${ENCODED}`, 'value|query.id'],
    ['a request line', `GET /x?id=${ENCODED} HTTP/1.1`, 'value|query.id'],
    ['a request line, not encoded', `GET /x?id=${PAYLOAD} HTTP/1.1`, 'value|query.id'],
    ['a request line without its end', `GET /x?id=${ENCODED}`, 'value|query.id'],
    ['a form that nobody declared', `a=1&id=${ENCODED}`, 'value|form.id'],
    ['a form, not encoded', `a=1&id=${PAYLOAD}`, 'value|form.id'],
    ['a form of one field', `id=${ENCODED}`, 'value|form.id'],
    ['a list of a form', `ids[]=1&ids[]=${ENCODED}`, 'value|form.ids[]'],
    ['an address in an address', `/x?next=${encodeURIComponent(`/y?id=${ENCODED}`)}`, 'value|query.next|query.id'],
    ['an address in a form', `a=/y?id=${ENCODED}`, 'value|form.a|query.id'],
    ['an encoded address', encodeURIComponent(`/y?id=${ENCODED}`), 'value|url|query.id'],
    ['twice encoded', `/x?id=${encodeURIComponent(ENCODED)}`, 'value|query.id|url'],
    ['JSON', `/x?q=${encodeURIComponent(JSON.stringify({ a: PAYLOAD }))}`, 'value|query.q|json.a'],
    ['base64', `/x?q=${Buffer.from(PAYLOAD).toString('base64url')}`, 'value|query.q|base64'],
    ['a name', `/x?${ENCODED}=1&b=%20`, `value|query.{keys}.${PAYLOAD}`],
    ['a semicolon before', `/x?a=1;id=${ENCODED}`, 'value|query.id'],
    ["a page's source", `/x?a=1&amp;id=${ENCODED}`, 'value|query.id'],
    ['a sign before', `/x?c=#fff&id=${ENCODED}`, 'value|query.id'],
    [
      'a log of a web server',
      `192.0.2.7 - - [01/Jul/2026:12:00:00 +0000] "GET /x?id=${ENCODED} HTTP/1.1" 200 9 "-" "curl/8"`,
      'value|log[0]|query.id',
    ],
    [
      'the referrer in a log',
      `192.0.2.7 - - [01/Jul/2026] "GET /x?a=1 HTTP/2.0" 200 9 "https://a.example/?id=${ENCODED}" "curl/8"`,
      'value|log[1]|query.id',
    ],
    [
      'a log of CloudFront',
      `2026-07-01\t12:00:00\tFRA2\t392\t192.0.2.7\tGET\td1.cloudfront.net\t/x\t200\t-\tcurl\tid=${ENCODED}\t-`,
      'value|log[11]|form.id',
    ],
  ])('visits that of %s', (_what, text, path) => {
    expect(visitsOf(text)).toContainEqual([path, PAYLOAD]);
  });

  it.each([
    '/image.png?w=120&h=80&fit=crop',
    'https://a.example/items?id=550e8400-e29b-41d4-a716-446655440000&page=2',
    'a=1&b=two&c=3.5',
    'Is it true? a=b, they say %',
    'if (a ? b=1 : c=2) & d=3',
    '<a href="/x?a=+1&b=2">here</a>',
    'name = "x y"',
    'level=info msg="GET /x" took=5ms',
    'Root=1-5e1b4151-5ac6c58f40ac3ec5a7ae3ef1;Parent=53995c3f42cd8ad8;Sampled=1',
    'for=192.0.2.60;proto=https;by="203.0.113.43"',
    'PATH=/usr/bin\nHOME=/root',
    'YWJjZA==',
    '=1&b=+',
    'a==+',
    'Was it "GET"? HTTP/1.1 says a=b',
  ])('copies nothing of %j', (text) => {
    expect(visitsOf(text)).toEqual([['value', text]]);
  });

  it('takes a reference for no name', () => {
    const names = visitsOf('/x?a=1&amp;id=2&amp;page=%20').map(([path]) => path);
    expect(names).toEqual(['value', 'value|query.id', 'value|query.page', 'value|url']);
  });

  it('reads a parameter once', () => {
    const paths = visitsOf(`/x?a=%2527&b=1&c=%20`).map(([path]) => path);
    expect(paths).toEqual([
      'value',
      'value|query.a',
      'value|query.a|url',
      'value|query.c',
      'value|url',
      'value|url|url',
    ]);
  });

  it('reads as many as an honest address has, and tells of the others', () => {
    let visited = 0;
    const result = walkText(`/x?${'a=%20&'.repeat(5000)}`, (_value, _parent, key) => {
      if (key === 'a') visited++;
    });
    expect(visited).toBe(1000);
    expect(result).toMatchObject({ truncated: true, stoppedAt: 'value|query' });
  });
});
