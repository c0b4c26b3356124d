import { isUnknown } from '@bulkhead/core';
import { describe, expect, test } from 'vitest';
import { describeError, failure, makeProject } from '../../test/project.ts';
import { loadApp } from '../load-app.ts';
import type { LoadOptions } from '../options.ts';

const OPTIONS: LoadOptions = { env: { HOME_TOWN: 'Bern', FLAG: '1', EMPTY: '' }, params: { given: 'cli' } };

/** Loads a service in which one environment variable has the value under test. */
async function resolveValue(value: string, more = '', options = OPTIONS, files: Record<string, string> = {}) {
  const root = makeProject({
    ...files,
    'serverless.yml': `service: shop
provider:
  name: aws
  runtime: nodejs22.x
params:
  default: {p: everywhere}
  prod: {p: only-prod}
functions:
  f:
    handler: f.h
    environment:
      V: ${value}
${more}`,
  });
  const app = await loadApp(root, options);
  return { value: app.functions[0]!.environment['V'], app };
}

const FILES = {
  'conf/dev.yml': 'name: from-dev\nlist: [a, b]\nnested: ${self:custom.one}\n',
  'conf/prod.json': '{"name": "from-prod"}',
  'key.pem': 'PEM TEXT\n',
  'run.js': 'throw new Error("must not run")',
};
const CUSTOM = `custom:
  one: 1
  text: some
  stages: {dev: d, prod: p}
  again: \${self:custom.text}-again
  list: [zero, first]
  flag: true
`;

describe('resolved', () => {
  const rows: [string, string, LoadOptions?][] = [
    ['${self:service}', 'shop'],
    ['${self:service.name}', 'shop'],
    ['${self:custom.one}', '1'],
    ['${self:custom.again}', 'some-again'],
    ['${self:custom.list.1}', 'first'],
    ['${self:custom.flag}', 'true'],
    ['x${self:custom.text}y${self:custom.one}', 'xsomey1'],
    ['${self:custom.stages.${opt:stage}}', 'd'],
    ['${self:custom.stages.${opt:stage}}', 'p', { stage: 'prod' }],
    ["${self:custom.stages.${opt:stage, 'prod'}}", 'p'],
    ["${opt:stage, 'qa'}", 'qa'],
    ["${opt:stage, 'qa'}", 'prod', { stage: 'prod' }],
    ['${opt:stage, self:provider.stage}', 'dev'],
    ['${self:provider.stage}', 'dev'],
    ['${sls:stage}', 'prod', { stage: 'prod' }],
    ['${opt:region}', 'us-east-1'],
    ['${aws:region}', 'eu-west-1', { region: 'eu-west-1' }],
    ['${aws:partition}', 'aws-cn', { region: 'cn-north-1' }],
    ['${env:HOME_TOWN}', 'Bern'],
    ["'${env:EMPTY}'", ''],
    ["${env:NO, 'Genf'}", 'Genf'],
    ["${env:NO, env:HOME_TOWN, 'x'}", 'Bern'],
    ["${opt:missing, '${self:custom.text}!'}", 'some!'],
    ['${opt:missing, ${self:custom.text}}', 'some'],
    ['${opt:missing, 5}', '5'],
    ['${param:p}', 'everywhere'],
    ['${param:p}', 'only-prod', { stage: 'prod' }],
    ['${param:given}', 'cli'],
    ['${strToBool(${env:FLAG})}', 'true'],
    ["${strToBool('false')}", 'false'],
    ['${file(conf/${sls:stage}.yml):name}', 'from-dev'],
    ['${file(./conf/prod.json):name}', 'from-prod'],
    ['${file(conf/../conf/dev.yml):nested}', '1'],
    ['${file(conf/dev.yml):list.1}', 'b'],
    ['${file(key.pem)}', 'PEM TEXT\n'],
    ["${file(none.yml):a, 'fallback'}", 'fallback'],
    ["${file(conf/dev.yml):none, 'fallback'}", 'fallback'],
    ['"\\\\${self:custom.one}"', '${self:custom.one}'],
    ['"${AWS::Region}"', '${AWS::Region}'],
    // A value from outside is data: it is not resolved again.
    ['${env:TRICK}', '${file(/etc/passwd)}', { env: { TRICK: '${file(/etc/passwd)}' } }],
  ];
  test.each(rows)('%s', async (value, expected, options) => {
    const { value: found } = await resolveValue(value, CUSTOM, { ...OPTIONS, ...options }, FILES);
    expect(found).toBe(expected);
  });
});

