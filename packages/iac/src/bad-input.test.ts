import { formatError } from '@bulkhead/core';
import { describe, expect, test } from 'vitest';
import { describeError, failure, makeProject } from '../test/project.ts';
import { loadApp } from './load-app.ts';

const HEAD = 'service: shop\nprovider:\n  name: aws\n  runtime: nodejs22.x\n';
const F = 'functions:\n  f:\n    handler: f.h\n';

test('CloudFormation deploys a template in which a key stands twice: the last counts, and a note says so', async () => {
  const template = `Resources:
  F: &f
    Type: AWS::Lambda::Function
    Properties: { Runtime: nodejs22.x, Handler: a.h, Timeout: 3, Timeout: 9, Role: r }
  G: *f
  G:
    Type: AWS::Lambda::Function
    Properties: { Runtime: python3.13, Handler: a.h, Role: r }
`;
  for (const [file, text] of [
    ['template.yaml', template],
    [
      'template.json',
      JSON.stringify({ Resources: { F: 1 } }).replace(
        '1',
        '{"Type":"AWS::SNS::Topic"},"G":{"Type":"AWS::SNS::Topic"},"G":{"Type":"AWS::SQS::Queue"}',
      ),
    ],
  ] as const) {
    const app = await loadApp(makeProject({ [file]: text }));
    if (file === 'template.yaml') {
      expect(app.functions.map(({ id, runtime, timeoutSeconds }) => [id, runtime, timeoutSeconds])).toEqual([
        ['F', 'nodejs22.x', 9],
        ['G', 'python3.13', 3],
      ]);
      expect(app.notes).toEqual([
        'template.yaml:4:66: the key "Timeout" stands twice; the first is on line 4, and the last counts',
        'template.yaml:6:3: the key "G" stands twice; the first is on line 5, and the last counts',
      ]);
    } else {
      expect(app.resources.map(({ id, type }) => [id, type])).toEqual([
        ['F', 'AWS::SNS::Topic'],
        ['G', 'AWS::SQS::Queue'],
      ]);
      expect(app.notes).toHaveLength(1);
    }
  }
});

