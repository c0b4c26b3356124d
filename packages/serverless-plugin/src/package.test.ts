import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireComponent } from '../../../test/support/components.ts';
import { type AwsServer, motoServer, startAwsServer } from '../../runtime/src/testing/aws-server.ts';
import { FRAMEWORKS, type TestService, testService } from './testing/service.ts';
import { SHOP, withOptions } from './testing/shop.ts';

const services: TestService[] = [];
const service = (...args: Parameters<typeof testService>): TestService => {
  const made = testService(...args);
  services.push(made);
  return made;
};
afterAll(() => {
  for (const { folder } of services) rmSync(folder, { recursive: true, force: true });
});

const LAYER = 'arn:aws:lambda:eu-west-1:123456789012:layer:bulkhead:7';

describe.each(FRAMEWORKS)('packaging with %s', (framework) => {
  it('stops where something is as bad as failOn, at the line of serverless.yml or of the code', {
    timeout: 60_000,
  }, () => {
    const shop = service({ ...SHOP, ...withOptions({ failOn: 'critical', reports: { sarif: 'out/bulkhead.sarif' } }) });
    const { code, said } = shop.run(framework, 'package');
    expect(code).not.toBe(0);
    expect(said).toContain('7:3  critical  event.body.name becomes part of a command');
    expect(said).toMatch(/^ {2}22:9 {2}medium {2}POST \/orders of save is open to anybody {2}api-route-public/m);
    expect(said).toContain('there are findings that are critical or worse');
    // Our own errors are told in one message.
    expect(said).not.toMatch(/\n\s+at .*\.mjs/);
    const sarif = JSON.parse(readFileSync(join(shop.folder, 'out/bulkhead.sarif'), 'utf8')) as {
      runs: { results: { ruleId: string }[] }[];
    };
    expect(sarif.runs[0]!.results.map(({ ruleId }) => ruleId)).toContain('command-injection');
  });

  it('gives each function the role of its code and the guard, beside what is there', { timeout: 180_000 }, () => {
    const shop = service({
      ...SHOP,
      'serverless.yml': SHOP['serverless.yml']!.replace(
        '    ORDERS:',
        '    AWS_LAMBDA_EXEC_WRAPPER: /opt/otel-handler\n    ORDERS:',
      ).replace(
        'runtime: nodejs20.x',
        'runtime: nodejs20.x\n  layers: ["arn:aws:lambda:eu-west-1:123456789012:layer:otel:1"]',
      ),
      'bulkhead.yml': 'mode: block\nfunctions:\n  save:\n    hooks:\n      child-process: { allow: [convert] }\n',
      ...withOptions({ failOn: 'never', roles: true, protect: { layer: LAYER, functions: ['save'] } }),
    });
    const { code, said } = shop.run(framework, 'package');
    expect([code, said]).toEqual([0, expect.stringContaining('2 functions with a role of what the code needs')]);
    expect(said).toContain('night has a role of its own');
    const { Resources, Outputs } = shop.template();
    const role = Resources['SaveIamRoleLambdaExecution']!;
    expect(role.Properties).toMatchObject({
      Path: '/team/',
      Policies: [
        {
          PolicyDocument: {
            Statement: [
              { Action: ['dynamodb:PutItem'], Resource: [{ 'Fn::GetAtt': ['Orders', 'Arn'] }] },
              { Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] },
            ],
          },
        },
      ],
    });
    const { Role, Layers, Environment } = Resources['SaveLambdaFunction']!.Properties as {
      Role: unknown;
      Layers: string[];
      Environment: { Variables: Record<string, string> };
    };
    expect(Role).toEqual({ 'Fn::GetAtt': ['SaveIamRoleLambdaExecution', 'Arn'] });
    expect(Resources['NightLambdaFunction']!.Properties['Role']).toBe('arn:aws:iam::123456789012:role/night');
    // Nothing is left that waits for the role which is gone.
    expect(JSON.stringify({ Resources, Outputs })).not.toMatch(/"IamRoleLambdaExecution"/);
    const mapping = Object.values(Resources).find(({ Type }) => Type === 'AWS::Lambda::EventSourceMapping');
    expect(mapping!.DependsOn).toContain('WorkIamRoleLambdaExecution');
    // A version under its old name would keep the role that is gone.
    const versions = Object.keys(Resources).filter((id) => Resources[id]!.Type === 'AWS::Lambda::Version');
    expect(versions.filter((id) => id.endsWith('OwnRole'))).toHaveLength(2);
    expect(Outputs['SaveLambdaFunctionQualifiedArn']).toMatchObject({
      Value: { Ref: expect.stringMatching(/^SaveLambdaVersion.*OwnRole$/) },
    });
    // What the scan says of roles is said of these.
    expect(said).not.toContain('iam-service-any');

    expect(Layers).toEqual([LAYER, 'arn:aws:lambda:eu-west-1:123456789012:layer:otel:1']);
    expect(Environment.Variables).toMatchObject({
      ORDERS: 'shop-orders',
      AWS_LAMBDA_EXEC_WRAPPER: '/opt/bulkhead/exec-wrapper',
      BULKHEAD_EXEC_WRAPPER_NEXT: '/opt/otel-handler',
      BULKHEAD_MODE: 'alert',
    });
    expect(JSON.parse(Environment.Variables['BULKHEAD_POLICY']!)).toMatchObject({
      v: 1,
      mode: 'block',
      hooks: { 'child-process': { allow: ['convert'] } },
    });
    expect(Resources['WorkLambdaFunction']!.Properties).not.toHaveProperty('Environment.Variables.BULKHEAD_MODE');
  });
});