describe('unknown, and named with its place', () => {
  const rows: [string, RegExp][] = [
    ['${ssm:/shop/key}', /Parameter Store/],
    ['${file(nope.yml)}', /^"nope\.yml" does not exist$/],
    ['${file(nope.yml):a.b}', /^"nope\.yml" does not exist$/],
    ['${cf:stack.Out}', /outputs of a deployed stack/],
    ['${s3:bucket/key}', /object in S3/],
    ['${aws:accountId}', /AWS account/],
    ['arn:aws:sqs:${aws:region}:${aws:accountId}:q', /AWS account/],
    ['${env:NOT_SET}', /environment variable NOT_SET, which is not set/],
    ['${opt:color}', /option --color/],
    ['${param:none}', /parameter none/],
    ['${sls:instanceId}', /each run/],
    ['${file(run.js):x}', /never runs a project's code/],
    ['${file(run.ts)}', /never runs a project's code/],
    ['${terraform:x}', /plugin that reads "terraform"/],
    ["${ssm:/a, 'fallback'}", /Parameter Store/],
    ['${file(conf/${ssm:/a}.yml):x}', /Parameter Store/],
    ['${self:custom.${ssm:/a}}', /Parameter Store/],
  ];
  test.each(rows)('%s', async (value, expected) => {
    const { value: found, app } = await resolveValue(value, CUSTOM, OPTIONS, FILES);
    if (!isUnknown(found)) throw new Error(`resolved to ${found}`);
    expect(found.unknown).toMatch(expected);
    expect(found).toMatchObject({ expression: value, place: { file: 'serverless.yml', line: 12, column: 10 } });
    expect(app.unknowns).toContainEqual(found);
  });
});

test('an unknown deep inside of a reference is named where it stands', async () => {
  const { value, app } = await resolveValue('${self:custom.secret}', 'custom:\n  secret: ${ssm:/x}\n');
  expect(value).toMatchObject({ expression: '${ssm:/x}', place: { line: 14, column: 11 } });
  expect(app.unknowns).toHaveLength(1);
});

describe('for whoever only reads', () => {
  const options = { ...OPTIONS, keepsOpen: true };

  test.each([
    [
      'a name that is not there',
      '${self:custom.nope}',
      'custom: {}\n',
      '${self:custom.nope} names nothing in this file',
    ],
    ['a null', '${self:custom.empty}', 'custom: {empty: null}\n', '${self:custom.empty} has no value'],
    ['a key that a file lacks', '${file(conf/dev.yml):nope}', '', '"conf/dev.yml" has no key "nope"'],
  ])('%s stays open, and is told', async (_name, value, more, reason) => {
    const { value: found, app } = await resolveValue(value, more, options, FILES);
    expect(found).toMatchObject({ unknown: reason });
    expect(app.notes).toEqual([`serverless.yml:12:10: ${reason}, and stays open; --stage names another stage`]);
  });

  test('a cycle is an error all the same, and so are functions that are not there', async () => {
    await expect(resolveValue('${self:custom.a}', 'custom: {a: "${self:custom.a}"}\n', options)).rejects.toThrow(
      /itself/,
    );
    const text = 'service: a\nprovider: {name: aws, runtime: nodejs22.x}\nfunctions: ${self:custom.none}\n';
    await expect(loadApp(makeProject({ 'serverless.yml': text }), options)).rejects.toThrow(
      /names nothing in this file/,
    );
  });
});

describe('refused', () => {
  const loop = 'custom:\n  a: ${self:custom.b}\n  b: ${self:custom.c}\n  c: x-${self:custom.a}\n';
  const rows: [string, string, string, RegExp][] = [
    [
      'a name that is not there',
      '${self:custom.nope}',
      CUSTOM,
      /^serverless\.yml:12:10 \$\{self:custom\.nope\} names nothing/,
    ],
    [
      'a cycle, with its chain',
      '${self:custom.a}',
      loop,
      /refers to itself: .*\$\{self:custom\.b\} -> \$\{self:custom\.c\} -> .*\$\{self:custom\.a\}/,
    ],
    [
      'a map that holds itself',
      'x',
      'custom:\n  a:\n    b: ${self:custom.a}\n',
      /contains itself: .*\$\{self:custom\.a\}/,
    ],
    ['a map in a text', 'x-${self:custom}', 'custom: {a: 1}\n', /gives a map, which cannot stand inside of a text/],
    ['a list as a file name', '${file(${self:custom.l})}', 'custom: {l: [1]}\n', /built from a list/],
    ['a key that is not there', '${file(conf/dev.yml):nope}', '', /"conf\/dev\.yml" has no key "nope"/],
    ['a file that names itself', '${file(self.yml):a}', '', /refers to itself/],
    ['a broken file', '${file(broken.yml):a}', '', /^broken\.yml:\d:\d is not valid YAML/],
    ['a word for strToBool', "${strToBool('maybe')}", '', /takes true, false, 1 or 0, not "maybe"/],
    ['an unknown value of the framework', '${sls:nope}', '', /sls:stage and sls:instanceId/],
    ['a variable that is not closed', '"${self:custom"', '', /is not closed/],
    ['a text that doubles without end', '${self:custom.z}', doubling(), /grows without end/],
    ['a chain without end', '${self:custom.k0}', longChain(), /takes more than 60 references/],
  ];
  test.each(rows)('%s', async (_name, value, more, expected) => {
    const files = { ...FILES, 'self.yml': 'a: ${file(self.yml):a}\n', 'broken.yml': 'a: 1\n  b: 2\n' };
    const error = await failure(() => resolveValue(value, more, OPTIONS, files));
    expect(describeError(error)).toMatch(expected);
  });
});

describe('outside of the project', () => {
  const rows: [string][] = [
    ['${file(../secret.yml):a}'],
    ['${file(conf/../../secret.yml):a}'],
    ['${file(/etc/passwd)}'],
    ['${file(~/.aws/credentials)}'],
    ["${file(../secret.yml):a, 'fallback'}"],
    ['${file(../code.js):a}'],
  ];
  test.each(rows)('%s is refused at its place', async (value) => {
    const error = await failure(() => resolveValue(value));
    expect(error.code).toBe('BULKHEAD_OUTSIDE_ROOT');
    expect(error.place).toEqual({ file: 'serverless.yml', line: 12, column: 10 });
  });
});

test('no message shows a value of the environment', async () => {
  const env = { SECRET: 'hunter2', BAD: 'hunter2 ${' };
  const uses = [
    '${file(../${env:SECRET})}',
    '${self:custom.${env:SECRET}}',
    '${file(conf/dev.yml):${env:SECRET}}',
    '${strToBool(${env:SECRET})}',
    '${opt:${env:SECRET}}-${self:none}',
    '${env:${env:SECRET}}-${self:none}',
    '${param:${env:SECRET}}-${self:none}',
    '${sls:${env:SECRET}}',
    '{a: ${env:SECRET}}',
  ];
  for (const use of uses) {
    const error = await failure(() => resolveValue(use, '', { env }, FILES));
    expect(describeError(error)).not.toContain('hunter2');
  }
  const numbers = ['memorySize', 'timeout', 'architecture', 'reservedConcurrency'];
  for (const key of numbers) {
    const error = await failure(() => resolveValue('x', `    ${key}: \${env:SECRET}\n`, { env }));
    expect(describeError(error)).not.toContain('hunter2');
  }
  for (const open of ['${ssm:/a}-${env:SECRET}', '${file(${env:SECRET}.yml):a}']) {
    const { app } = await resolveValue(open, '', { env });
    expect(JSON.stringify([app.unknowns, app.notes])).not.toContain('hunter2');
  }
});

function doubling(): string {
  const lines = ['custom:', `  a: ${'x'.repeat(1_000)}`];
  const names = 'abcdefghijklmnopqrstuvwxyz';
  for (let i = 1; i < 26; i++)
    lines.push(`  ${names[i]}: \${self:custom.${names[i - 1]}}\${self:custom.${names[i - 1]}}`);
  return `${lines.join('\n')}\n`;
}

function longChain(): string {
  const lines = ['custom:'];
  for (let i = 0; i < 200; i++) lines.push(`  k${i}: \${self:custom.k${i + 1}}`);
  return `${lines.join('\n')}\n  k200: end\n`;
}
