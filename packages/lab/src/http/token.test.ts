import { describe, expect, it } from 'vitest';
import { cognitoClaims, jwtClaims, readClaims } from './token.ts';

const tokenOf = (claims: unknown): string =>
  ['{"alg":"none"}', JSON.stringify(claims), 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.');

const claims = {
  sub: 'u1',
  exp: 1718722804,
  iat: 1718636404,
  auth_time: 1718636404,
  groups: ['a', 'b'],
  o: { k: 1 },
  v: true,
};

describe('readClaims', () => {
  it.each([
    [`Bearer ${tokenOf({ sub: 'a' })}`, { sub: 'a' }],
    [`bearer  ${tokenOf({ sub: 'a' })}`, { sub: 'a' }],
    [tokenOf({ sub: 'a' }), { sub: 'a' }],
    ['', undefined],
    ['Bearer', undefined],
    ['Bearer a.b', undefined],
    ['Bearer a.b.c', undefined],
    [`Bearer ${tokenOf('text')}`, undefined],
    [`Bearer ${tokenOf([1])}`, undefined],
    [`Bearer ${tokenOf(null)}`, undefined],
    [`Bearer ${tokenOf({ a: 'x'.repeat(20_000) })}`, undefined],
    ['Basic dXNlcjpwdw==', undefined],
  ])('%s', (header, expected) => expect(readClaims(header)).toEqual(expected));
});

it('HTTP API: text, arrays in brackets', () =>
  expect(jwtClaims(claims)).toEqual({
    sub: 'u1',
    exp: '1718722804',
    iat: '1718636404',
    auth_time: '1718636404',
    groups: '[a b]',
    o: '{"k":1}',
    v: 'true',
  }));

it('REST API: dates as Cognito authorizers write them', () =>
  expect(cognitoClaims(claims)).toMatchObject({
    exp: 'Tue Jun 18 15:00:04 UTC 2024',
    iat: 'Mon Jun 17 15:00:04 UTC 2024',
    auth_time: '1718636404',
    groups: 'a,b',
  }));
