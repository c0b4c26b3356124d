import { describe, expect, it } from 'vitest';
import { headerValue, isHopByHop, pairHeaders, viewHeaders } from './headers.ts';
import { makeRequest } from './testing/request.ts';

describe('headers', () => {
  it('pairs raw headers with duplicates', () =>
    expect(pairHeaders(['A', '1', 'a', '2'])).toEqual([
      ['A', '1'],
      ['a', '2'],
    ]));

  it('finds the last value in any case', () =>
    expect(
      headerValue(
        [
          ['A', '1'],
          ['a', '2'],
        ],
        'A',
      ),
    ).toBe('2'));

  it.each([
    ['Connection', true],
    ['transfer-encoding', true],
    ['TE', true],
    ['content-type', false],
  ])('%s is hop-by-hop: %s', (name, expected) => expect(isHopByHop(name)).toBe(expected));

  const request = makeRequest('GET /', [
    ['Host', 'localhost:3000'],
    ['X-Two', 'a'],
    ['x-two', 'b'],
    ['Connection', 'keep-alive'],
    ['X-Forwarded-For', '203.0.113.7'],
    ['X-Forwarded-Proto', 'https'],
    ['__proto__', 'x'],
  ]);

  it('groups by name, keeps the first spelling, drops hop-by-hop headers', () =>
    expect(Object.fromEntries(viewHeaders(request, { lower: false }))).toEqual({
      Host: ['localhost:3000'],
      'X-Two': ['a', 'b'],
      ['__proto__']: ['x'],
      'X-Amzn-Trace-Id': [request.traceHeader],
      'X-Forwarded-For': ['203.0.113.7, 127.0.0.1'],
      'X-Forwarded-Port': ['3000'],
      'X-Forwarded-Proto': ['http'],
    }));

  it('lower-cases and keeps the connection header for load balancers', () =>
    expect([...viewHeaders(request, { lower: true, keepHopByHop: true }).keys()]).toEqual([
      'host',
      'x-two',
      'connection',
      '__proto__',
      'x-amzn-trace-id',
      'x-forwarded-for',
      'x-forwarded-port',
      'x-forwarded-proto',
    ]));

  it('reads UTF-8 bytes, and leaves latin1 alone', () => {
    const view = viewHeaders(
      makeRequest('GET /', [
        ['a', Buffer.from('é').toString('latin1')],
        ['b', '\xe9'],
      ]),
      { lower: true },
    );
    expect([view.get('a'), view.get('b')]).toEqual([['é'], ['\xe9']]);
  });
});
