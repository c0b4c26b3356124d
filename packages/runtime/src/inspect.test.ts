import { describe, expect, it } from 'vitest';
import { type InspectInput, inspectInput } from './inspect.ts';

const SQL = "' or 1=1--";

const CASES: readonly [input: InspectInput, rule: string, path: string][] = [
  [{ text: SQL, as: 'value' }, 'detector/sqli', 'value'],
  [{ text: encodeURIComponent(SQL), as: 'value' }, 'detector/sqli', 'value|url'],
  [{ text: '1+union+select+1,2', as: 'value' }, 'detector/sqli', 'value'],
  [{ text: `a=1&q=${encodeURIComponent(SQL)}`, as: 'query' }, 'detector/sqli', 'q'],
  [{ text: '?file=..%2f..%2fetc%2fpasswd', as: 'query' }, 'detector/traversal', 'file'],
  [
    { text: JSON.stringify({ user: [{ name: '<script>alert(1)</script>' }] }), as: 'json' },
    'detector/xss',
    'user[0].name',
  ],
  [{ text: '{"broken": ; cat /etc/passwd', as: 'json' }, 'detector/cmdi', 'value'],
  [{ text: JSON.stringify('x; env'), as: 'json' }, 'detector/cmdi', ''],
  [
    { text: JSON.stringify({ method: 'GET', uri: '/a?q=%3Bid', headers: {}, body: '' }), as: 'http' },
    'detector/cmdi',
    'rawQueryString|query.q',
  ],
  [
    { text: JSON.stringify({ method: 'GET', uri: '/a', headers: { 'X-Url': 'http://169.254.169.254/' } }), as: 'http' },
    'detector/ssrf',
    'headers.X-Url',
  ],
  [
    { text: JSON.stringify({ method: 'POST', uri: '/a', headers: {}, body: 'q=%3Bid' }), as: 'http' },
    'detector/cmdi',
    'body|form.q',
  ],
  [
    { text: JSON.stringify({ Records: [{ eventSource: 'aws:sqs', body: `{"a":"${SQL}"}` }] }), as: 'event' },
    'detector/sqli',
    'Records[0].body|json.a',
  ],
  [{ text: JSON.stringify({ some: { thing: SQL } }), as: 'event' }, 'detector/sqli', 'some.thing'],
];

describe('inspectInput', () => {
  it.each(CASES)('%j', (input, rule, path) => {
    const verdict = inspectInput(input);
    expect(verdict).toMatchObject({ flagged: true, rule, path });
    expect(verdict.action).toBe(verdict.confidence === 'high' ? 'block' : 'observe');
    expect(verdict.rule).toBe(`detector/${verdict.class}`);
    expect(verdict.hits[0]).toBeDefined();
  });

  it.each<InspectInput>([
    { text: '', as: 'value' },
    { text: 'blue', as: 'value' },
    { text: 'a=1&b=2&id=3', as: 'query' },
    { text: '{"a":["b"]}', as: 'json' },
    { text: 'null', as: 'json' },
    { text: 'null', as: 'http' },
    { text: '[]', as: 'event' },
    { text: '{"method":1,"uri":2,"headers":null,"body":{"a":1}}', as: 'http' },
  ])('finds nothing in %j', (input) => {
    expect(inspectInput(input)).toEqual({
      flagged: false,
      class: null,
      rule: null,
      path: null,
      confidence: null,
      action: 'observe',
      hits: [],
    });
  });

  it('names the surest of several', () => {
    const text = JSON.stringify({ a: "x' or 1", b: "1' union select 1,2--" });
    expect(inspectInput({ text, as: 'json' })).toMatchObject({ path: 'b', confidence: 'high' });
  });

  it('lists at most a hundred hits', () => {
    const text = JSON.stringify(Array.from({ length: 500 }, () => SQL));
    expect(inspectInput({ text, as: 'json' }).hits).toHaveLength(100);
  });
});