describe('serverless.yml', () => {
  const rows: [string, string, string][] = [
    ['is empty', '', '1:1 is empty'],
    ['is a list', '- a\n', '1:1 must be a map with the keys service, provider and functions, not a list'],
    ['is a text', 'hello\n', '1:1 must be a map with the keys service, provider and functions, not text'],
    [
      'has a bad indentation',
      `${HEAD}functions:\n  f:\n    handler: f.h\n   timeout: 3\n`,
      '8:4 is not valid YAML: All mapping items must start at the same column',
    ],
    ['has an open quote', `${HEAD}custom:\n  a: "x\n`, '7:1 is not valid YAML: Missing closing "quote'],
    [
      'has a key twice',
      `${HEAD}${F}functions:\n  g: {handler: g.h}\n`,
      '8:1 the key "functions" stands twice; the first is on line 5',
    ],
    [
      'has a function twice',
      `${HEAD}functions:\n  - f: {handler: f.h}\n  - f: {handler: g.h}\n`,
      '7:5 the function f stands twice; the first is on line 6',
    ],
    ['has no service', `provider: {name: aws}\n${F}`, '1:1 has no service name'],
    ['has a service without a name', `service: {stage: x}\nprovider: aws\n${F}`, '1:10 the service has no name'],
    ['has no provider', `service: a\n${F}`, '1:1 has no provider'],
    [
      'is for another cloud',
      `service: a\nprovider:\n  name: google\n${F}`,
      '3:9 the provider is "google"; Bulkhead reads applications of AWS Lambda',
    ],
    [
      'is for Serverless Components',
      'component: express\nname: api\n',
      '1:1 is written for Serverless Components, not for the Serverless Framework',
    ],
    [
      'changes the syntax of variables',
      `service: a\nprovider:\n  name: aws\n  variableSyntax: "\\\\%{(.*)}"\n${F}`,
      '4:19 provider.variableSyntax, a key of version 1, changes how variables are written; only ${…} and ${{…}} can be read',
    ],
    [
      'misspells functions',
      `${HEAD}fuctions:\n  f: {handler: f.h}\n`,
      '5:1 "fuctions" is not a key here; did you mean functions?',
    ],
    ['misspells resources', `${HEAD}${F}resource: {}\n`, '8:1 "resource" is not a key here; did you mean resources?'],
    ['has functions as a text', `${HEAD}functions: all\n`, '5:12 functions must be a map of functions, not text'],
    [
      'has a function as a text',
      `${HEAD}functions:\n  f: handler.js\n`,
      '6:3 the function f must be a map with a handler, not text',
    ],
    [
      'has a function without a handler',
      `${HEAD}functions:\n  f:\n    timeout: 3\n`,
      '6:3 the function f has no handler',
    ],
    [
      'misspells a handler',
      `${HEAD}functions:\n  f:\n    handlers: f.h\n`,
      '7:5 the function f has no handler; did you mean that by handlers?',
    ],
    [
      'has an empty function',
      `${HEAD}functions:\n  f:\n`,
      '6:3 the function f must be a map with a handler, not nothing',
    ],
    ['has an empty handler', `${HEAD}functions:\n  f: {handler: ""}\n`, '6:16 the function f has an empty handler'],
    ['has a list as handler', `${HEAD}functions:\n  f: {handler: [a]}\n`, '6:16 f.handler must be text, not a list'],
    [
      'has no number for memory',
      `${HEAD}${F}    memorySize: 1536MB\n`,
      '8:17 f.memorySize must be a whole number from 128 to 10240, not text',
    ],
    [
      'has too long a timeout',
      `${HEAD}${F}    timeout: 1000\n`,
      '8:14 f.timeout must be a whole number from 1 to 900, not 1000',
    ],
    ['has an unknown architecture', `${HEAD}${F}    architecture: mips\n`, '8:19 f.architecture must be x86_64, arm64'],
    [
      'has a map in an environment variable',
      `${HEAD}${F}    environment: {A: {b: 1}}\n`,
      '8:22 f.environment.A must be text, not a map',
    ],
    [
      'has a list as environment',
      `${HEAD}${F}    environment: [A=b]\n`,
      '8:18 f.environment must be a map, not a list',
    ],
    [
      'has an unknown log level',
      `${HEAD}${F}    logs: {applicationLogLevel: LOUD}\n`,
      '8:33 applicationLogLevel must be TRACE, DEBUG, INFO, WARN, ERROR, FATAL',
    ],
    ['names a file that is not there', `${HEAD}functions: \${file(fns.yml)}\n`, '5:12 "fns.yml" does not exist'],
    ['names a folder as file', `${HEAD}functions: \${file(.)}\n`, '5:12 "." is a folder, not a file'],
    [
      'names a file outside',
      `${HEAD}functions: \${file(../fns.yml)}\n`,
      '5:12 "../fns.yml" leads out of the project\'s folder',
    ],
    [
      'refers to nothing',
      `${HEAD}${F}custom: {a: "\${self:custom.b}"}\n`,
      '8:13 ${self:custom.b} names nothing in this file',
    ],
    [
      'has a resource without a type',
      `${HEAD}${F}resources: {Resources: {T: {Properties: {}}}}\n`,
      '8:25 the resource T has no Type',
    ],
    [
      'has resources as a text',
      `${HEAD}${F}resources: none\n`,
      '8:12 resources must be a map with the key Resources, not text',
    ],
    [
      'has a stage as a map',
      `service: a\nprovider: {name: aws, stage: {a: b}}\n${F}`,
      '2:30 the stage must be text, not a map',
    ],
    [
      'repeats its settings without end',
      fanOut(),
      '3:3 is repeated for so many functions that the application could not be deployed',
    ],
    [
      'has bytes that are no text',
      `${HEAD}# \uFFFF\u0000\n${F}x: !Reff a\n`,
      '9:10 !Reff is not a tag of CloudFormation; did you mean !Ref?',
    ],
  ];
  test.each(rows)('%s', async (_name, text, expected) => {
    const error = await failure(() => loadApp(makeProject({ 'serverless.yml': text })));
    expect(describeError(error)).toBe(`serverless.yml:${expected}`);
    expect(formatError(error)).toMatch(/^serverless\.yml:\d+:\d+: .+ \(BULKHEAD_[A-Z_]+\)\n {2}\S/);
  });
});

