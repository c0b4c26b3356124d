import { symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeError, failure, makeProject } from '../test/project.ts';
import { loadPolicy } from './load-policy.ts';

test('a policy is read as YAML 1.2', async () => {
  const root = makeProject({
    'bulkhead.yml': 'mode: alert\ndetectors:\n  xss: off\nfunctions:\n  f:\n    mode: block\n',
  });
  expect(await loadPolicy(root, ['f'])).toEqual({
    document: { mode: 'alert', detectors: { xss: 'off' }, functions: { f: { mode: 'block' } } },
    file: 'bulkhead.yml',
  });
});

test('a function may be named as logs name it, and its rules stand under its id', async () => {
  const functions = [
    { id: 'send', name: 'shop-dev-send' },
    { id: 'shop-dev-send', name: { unknown: 'a name that the deploy gives', expression: '!Ref Name' } },
    { id: 'list', name: 'shop-dev-list' },
  ];
  const load = (text: string) => loadPolicy(makeProject({ 'bulkhead.yml': `functions:\n${text}` }), functions);
  const rules = async (text: string) => (await load(text))?.document.functions;
  expect(await rules('  shop-dev-list: { mode: alert }\n')).toEqual({ list: { mode: 'alert' } });
  // An id counts before another function's name.
  expect(await rules('  shop-dev-send: { mode: alert }\n')).toEqual({ 'shop-dev-send': { mode: 'alert' } });
  const error = await failure(() => load('  list: { mode: off }\n  shop-dev-list: { mode: alert }\n'));
  expect(describeError(error)).toBe(
    'bulkhead.yml:3:3 functions.shop-dev-list is the deployed name of a function that has rules under its id as well',
  );
});

test('without a file there is no policy', async () => {
  expect(await loadPolicy(makeProject({}), [])).toBeUndefined();
});

test('every problem is listed with its place, in file order', async () => {
  const text = `mode: blok
detectors:
  xsss: off
hooks:
  outbound:
    allow: all
functions:
  send:
    mode: off
  f:
    hooks: {files: maybe}
`;
  const error = await failure(() => loadPolicy(makeProject({ 'bulkhead.yml': text }), ['f', 'sent']));
  expect(error.code).toBe('BULKHEAD_BAD_POLICY');
  expect(describeError(error).split('\n')).toEqual([
    'bulkhead.yml:1:1 mode must be off, alert or block, not "blok"',
    'bulkhead.yml:3:3: detectors.xsss is not a key here; did you mean xss?',
    'bulkhead.yml:6:5: hooks.outbound.allow must be a list of names',
    'bulkhead.yml:8:3: functions.send names a function that does not exist; did you mean sent?',
    'bulkhead.yml:11:13: functions.f.hooks.files must be off, alert or block, not "maybe"',
  ]);
});

test('rules of the execution flow are checked like the others', async () => {
  const text = `hooks:
  flow:
    triggers: [sqs, apigateway]
    limit: 3
functions:
  f:
    hooks:
      flow:
        caller: [g]
  h:
    hooks: {flow: {callers: [f]}}
`;
  const error = await failure(() => loadPolicy(makeProject({ 'bulkhead.yml': text }), ['f', 'g']));
  expect(describeError(error).split('\n')).toEqual([
    expect.stringContaining(
      'bulkhead.yml:3:5 hooks.flow.triggers names no trigger that is known: "apigateway"; did you mean',
    ),
    'bulkhead.yml:4:5: hooks.flow.limit is not a key here; known: action, triggers, allow, callers',
    'bulkhead.yml:9:9: functions.f.hooks.flow.caller is not a key here; did you mean callers?',
    'bulkhead.yml:10:3: functions.h names a function that does not exist; did you mean f?',
  ]);
});

const broken: [string, string, RegExp][] = [
  ['a list', '- a\n', /^bulkhead\.yml:1:1 is not a map of keys/],
  ['no YAML', 'a: [\n', /^bulkhead\.yml:\d:\d is not valid YAML/],
  ['a key twice', 'mode: off\nmode: off\n', /^bulkhead\.yml:2:1 the key "mode" stands twice/],
  ['an empty file', '', /^bulkhead\.yml:1:1 is empty/],
  ['an alias bomb', bomb(), /grows to more than 100,000 values/],
];

test.each(broken)('%s is a bad policy, not a bad template', async (_name, text, expected) => {
  const error = await failure(() => loadPolicy(makeProject({ 'bulkhead.yml': text }), []));
  expect(error.code).toBe('BULKHEAD_BAD_POLICY');
  expect(describeError(error)).toMatch(expected);
});

test('a link out of the project is refused', async () => {
  const root = makeProject({});
  symlinkSync('/etc/hostname', `${root}/bulkhead.yml`);
  expect((await failure(() => loadPolicy(root, []))).code).toBe('BULKHEAD_OUTSIDE_ROOT');
});

function bomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 8; i++) lines.push(`a${i}: &a${i} [${`*a${i - 1}, `.repeat(9)}]`);
  return `${lines.join('\n')}\n`;
}
