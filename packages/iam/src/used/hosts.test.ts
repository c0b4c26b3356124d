import type { GrantedStatement, NeededStatement } from '@bulkhead/core';
import { describe, expect, test } from 'vitest';
import { compareHosts, prefixOfHost } from './hosts.ts';

test.each<[string, string | undefined]>([
  ['dynamodb.eu-west-1.amazonaws.com:443', 'dynamodb'],
  ['123456789012.ddb.eu-west-1.amazonaws.com:443', 'dynamodb'],
  ['*.s3.eu-west-1.amazonaws.com:443', 's3'],
  ['my.bucket.s3.dualstack.us-east-1.amazonaws.com', 's3'],
  ['s3.amazonaws.com:443', 's3'],
  ['states.eu-west-1.amazonaws.com:443', 'states'],
  ['sync-states.eu-west-1.amazonaws.com:443', 'states'],
  ['monitoring.eu-west-1.amazonaws.com:443', 'cloudwatch'],
  ['email.eu-west-1.amazonaws.com:443', 'ses'],
  ['eu-west-1.queue.amazonaws.com:443', 'sqs'],
  ['sqs.cn-north-1.amazonaws.com.cn:443', 'sqs'],
  ['sqs.eu-west-1.api.aws:443', 'sqs'],
  ['vpce-0a1b-2c3d.sns.eu-west-1.vpce.amazonaws.com:443', 'sns'],
  ['abcdefghij.execute-api.eu-west-1.amazonaws.com:443', 'execute-api'],
  ['secretsmanager.eu-west-1.amazonaws.com:443', 'secretsmanager'],
  ['api.example.com:443', undefined],
  ['dynamodb.eu-west-1.amazonaws.com.evil.example:443', undefined],
  ['amazonaws.com', undefined],
  ['', undefined],
])('%s is %s', (host, prefix) => expect(prefixOfHost(host)).toBe(prefix));

const place = { file: 'i.js', line: 1, column: 1 };
const needs = (action: string, kind: 'call' | 'runtime' = 'call'): NeededStatement =>
  ({ actions: [action], resources: ['*'], because: [{ place, kind }] }) as unknown as NeededStatement;
const grants = (...actions: readonly string[]): GrantedStatement =>
  ({ effect: 'Allow', actions, resources: ['*'], from: 'inline', place }) as unknown as GrantedStatement;

describe('what hosts say of actions', () => {
  test.each<[string, readonly NeededStatement[], readonly string[], readonly string[], readonly string[]]>([
    [
      'needed, its service seen',
      [needs('dynamodb:PutItem')],
      ['dynamodb:PutItem'],
      ['dynamodb'],
      ['dynamodb:PutItem keep'],
    ],
    [
      'needed, its service not seen: it stays',
      [needs('sqs:SendMessage')],
      ['sqs:*'],
      ['dynamodb'],
      ['dynamodb:* look', 'sqs:SendMessage unseen'],
    ],
    ['not needed, never connected to', [], ['sns:Publish'], ['api'], ['sns:Publish remove']],
    [
      'not needed, another action of a service that was',
      [needs('dynamodb:PutItem')],
      ['dynamodb:PutItem', 'dynamodb:Scan'],
      ['dynamodb'],
      ['dynamodb:PutItem keep', 'dynamodb:Scan watch'],
    ],
    ['a key is used through other services', [], ['kms:Decrypt'], ['api'], ['kms:Decrypt watch']],
    [
      'what Lambda does itself',
      [needs('sqs:ReceiveMessage', 'runtime')],
      ['sqs:ReceiveMessage', 'logs:PutLogEvents'],
      ['api'],
      [],
    ],
    ['everything', [], ['*'], ['api'], ['* watch']],
    ['a function that was not seen', [], ['sns:Publish'], [], ['sns:Publish watch']],
  ])('%s', (_, needed, granted, hosts, expected) => {
    const seen = new Map(
      hosts.map((name) => [
        `${name}.eu-west-1.${name === 'api' ? 'example' : 'amazonaws'}.com:443`,
        { count: 2, first: 1, last: 5 },
      ]),
    );
    const rows = compareHosts(seen, needed, granted.length === 0 ? [] : [grants(...granted)]);
    expect(rows.map(({ action, advice }) => `${action} ${advice}`)).toEqual(expected);
  });

  test('several hosts of one service are added up', () => {
    const hosts = new Map([
      ['a.s3.eu-west-1.amazonaws.com:443', { count: 1, first: 3, last: 4 }],
      ['b.s3.eu-west-1.amazonaws.com:443', { count: 2, first: 1, last: 9 }],
    ]);
    expect(compareHosts(hosts, [needs('s3:GetObject')], [])[0]?.used).toMatchObject({ count: 3, first: 1, last: 9 });
  });
});