function fanOut(): string {
  const many = (indent: string, value: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${indent}k${index}: ${value}\n`).join('');
  return `${HEAD}  environment:\n${many('    ', 'v', 6_000)}functions:\n${many('  ', '{handler: f.h}', 4_000)}`;
}

describe('template.yaml', () => {
  const fn = (properties: string) =>
    `Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {${properties}}\n`;
  const code = 'Handler: a.h, Runtime: nodejs22.x';
  const rows: [string, string, string][] = [
    ['is a list', '- a\n', '1:1 must be a map with the key Resources, not a list'],
    ['has resources as a list', 'Resources: [a]\n', '1:12 Resources must be a map of resources, not a list'],
    ['has a resource as a text', 'Resources:\n  F: x\n', '2:3 the resource F must be a map with a Type, not text'],
    ['has a resource without a type', 'Resources:\n  F: {Properties: {}}\n', '2:3 the resource F has no Type'],
    [
      'has properties as a list',
      'Resources:\n  F: {Type: "A::B::C", Properties: []}\n',
      '2:36 Properties of F must be a map, not a list',
    ],
    ['has a function without a handler', fn('Runtime: nodejs22.x'), '2:3 the function F has no Handler'],
    ['has a function without a runtime', fn('Handler: a.h'), '2:3 the function F has no Runtime'],
    ['has a wrong timeout', fn(`${code}, Timeout: 0`), '4:62 Timeout must be a whole number from 1 to 900, not 0'],
    ['has events as a list', fn(`${code}, Events: []`), '4:61 Events of F must be a map, not a list'],
    ['has an event without a type', fn(`${code}, Events: {E: {}}`), '4:62 an event of F has no Type'],
    [
      'has an Api event without a path',
      fn(`${code}, Events: {E: {Type: Api, Properties: {Method: get}}}`),
      '4:62 the Api event has no Path',
    ],
    ['has an SQS event without a queue', fn(`${code}, Events: {E: {Type: SQS}}`), '4:62 the SQS event has no Queue'],
    [
      'has a function URL without auth',
      fn(`${code}, FunctionUrlConfig: {Cors: {}}`),
      '4:72 the function URL has no AuthType',
    ],
    [
      'has a condition that is not there',
      `Resources:\n  F: {Type: "A::B::C", Condition: Nope}\n`,
      '2:3 there is no condition named Nope',
    ],
    ['has Globals as a list', `Globals: [a]\n${fn(code)}`, '1:10 Globals must be a map, not a list'],
    [
      'mistypes a tag',
      fn(`${code}, Timeout: !FindInMapp [a]`),
      '4:74 !FindInMapp is not a tag of CloudFormation; did you mean !FindInMap?',
    ],
  ];
  test.each(rows)('%s', async (_name, text, expected) => {
    const error = await failure(() => loadApp(makeProject({ 'template.yaml': text })));
    expect(error.code).toBe('BULKHEAD_BAD_TEMPLATE');
    expect(describeError(error)).toBe(`template.yaml:${expected}`);
  });
});

describe('no project', () => {
  test('a template of something else', async () => {
    const error = await failure(() => loadApp(makeProject({ 'template.yaml': 'kind: Deployment\n' })));
    expect(error.code).toBe('BULKHEAD_NO_PROJECT');
    expect(describeError(error)).toBe('template.yaml:1:1 has no Resources; it is no CloudFormation template');
  });

  test('a folder without a template', async () => {
    const error = await failure(() => loadApp(makeProject({ 'readme.md': '' })));
    expect(error.code).toBe('BULKHEAD_NO_PROJECT');
    expect(error.message).toContain('serverless.yml, serverless.yaml');
  });
  test('a folder that is not there', async () => {
    const error = await failure(() => loadApp(`${makeProject({})}/nope`));
    expect([error.code, error.message]).toEqual(['BULKHEAD_NO_PROJECT', expect.stringMatching(/nope does not exist$/)]);
  });
  test('a template in code is named, not run', async () => {
    const error = await failure(() => loadApp(makeProject({ 'serverless.ts': 'process.exit(1)' })));
    expect(error.message).toMatch(/in serverless\.ts, and Bulkhead runs no code/);
    expect(error.next).toContain('serverless print');
  });
});
