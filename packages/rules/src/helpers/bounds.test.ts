import type { AwsCall } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { isBounded } from './bounds.ts';

const place = { file: 'a.js', line: 1, column: 1 };
const call = (text: string, paths: readonly string[], operation = 'SendMessage'): AwsCall => ({
  service: 'sqs',
  operation,
  input: { kind: 'object', fields: {}, open: false },
  place,
  trail: [],
  by: 'sdk-v3',
  during: 'invocation',
  times: 'once',
  guards: [{ place, text, paths, holds: true }],
});

describe('isBounded', () => {
  it.each<[string, string[], boolean, string?]>([
    ['job.depth > 3', ['Records[].body.depth'], true],
    ['event.round >= 5', ['round'], true],
    ["key.startsWith('thumbs/')", ['Records[].s3.object.key'], true],
    ["'resized' in key", ['Records[].s3.object.key'], true],
    ["job.kind === 'start'", ['Records[].body.kind'], true],
    ['size < 1000', ['Records[].s3.object.size'], true],
    ["record.eventName === 'INSERT'", ['Records[].eventName'], true, 'UpdateItem'],
    ["record.eventName === 'INSERT'", ['Records[].eventName'], false, 'PutItem'],
    ['n !== 0', ['n'], false],
    ['0 == body.count', ['body.count'], false],
    ['n is 0', ['n'], false],
    ['event.depth', ['depth'], false],
    ['n > 0 && n !== 10', ['n'], true],
    ["event.source === 'self'", ['source'], true],
    ['event.nextToken', ['nextToken'], true],
    ["typeof event.depth === 'number'", ['depth'], false],
    ["typeof body.id === 'string'", ['body.id'], false],
    ['body.items', ['body.items'], false],
    ['body.items.length > 0', ['body.items'], false],
    ['event.Records', ['Records'], false],
    ['process.env.ENABLED', [], false],
    ['items.some((item) => item.url)', ['body.items'], false],
  ])('%s: %j %s', (text, paths, expected, operation) => expect(isBounded(call(text, paths, operation))).toBe(expected));
});
