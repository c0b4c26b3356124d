import { DEFAULT_POLICY, EXCERPT_LIMIT, parseRecord } from '@bulkhead/core';
import { expect, test } from 'vitest';
import { attackRecord, blockedError, cappedHook, type Finding, rootOf } from './guard.ts';

const finding: Finding = {
  rule: 'hook/child-process',
  ruleVersion: '1',
  class: 'cmdi',
  confidence: 'high',
  path: `queryStringParameters.${'k'.repeat(5000)}`,
  value: `; env; echo AKIAABCDEFGHIJKLMNOP; echo the-secret-value-0123${'x'.repeat(5000)}\nnext`,
  message: 'Event data changes the structure of a shell command.',
  sink: { operation: 'child_process.execSync', target: `ls ; echo the-secret-value-0123` },
};
const context = {
  function: { name: 'f', version: '1', region: 'eu-west-1', account: '', runtime: 'nodejs22.x' },
  secrets: ['the-secret-value-0123'],
  id: '01890000-0000-7000-8000-000000000000',
  now: 1_800_000_000_000,
};

test('a record is well formed, short and carries no secret', () => {
  const record = attackRecord(finding, 'blocked', undefined, context);
  expect(parseRecord(record)).toBe(record);
  const text = JSON.stringify(record);
  expect(text).not.toMatch(/the-secret-value|AKIA/);
  expect(record.excerpt.length).toBe(EXCERPT_LIMIT);
  expect(record.path.length).toBe(300);
  expect(record.sink?.target).toBe('ls ; echo [redacted]');
  expect(text.length).toBeLessThan(1500);
});

test.each(['request.password', 'headers.Cookie|cookie.session', 'body|json.token'])(
  'nothing at %s is printed',
  (path) => {
    const value = "hunter2hunter2' OR 1=1 --";
    const sink = { operation: 'pg.Client.query', target: `select 1 where p = '${value}'` };
    const record = attackRecord({ ...finding, path, value, sink }, 'observed', undefined, context);
    expect(record).toMatchObject({ path, excerpt: '[redacted]', sink: { target: "select 1 where p = '[redacted]'" } });
    expect(JSON.stringify(record)).not.toContain('hunter2');
  },
);

test('the error says nothing of the event', () => {
  const error = blockedError(finding, 'req-1');
  expect(error).toMatchObject({
    name: 'BulkheadBlockedError',
    code: 'BULKHEAD_BLOCKED',
    class: 'cmdi',
    requestId: 'req-1',
  });
  expect(`${error.stack}${JSON.stringify(error)}`).not.toMatch(/env|AKIA|echo/);
});

test('a mode caps a hook', () => {
  expect(cappedHook('alert', DEFAULT_POLICY.hooks.files).action).toBe('alert');
  expect(cappedHook('block', DEFAULT_POLICY.hooks.files)).toBe(DEFAULT_POLICY.hooks.files);
});

test.each([
  ['Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1', '1-5759e988-bd862e3fe1be46a994272793'],
  ['Self=1-67891234-12456789abcdef012345678;Root=1-5759e988-x', '1-5759e988-x'],
  ['nonsense', undefined],
  [undefined, undefined],
])('root of %s', (header, root) => {
  expect(rootOf(header)).toBe(root);
});
