import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isUnknown } from '@bulkhead/core';
import { afterEach, describe, expect, it } from 'vitest';
import { deployedResources } from '../deployed/deployed-resources.ts';
import { loadApp } from '../load-app.ts';

let root = '';
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function load(text: string, framework: { configuration: unknown; compiled?: unknown }, name = 'serverless.yml') {
  root = mkdtempSync(path.join(tmpdir(), 'bulkhead-framework-'));
  writeFileSync(path.join(root, name), text);
  return loadApp(path.join(root, name), { env: {}, framework });
}

const HEAD = 'service: shop\nprovider: { name: aws, runtime: nodejs22.x, region: eu-west-1 }\n';
const table = (name: string) => `${HEAD}custom: { x: '\${file(x.js):y}' }\nfunctions:
  a:
    handler: a.b
    environment:
      T: ${name}
`;
const known = (value: unknown) => ({ configuration: { functions: { a: { environment: { T: value } } } } });

describe('what the framework found out', () => {
  const filled: [string, string][] = [
    ['a file that is a program', "'${file(x.js):t}'"],
    ['a file outside of the folder', "'${file(../x.yml):t}'"],
    ['another stack', "'${cf:other.Table}'"],
    ['a part of a text', "'a-${file(x.js):t}'"],
    ['a reference to what is open', "'${self:custom.x}'"],
    ['a name that a plug-in sets', "'${self:custom.later}'"],
  ];
  it.each(filled)('fills %s, at its own line', async (_, text) => {
    const app = await load(table(text), known('orders'));
    expect(app.functions[0]!.environment['T']).toBe('orders');
    expect(
      app.unknowns.filter(({ expression }) => !expression.includes('custom.x') && !expression.includes(':y')),
    ).toEqual([]);
  });

  const secret: [string, string][] = [
    ['the environment', "'${env:T}'"],
    ['Parameter Store', "'${ssm:/t}'"],
    ['a source that nobody knows', "'${vault:t}'"],
    ['a text with one of them', "'${file(x.js):t}-${env:T}'"],
  ];
  it.each(secret)('keeps what comes from %s out', async (_, text) => {
    const app = await load(table(text), known('s3cret'));
    expect(isUnknown(app.functions[0]!.environment['T'])).toBe(true);
    expect(JSON.stringify(app)).not.toContain('s3cret');
  });

  it('never changes what the file says itself', async () => {
    const app = await load(table('mine'), known('other'));
    expect(app.functions[0]!.environment['T']).toBe('mine');
  });

  it('brings in functions of a file, and their places', async () => {
    const app = await load(`${HEAD}functions: \${file(functions.js)}\n`, {
      configuration: { functions: { a: { handler: 'a.b', events: [{ httpApi: 'GET /a' }] } } },
    });
    expect(app.functions).toMatchObject([{ id: 'a', handler: 'a.b', place: { file: 'serverless.yml', line: 3 } }]);
  });

  it('reads a service that a program describes, and nothing of the program', async () => {
    const app = await load(
      'throw new Error()',
      {
        configuration: {
          service: 'shop',
          provider: { name: 'aws', runtime: 'nodejs22.x' },
          functions: { a: { handler: 'a.b' } },
        },
      },
      'serverless.ts',
    );
    expect(app).toMatchObject({ name: 'shop', file: 'serverless.ts', functions: [{ id: 'a', place: { line: 1 } }] });
  });

  it('lays what plug-ins made over the template: their resources, and the role of each function', async () => {
    const compiled = {
      Resources: {
        ALambdaFunction: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['Own', 'Arn'] } } },
        Own: { Type: 'AWS::IAM::Role', Properties: {} },
        Extra: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'extra' } },
        ALambdaVersionabc: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'ALambdaFunction' } } },
      },
    };
    const app = await load(`${HEAD}plugins: [x]\nfunctions: { a: { handler: a.b } }\n`, {
      configuration: {},
      compiled,
    });
    const resources = deployedResources(app);
    const ids = resources.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['Own', 'Extra', 'ALambdaFunction']));
    expect(ids).not.toContain('IamRoleLambdaExecution');
    expect(ids).not.toContain('ALambdaVersionabc');
    expect(resources.find(({ id }) => id === 'Extra')).toMatchObject({ place: { line: 3 }, origin: 'generated' });
    expect(resources.find(({ id }) => id === 'ALambdaFunction')!.properties['Role']).toEqual({
      ref: 'Own',
      attribute: 'Arn',
    });
    expect(app.functions[0]!.role).toBe('Own');
  });
});
