import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Aspects } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { Protect } from './protect.ts';
import { makeShop, type Shop, type TemplateJson } from './testing/shop.ts';

let shop: Shop;
afterEach(() => shop?.remove());

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:layer:bulkhead:7';

function lambda(
  template: TemplateJson,
  start: string,
): { Layers?: unknown[]; Environment?: { Variables: Record<string, unknown> } } {
  const [, found] = Object.entries(template.Resources).find(
    ([id, { Type }]) => Type === 'AWS::Lambda::Function' && id.startsWith(start),
  )!;
  return found.Properties;
}

describe('Protect', () => {
  it('brings layer, wrapper, mode and policy, beside what is there', { timeout: 90_000 }, () => {
    shop = makeShop();
    writeFileSync(
      join(shop.folder, 'bulkhead.yml'),
      'mode: block\nfunctions:\n  Save:\n    hooks:\n      child-process: { allow: [convert] }\n',
    );
    shop.save.addEnvironment('AWS_LAMBDA_EXEC_WRAPPER', '/opt/otel-handler');
    shop.save.addLayers(
      LayerVersion.fromLayerVersionArn(shop.functions, 'Otel', 'arn:aws:lambda:eu-west-1:123456789012:layer:otel:1'),
    );
    Aspects.of(shop.app).add(new Protect({ mode: 'block', layerVersionArn: ARN, project: shop.folder }));
    const template = shop.template(shop.functions);
    const { Layers, Environment } = lambda(template, 'Save');
    expect(Layers).toEqual(['arn:aws:lambda:eu-west-1:123456789012:layer:otel:1', ARN]);
    expect(Environment!.Variables).toMatchObject({
      AWS_LAMBDA_EXEC_WRAPPER: '/opt/bulkhead/exec-wrapper',
      BULKHEAD_EXEC_WRAPPER_NEXT: '/opt/otel-handler',
      BULKHEAD_MODE: 'block',
    });
    expect(JSON.parse(String(Environment!.Variables['BULKHEAD_POLICY']))).toMatchObject({
      v: 1,
      hooks: { 'child-process': { allow: ['convert'] } },
    });
    expect(lambda(template, 'Invoice').Environment!.Variables).not.toHaveProperty('BULKHEAD_EXEC_WRAPPER_NEXT');
  });

  it('makes one layer for a stack, which holds policies that the environment has no room for', {
    timeout: 90_000,
  }, () => {
    shop = makeShop();
    const hosts = Array.from({ length: 150 }, (_, i) => `host-${i}.example.com`);
    writeFileSync(
      join(shop.folder, 'bulkhead.yml'),
      `functions:\n  Save:\n    hooks:\n      outbound: { allow: [${hosts.join(', ')}] }\n`,
    );
    Aspects.of(shop.app).add(new Protect({ project: shop.folder }));
    const template = shop.template(shop.functions);
    const layers = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::LayerVersion');
    expect(layers).toHaveLength(1);
    expect(lambda(template, 'Save').Environment!.Variables).toMatchObject({
      BULKHEAD_POLICY_FILE: '/opt/bulkhead/policy/Save.json',
      BULKHEAD_MODE: 'alert',
    });
    const { S3Key } = layers[0]!.Properties['Content'] as { S3Key: string };
    const names = execFileSync('python3', ['-m', 'zipfile', '-l', join(shop.folder, 'cdk.out', `asset.${S3Key}`)], {
      encoding: 'utf8',
    });
    for (const name of ['bulkhead/exec-wrapper', 'bulkhead/preload.cjs', 'bulkhead/policy/Save.json'])
      expect(names).toContain(name);
  });

  it('leaves functions that take no layer of ours', { timeout: 90_000 }, () => {
    shop = makeShop();
    new LambdaFunction(shop.functions, 'Snake', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline('x = 1'),
    });
    Aspects.of(shop.app).add(new Protect({ layerVersionArn: ARN, include: (fn) => fn !== shop.save }));
    const template = shop.template(shop.functions);
    expect(lambda(template, 'Snake').Layers).toBeUndefined();
    expect(lambda(template, 'Save').Layers).toBeUndefined();
    expect(lambda(template, 'Invoice').Layers).toEqual([ARN]);
  });

  it('refuses a policy that no deploy could use, with its line', { timeout: 90_000 }, () => {
    shop = makeShop();
    writeFileSync(join(shop.folder, 'bulkhead.yml'), 'mode: blokc\n');
    Aspects.of(shop.app).add(new Protect({ project: shop.folder }));
    expect(() => shop.app.synth()).toThrow(/bulkhead\.yml:1:1: mode/);
  });
});
