import { expect, it } from 'vitest';
import { regionOf } from '../names.ts';
import {
  extendedRequestId,
  formatClaimTime,
  formatRequestTime,
  httpIdentity,
  methodArn,
  restIdentity,
  stableId,
  traceHeaderFor,
} from './identity.ts';
import { makeApp } from './testing/app.ts';

const app = makeApp({});
const time = Date.UTC(2024, 5, 7, 4, 8, 3, 506);

it('formats times as AWS does', () => {
  expect(formatRequestTime(time)).toBe('07/Jun/2024:04:08:03 +0000');
  expect(formatClaimTime(time)).toBe('Fri Jun 07 04:08:03 UTC 2024');
});

it('is stable for one app and differs between its APIs', () => {
  expect(restIdentity(app)).toEqual(restIdentity(app));
  expect(restIdentity(app).apiId).not.toBe(httpIdentity(app).apiId);
  expect(restIdentity(app).domainName).toMatch(/^[a-z0-9]{10}\.execute-api\.eu-west-1\.amazonaws\.com$/);
  expect([restIdentity(app).stage, httpIdentity(app).stage]).toEqual(['dev', '$default']);
  expect(stableId('x', 32)).toMatch(/^[a-z0-9]{32}$/);
});

it('falls back to us-east-1', () =>
  expect(regionOf({ ...app, region: { unknown: 'x', expression: 'y' } })).toBe('us-east-1'));

it('writes method ARNs', () =>
  expect(methodArn({ ...restIdentity(app), apiId: 'abc' }, 'GET', '/pets/1')).toBe(
    'arn:aws:execute-api:eu-west-1:123456789012:abc/dev/GET/pets/1',
  ));

it('makes request ids of API Gateway’s form', () => expect(extendedRequestId()).toMatch(/^[\w-]{15}=$/));

it.each([
  [undefined, false],
  ['garbage', false],
  ['Root=1-66704cad-0fbaf1491365339d168b2a7d;Sampled=1', true],
  ['Self=1;Root=1-66704cad-0fbaf1491365339d168b2a7d', true],
])('trace header %s kept: %s', (incoming, kept) => {
  const header = traceHeaderFor(incoming, time);
  if (kept) expect(header).toBe(incoming);
  else expect(header).toMatch(new RegExp(`^Root=1-${(time / 1000).toString(16).slice(0, 8)}-[0-9a-f]{24}$`));
});
