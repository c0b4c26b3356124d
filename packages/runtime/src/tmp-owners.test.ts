import { expect, it } from 'vitest';
import type { Scope } from './scope.ts';
import { callerId, createTmpOwners } from './tmp-owners.ts';

const by = (sub: string | undefined, coldStart = false): Scope =>
  ({ coldStart, event: { requestContext: sub === undefined ? {} : { authorizer: { principalId: sub } } } }) as Scope;

it.each<[string, unknown, string | undefined]>([
  ['a JWT authorizer', { requestContext: { authorizer: { jwt: { claims: { sub: 'u1' } } } } }, 'u1'],
  ['a Cognito user pool', { requestContext: { authorizer: { claims: { sub: 'u1' } } } }, 'u1'],
  ['a Lambda authorizer', { requestContext: { authorizer: { principalId: 'u1' } } }, 'u1'],
  ['IAM on an HTTP API', { requestContext: { authorizer: { iam: { userArn: 'arn:1' } } } }, 'arn:1'],
  ['IAM on a REST API', { requestContext: { identity: { userArn: 'arn:1', sourceIp: '192.0.2.1' } } }, 'arn:1'],
  ['a queue', { Records: [{ eventSourceARN: 'arn:q' }] }, 'arn:q'],
  ['a topic', { Records: [{ Sns: { TopicArn: 'arn:t' } }] }, 'arn:t'],
  ['a bucket', { Records: [{ s3: { bucket: { arn: 'arn:b' } } }] }, 'arn:b'],
  ['nobody in particular', { requestContext: { identity: { sourceIp: '192.0.2.1' } } }, undefined],
  ['no records', { Records: [] }, undefined],
  ['odd types', { requestContext: { authorizer: { claims: 'x', principalId: 7 } } }, undefined],
  ['nothing', null, undefined],
])('%s', (_name, event, caller) => {
  expect(callerId(event)).toBe(caller);
});

it('what one caller left and another opens is told of once', () => {
  const owners = createTmpOwners();
  owners.wrote('/tmp/a', by('u1'));
  expect(owners.isForeign('/tmp/a', by('u1'))).toBe(false);
  expect(owners.isForeign('/tmp/a', by(undefined))).toBe(false);
  expect(owners.isForeign('/tmp/a', by('u2'))).toBe(true);
  expect(owners.isForeign('/tmp/a', by('u3'))).toBe(false);
});

it.each<[string, (owners: ReturnType<typeof createTmpOwners>) => void]>([
  ['was written by the reader since', (owners) => owners.wrote('/tmp/a', by('u2'))],
  ['was written anew by nobody in particular', (owners) => owners.wrote('/tmp/a', by(undefined))],
  ['was filled again by a first invocation', (owners) => owners.wrote('/tmp/a', by('u1', true))],
])('nothing is told of a file that %s', (_name, then) => {
  const owners = createTmpOwners();
  owners.wrote('/tmp/a', by('u1'));
  then(owners);
  expect(owners.isForeign('/tmp/a', by('u2'))).toBe(false);
});

it('says it of ten paths at most, and remembers a bounded number', () => {
  const owners = createTmpOwners();
  for (let i = 0; i < 5_000; i++) owners.wrote(`/tmp/${i}`, by('u1'));
  let told = 0;
  for (let i = 0; i < 5_000; i++) if (owners.isForeign(`/tmp/${i}`, by('u2'))) told++;
  expect(told).toBe(10);
});
