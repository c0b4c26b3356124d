import { expect, it } from 'vitest';
import { testApp } from '../testing/app.ts';
import { partOf } from './eventbridge.ts';
import { createLocalNames, nameInArn } from './names.ts';
import { replacing } from './provision/index.ts';

it.each([
  ['arn:aws:sqs:eu-west-1:1:votes', 'votes'],
  ['arn:aws:sns:eu-west-1:1:votes.fifo', 'votes.fifo'],
  ['arn:aws:kinesis:eu-west-1:1:stream/clicks', 'clicks'],
  ['arn:aws:kinesis:eu-west-1:1:stream/clicks/consumer/c:1', 'clicks'],
  ['arn:aws:dynamodb:eu-west-1:1:table/votes/stream/2026-11-21T00:00:00.000', 'votes'],
  ['arn:aws:events:eu-west-1:1:event-bus/orders', 'orders'],
  ['arn:aws:s3:::photos', 'photos'],
  ['https://sqs.eu-west-1.amazonaws.com/1/votes', 'votes'],
  ['default', 'default'],
])('%s is %s', (text, name) => {
  expect(nameInArn(text)).toBe(name);
});

it('a reference to a resource of the template, and one that stays unknown', () => {
  const place = { file: 'serverless.yml', line: 1, column: 1 };
  const app = {
    ...testApp('shop', '/shop', {}, 'nodejs22.x'),
    resources: [{ id: 'Jobs', type: 'AWS::SQS::Queue', properties: { FifoQueue: true }, place }],
  };
  const names = createLocalNames(app);
  expect(names.nameOf('Jobs')).toBe('shop-dev-jobs.fifo');
  expect(names.arnOf('Jobs')).toBe('arn:aws:sqs:eu-west-1:123456789012:shop-dev-jobs.fifo');
  const unknown = { unknown: 'needs another stack', expression: '!ImportValue x' };
  expect([names.nameOf(unknown), names.arnOf(unknown), names.plain({ source: [unknown] })]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(names.plain({ source: ['a', 1, null, { b: true }] })).toEqual({ source: ['a', 1, null, { b: true }] });
});

it('the longer of two addresses is replaced first', () => {
  const localise = replacing([
    ['https://aws/votes', 'http://here/votes'],
    ['https://aws/votes-dead', 'http://there/dead'],
  ]);
  expect(localise('https://aws/votes-dead https://aws/votes')).toBe('http://there/dead http://here/votes');
});

it.each([
  ['$.detail.items[1].id', 7],
  ['$.detail', { items: [{ id: 1 }, { id: 7 }] }],
  ['$', { detail: { items: [{ id: 1 }, { id: 7 }] } }],
  ['$.detail.none.id', undefined],
  ['$.constructor', undefined],
])('%s of an event', (path, expected) => {
  expect(partOf({ detail: { items: [{ id: 1 }, { id: 7 }] } }, path)).toEqual(expected);
});
