import type { TemplateValue } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { evaluate, type IamRequest, type PolicyStatement, type Verdict } from './evaluate.ts';

type Parts = Partial<PolicyStatement>;
const allow = (parts: Parts = {}): PolicyStatement => ({
  effect: 'Allow',
  actions: ['s3:GetObject'],
  resources: ['*'],
  ...parts,
});
const deny = (parts: Parts = {}): PolicyStatement => ({ ...allow(parts), effect: 'Deny' });
const when = (conditions: TemplateValue): PolicyStatement => allow({ conditions });

const OBJECT: IamRequest = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/a.txt' };
const having = (context: NonNullable<IamRequest['context']>): IamRequest => ({ ...OBJECT, context });

describe('evaluate', () => {
  it.each<[string, readonly PolicyStatement[], IamRequest, Verdict]>([
    ['nothing allows', [], OBJECT, 'denied'],
    ['allowed', [allow()], OBJECT, 'allowed'],
    ['another action', [allow({ actions: ['s3:PutObject'] })], OBJECT, 'denied'],
    ['any case', [allow({ actions: ['S3:getOBJECT'] })], OBJECT, 'allowed'],
    ['wildcard', [allow({ actions: ['s3:Get*'] })], OBJECT, 'allowed'],
    ['resource', [allow({ resources: ['arn:aws:s3:::b/*'] })], OBJECT, 'allowed'],
    ['other resource', [allow({ resources: ['arn:aws:s3:::c/*'] })], OBJECT, 'denied'],
    ['resources mind case', [allow({ resources: ['arn:aws:s3:::B/*'] })], OBJECT, 'denied'],
    ['deny wins', [allow(), deny()], OBJECT, 'denied'],
    ['deny before allow', [deny(), allow()], OBJECT, 'denied'],
    ['deny of another', [allow(), deny({ actions: ['s3:PutObject'] })], OBJECT, 'allowed'],
    ['NotAction', [allow({ actions: [], notActions: ['iam:*'] })], OBJECT, 'allowed'],
    ['NotAction that names it', [allow({ actions: [], notActions: ['s3:*'] })], OBJECT, 'denied'],
    ['NotResource', [allow({ resources: [], notResources: ['arn:aws:s3:::c/*'] })], OBJECT, 'allowed'],
    ['NotResource that names it', [allow({ resources: [], notResources: ['arn:aws:s3:::b/*'] })], OBJECT, 'denied'],
    [
      'Deny with NotResource',
      [allow(), deny({ resources: [], notResources: ['arn:aws:s3:::b/*'] })],
      OBJECT,
      'allowed',
    ],
    ['a reference', [allow({ resources: [{ ref: 'Bucket', attribute: 'Arn' }] })], OBJECT, 'unknown'],
    ['a reference beside a match', [allow({ resources: [{ ref: 'B' }, '*'] })], OBJECT, 'allowed'],
    [
      'a policy that is not known',
      [allow({ unknown: 'a managed policy', actions: [], resources: [] })],
      OBJECT,
      'unknown',
    ],
    ['deny of a reference', [allow(), deny({ resources: [{ ref: 'B' }] })], OBJECT, 'unknown'],

    ['StringEquals', [when({ StringEquals: { 's3:prefix': 'a' } })], having({ 's3:prefix': 'a' }), 'allowed'],
    ['StringEquals differs', [when({ StringEquals: { 's3:prefix': 'a' } })], having({ 's3:prefix': 'b' }), 'denied'],
    ['keys do not mind case', [when({ StringEquals: { 'S3:Prefix': 'a' } })], having({ 's3:prefix': 'a' }), 'allowed'],
    ['values mind case', [when({ StringEquals: { 's3:prefix': 'A' } })], having({ 's3:prefix': 'a' }), 'denied'],
    ['IgnoreCase', [when({ StringEqualsIgnoreCase: { k: 'A' } })], having({ k: 'a' }), 'allowed'],
    ['one of several values', [when({ StringEquals: { k: ['a', 'b'] } })], having({ k: 'b' }), 'allowed'],
    ['all keys', [when({ StringEquals: { k: 'a', l: 'b' } })], having({ k: 'a', l: 'c' }), 'denied'],
    [
      'all operators',
      [when({ StringEquals: { k: 'a' }, Bool: { b: 'true' } })],
      having({ k: 'a', b: 'false' }),
      'denied',
    ],
    ['missing key', [when({ StringEquals: { k: 'a' } })], OBJECT, 'denied'],
    ['IfExists', [when({ StringEqualsIfExists: { k: 'a' } })], OBJECT, 'allowed'],
    ['IfExists there', [when({ StringEqualsIfExists: { k: 'a' } })], having({ k: 'b' }), 'denied'],
    ['StringNotEquals', [when({ StringNotEquals: { k: 'a' } })], having({ k: 'b' }), 'allowed'],
    ['StringNotEquals, same', [when({ StringNotEquals: { k: ['a', 'b'] } })], having({ k: 'b' }), 'denied'],
    ['StringNotEquals, missing', [when({ StringNotEquals: { k: 'a' } })], OBJECT, 'allowed'],
    ['StringLike', [when({ StringLike: { k: 'in/*' } })], having({ k: 'in/x' }), 'allowed'],
    ['StringEquals knows no wildcard', [when({ StringEquals: { k: 'in/*' } })], having({ k: 'in/x' }), 'denied'],
    ['StringNotLike', [when({ StringNotLike: { k: 'in/*' } })], having({ k: 'in/x' }), 'denied'],
    ['ArnLike', [when({ ArnLike: { k: 'arn:aws:sns:*:*:t' } })], having({ k: 'arn:aws:sns:eu-west-1:1:t' }), 'allowed'],
    [
      'ArnLike stays in its part',
      [when({ ArnLike: { k: 'arn:aws:sns:*:t' } })],
      having({ k: 'arn:aws:sns:r:1:t' }),
      'denied',
    ],
    ['Bool', [when({ Bool: { 'aws:SecureTransport': 'true' } })], having({ 'aws:SecureTransport': 'true' }), 'allowed'],
    [
      'Bool of the template',
      [when({ Bool: { 'aws:SecureTransport': true } })],
      having({ 'aws:SecureTransport': 'false' }),
      'denied',
    ],
    ['NumericLessThan', [when({ NumericLessThan: { n: '10' } })], having({ n: '9' }), 'allowed'],
    ['NumericLessThan, not', [when({ NumericLessThan: { n: '10' } })], having({ n: '10' }), 'denied'],
    ['NumericEquals of no number', [when({ NumericEquals: { n: 'x' } })], having({ n: 'x' }), 'denied'],
    [
      'DateGreaterThan',
      [when({ DateGreaterThan: { d: '2026-01-01T00:00:00Z' } })],
      having({ d: '2026-06-01T00:00:00Z' }),
      'allowed',
    ],
    ['DateLessThan in seconds', [when({ DateLessThan: { d: '1' } })], having({ d: '2026-06-01T00:00:00Z' }), 'denied'],
    [
      'IpAddress',
      [when({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })],
      having({ 'aws:SourceIp': '203.0.113.9' }),
      'allowed',
    ],
    [
      'IpAddress outside',
      [when({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })],
      having({ 'aws:SourceIp': '203.0.114.9' }),
      'denied',
    ],
    [
      'NotIpAddress',
      [when({ NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })],
      having({ 'aws:SourceIp': '203.0.114.9' }),
      'allowed',
    ],
    ['Null true', [when({ Null: { k: 'true' } })], OBJECT, 'allowed'],
    ['Null true, there', [when({ Null: { k: 'true' } })], having({ k: 'a' }), 'denied'],
    ['Null false', [when({ Null: { k: 'false' } })], having({ k: 'a' }), 'allowed'],
    ['ForAllValues', [when({ 'ForAllValues:StringEquals': { k: ['a', 'b'] } })], having({ k: ['a', 'b'] }), 'allowed'],
    [
      'ForAllValues, one more',
      [when({ 'ForAllValues:StringEquals': { k: ['a'] } })],
      having({ k: ['a', 'c'] }),
      'denied',
    ],
    ['ForAllValues, none', [when({ 'ForAllValues:StringEquals': { k: ['a'] } })], OBJECT, 'allowed'],
    ['ForAnyValue', [when({ 'ForAnyValue:StringLike': { k: 'a*' } })], having({ k: ['x', 'ab'] }), 'allowed'],
    ['ForAnyValue, none', [when({ 'ForAnyValue:StringEquals': { k: 'a' } })], OBJECT, 'denied'],
    [
      'a variable',
      [when({ StringEquals: { k: '${aws:username}' } })],
      having({ k: 'ann', 'aws:username': 'ann' }),
      'allowed',
    ],
    [
      'a variable that is not there',
      [when({ StringEquals: { k: '${aws:username}' } })],
      having({ k: 'ann' }),
      'unknown',
    ],
    ['a value of the deploy', [when({ StringEquals: { k: { ref: 'P' } } })], having({ k: 'a' }), 'unknown'],
    ['an operator that nobody knows', [when({ StringAlmost: { k: 'a' } })], having({ k: 'a' }), 'unknown'],
    ['a key that is not known', [when({ StringEquals: { k: 'a' } })], { ...OBJECT, unknownKeys: ['K'] }, 'unknown'],
    [
      'deny under a condition not met',
      [allow(), deny({ conditions: { Bool: { b: 'true' } } })],
      having({ b: 'false' }),
      'allowed',
    ],
    ['no condition', [when({})], OBJECT, 'allowed'],
  ])('%s', (_, statements, request, expected) => {
    expect(evaluate(statements, request)).toBe(expected);
  });
});