describe('packaging', () => {
  it('keeps the shared role for a function whose code cannot be read', { timeout: 180_000 }, () => {
    const shop = service({
      ...SHOP,
      'src/save.js': 'exports.handler = (',
      ...withOptions({ scan: false, roles: { functions: ['save'] } }),
    });
    const { code, said } = shop.run('osls', 'package');
    expect([code, said]).toEqual([0, expect.stringMatching(/save keeps the shared role: \S+:\d+: /)]);
    expect(shop.template().Resources['SaveLambdaFunction']!.Properties['Role']).toEqual({
      'Fn::GetAtt': ['IamRoleLambdaExecution', 'Arn'],
    });
  });

  it('refuses a key that is not known, with its line', { timeout: 180_000 }, () => {
    const yml = SHOP['serverless.yml']!.replace('${file(bulkhead.json)}', '{ failon: high }');
    const { code, said } = service({ ...SHOP, 'serverless.yml': yml }).run('osls', 'package');
    expect(code).not.toBe(0);
    expect(said).toContain('serverless.yml:5:15: custom.bulkhead.failon is not a key here; did you mean failOn?');
  });
});

describe('the commands', () => {
  it('print findings, roles, their difference and the profile', { timeout: 240_000 }, () => {
    const shop = service(SHOP);
    const scan = shop.run('osls', 'bulkhead', 'scan');
    expect(scan.code).not.toBe(0);
    expect(scan.out).toContain('command-injection');
    const diff = shop.run('osls', 'bulkhead', 'roles', '--diff', '--function', 'save');
    expect(diff.code).toBe(0);
    expect(diff.out).toContain(
      'serverless.yml:17:11: save: too broad: dynamodb:* → dynamodb:PutItem (needed at src/save.js:6:9)',
    );
    expect(diff.out).not.toContain('work:');
    expect(shop.run('osls', 'bulkhead', 'roles', '--write').code).toBe(0);
    expect(readFileSync(join(shop.folder, 'bulkhead.roles.yml'), 'utf8')).toContain(
      'Action: dynamodb:PutItem\n                  Resource: !GetAtt Orders.Arn',
    );
    expect(shop.run('osls', 'bulkhead', 'profile').out).toContain(
      '"dynamodb.eu-west-1.amazonaws.com:443" # src/save.js:6',
    );
  });

  it('say what the packaging of the same service says', { timeout: 180_000 }, () => {
    const shop = service({ ...SHOP, ...withOptions({ failOn: 'never', reports: { json: 'found.json' } }) });
    const found = (): unknown[] =>
      (
        JSON.parse(readFileSync(join(shop.folder, 'found.json'), 'utf8')) as {
          message?: string;
          finding_info: { uid: string };
        }[]
      ).map(({ finding_info }) => finding_info.uid);
    shop.run('osls', 'bulkhead', 'scan');
    const before = found();
    expect(before.length).toBeGreaterThan(5);
    shop.run('osls', 'package');
    expect(found()).toEqual(before);
  });

  it('read a service that a program describes', { timeout: 180_000 }, () => {
    const { 'serverless.yml': _yml, ...files } = SHOP;
    const shop = service({
      ...files,
      'serverless.js': `module.exports = { service: 'shop', frameworkVersion: '*', plugins: ['@bulkhead/serverless-plugin'],
  provider: { name: 'aws', runtime: 'nodejs20.x', region: 'eu-west-1' },
  functions: { save: { handler: 'src/save.handler', events: [{ httpApi: 'POST /orders' }] } } };`,
    });
    expect(shop.run('osls', 'bulkhead', 'scan').out).toContain(
      '7:3  critical  event.body.name becomes part of a command',
    );
  });
});

const program = motoServer();
describe.skipIf(!requireComponent('moto', program !== undefined, 'tools/setup-services.sh'))(
  'the layer of the service',
  () => {
    let server: AwsServer;
    beforeAll(async () => {
      server = await startAwsServer(program!);
    });
    afterAll(() => server?.close());

    it('travels with it, and holds a policy that the environment has no room for', { timeout: 240_000 }, () => {
      const hosts = Array.from({ length: 150 }, (_, i) => `host-${i}.example.com`);
      const shop = service(
        {
          ...SHOP,
          'bulkhead.yml': `functions:\n  save:\n    hooks:\n      outbound: { allow: [${hosts.join(', ')}] }\n`,
          ...withOptions({ scan: false, protect: { mode: 'block' } }),
        },
        {
          AWS_ENDPOINT_URL: `http://127.0.0.1:${server.port}`,
          AWS_ACCESS_KEY_ID: 'test',
          AWS_SECRET_ACCESS_KEY: 'test',
        },
      );
      const { code, said } = shop.run('osls', 'package');
      expect([code, said]).toEqual([0, expect.stringContaining('the guard is on 3 functions')]);
      const { Resources } = shop.template();
      expect(Resources['BulkheadLambdaLayer']).toMatchObject({
        Type: 'AWS::Lambda::LayerVersion',
        Properties: { LayerName: 'shop-dev-bulkhead' },
      });
      expect(Resources['SaveLambdaFunction']!.Properties).toMatchObject({
        Layers: [{ Ref: 'BulkheadLambdaLayer' }],
        Environment: { Variables: { BULKHEAD_POLICY_FILE: '/opt/bulkhead/policy/save.json', BULKHEAD_MODE: 'block' } },
      });
      const names = (zip: string) =>
        execFileSync('python3', ['-m', 'zipfile', '-l', join(shop.folder, '.serverless', zip)], { encoding: 'utf8' });
      for (const name of ['bulkhead/exec-wrapper', 'bulkhead/preload.cjs', 'bulkhead/policy/save.json'])
        expect(names('bulkhead.zip')).toContain(name);
      expect(names('shop.zip')).toContain('src/save.js');
      expect(names('shop.zip')).not.toContain('.zip');
    });
  },
);
