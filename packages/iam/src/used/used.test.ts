import { gzipSync } from 'node:zlib';
import type { GrantedStatement, NeededStatement } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { createCloudTrailReader } from './cloudtrail.ts';
import { compareUse } from './compare-used.ts';

const event = (eventSource: string, eventName: string, more: object = {}) => ({
  eventVersion: '1.11',
  eventID: `${eventSource}-${eventName}-${JSON.stringify(more)}`,
  eventTime: '2026-11-20T10:00:00Z',
  eventSource: `${eventSource}.amazonaws.com`,
  eventName,
  eventCategory: 'Management',
  userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::123456789012:assumed-role/shop-role/shop-order' },
  ...more,
});
function read(...contents: readonly (string | Buffer)[]) {
  const reader = createCloudTrailReader();
  for (const content of contents) reader.add(Buffer.from(content));
  return reader.result();
}
const actions = (use: ReturnType<typeof read>) => [...(use.bySession.get('shop-order')?.keys() ?? [])].sort();

describe('the reader', () => {
  it.each([
    ['a file of a trail', JSON.stringify({ Records: [event('dynamodb', 'PutItem')] })],
    ['gzipped', gzipSync(JSON.stringify({ Records: [event('dynamodb', 'PutItem')] }))],
    ['lookup-events', JSON.stringify({ Events: [{ CloudTrailEvent: JSON.stringify(event('dynamodb', 'PutItem')) }] })],
    ['one event a line', `${JSON.stringify(event('dynamodb', 'PutItem'))}\nno event\n`],
  ])('takes %s', (_title, content) => expect(actions(read(content))).toEqual(['dynamodb:PutItem']));

  it.each([
    ['s3', 'HeadObject', ['s3:GetObject']],
    ['lambda', 'Invoke', ['lambda:InvokeFunction']],
    ['lambda', 'GetFunction20150331v2', ['lambda:GetFunction']],
    ['states', 'StartExecution', ['states:StartExecution']],
    ['monitoring', 'PutMetricData', ['cloudwatch:PutMetricData']],
    ['secretsmanager', 'GetSecretValue', ['secretsmanager:GetSecretValue']],
    ['sts', 'GetCallerIdentity', []],
    ['nowhere', 'DoThis', []],
  ])('%s %s is %j', (source, name, expected) => {
    expect(actions(read(JSON.stringify({ Records: [event(source, name)] })))).toEqual(expected);
  });

  it('counts an event once, with its times and denials', () => {
    const one = event('sqs', 'SendMessage');
    const later = event('sqs', 'SendMessage', { eventTime: '2026-11-21T10:00:00Z', errorCode: 'AccessDenied' });
    const use = read(JSON.stringify({ Records: [one, later] }), JSON.stringify({ Records: [one] }));
    expect(use.bySession.get('shop-order')!.get('sqs:SendMessage')).toEqual({
      action: 'sqs:SendMessage',
      first: Date.parse('2026-11-20T10:00:00Z'),
      last: Date.parse('2026-11-21T10:00:00Z'),
      count: 2,
      denied: 1,
    });
  });

  it.each([
    ['users', { userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/ann' } }],
    ['no time', { eventTime: 'soon' }],
    ['no identity', { userIdentity: null }],
  ])('leaves out %s', (_title, more) => {
    expect(read(JSON.stringify({ Records: [event('dynamodb', 'PutItem', more)] })).bySession.size).toBe(0);
  });

  it.each(['', '[]', 'null', '{"Records": 1}', '{"Records": [null, 1, []]}', '\u001f\u008b damaged'])(
    'takes %j for no events',
    (text) => {
      expect(read(text).events).toBe(0);
    },
  );
});

describe('compareUse', () => {
  const place = { file: 'a', line: 1, column: 1 };
  const needs = (...list: string[]): NeededStatement[] => [
    { actions: list, resources: ['*'], because: [{ place, kind: 'call' }] },
  ];
  const grants = (...list: string[]): GrantedStatement[] => [
    { effect: 'Allow', actions: list, resources: ['*'], place, from: 'role' },
  ];
  const advice = (needed: string[], granted: string[], ...events: object[]) =>
    compareUse(
      { function: 'shop-order', role: 'shop-role' },
      needs(...needed),
      grants(...granted),
      read(JSON.stringify({ Records: events })),
    ).map((row) => `${row.action} ${row.advice}`);
  const data = { eventCategory: 'Data' };

  it.each([
    [
      'needed and seen',
      ['dynamodb:PutItem'],
      ['dynamodb:*'],
      [event('dynamodb', 'PutItem', data)],
      ['dynamodb:PutItem keep'],
    ],
    ['needed and not seen stays', ['sqs:SendMessage'], ['sqs:SendMessage'], [], ['sqs:SendMessage unseen']],
    ['seen and not in the code', [], ['dynamodb:*'], [event('dynamodb', 'Scan', data)], ['dynamodb:Scan look']],
    [
      'granted, unneeded, unseen, and recorded',
      [],
      ['secretsmanager:GetSecretValue'],
      [],
      ['secretsmanager:GetSecretValue remove'],
    ],
    ['granted, unneeded, and no such events are recorded', [], ['s3:GetObject'], [], ['s3:GetObject watch']],
    [
      'the same where data events are recorded',
      [],
      ['s3:GetObject'],
      [event('s3', 'PutObject', { ...data, userIdentity: {} })],
      ['s3:GetObject remove'],
    ],
    ['what Lambda does itself', [], ['logs:PutLogEvents', 'ec2:CreateNetworkInterface'], [], []],
    ['everything', [], ['*'], [], ['* watch']],
  ])('%s', (_title, needed, granted, events, expected) => expect(advice(needed, granted, ...events)).toEqual(expected));
});
