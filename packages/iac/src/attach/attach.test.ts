import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadApp } from '../load-app.ts';
import { attachLayer } from './attach.ts';
import type { AttachOptions } from './types.ts';

const home = mkdtempSync(join(tmpdir(), 'bulkhead-attach-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const LAYER = 'arn:aws:lambda:eu-west-1:123456789012:layer:bulkhead:7';
const WRAPPER = '/opt/bulkhead/exec-wrapper';
const OPTIONS: AttachOptions = { layer: LAYER, wrapper: WRAPPER, mode: 'alert' };

let count = 0;
/** Attaches to one file, and holds that it can be done again, and undone to the byte. */
function attach(name: string, text: string, options: Partial<AttachOptions> = {}) {
  const folder = mkdtempSync(join(home, `p${count++}-`));
  const file = join(folder, name);
  writeFileSync(file, text);
  const result = attachLayer(folder, { ...OPTIONS, ...options });
  const after = result.edits[0]?.after ?? text;
  writeFileSync(file, after);
  expect(attachLayer(folder, { ...OPTIONS, ...options }).edits, 'a second time').toEqual([]);
  const undone = attachLayer(folder, { ...OPTIONS, undo: true }).edits;
  expect(undone[0]?.after ?? after, 'undone').toBe(text);
  return { ...result, after, folder };
}

const put = (after: string, before: string) => after.split('\n').filter((line) => !before.split('\n').includes(line));

const SLS = `# comments stay
service: shop   # with odd   spacing
provider: { name: aws, runtime: nodejs22.x }
functions:
  # the orders
  orders:
    # where it is
    handler: src/orders.handler   # here
    events:
      - sqs: arn:aws:sqs:eu-west-1:123456789012:orders
  images:
    handler: "src/images.handler"
    layers:
      # sharp
      - arn:aws:lambda:eu-west-1:123456789012:layer:sharp:3
    environment:
      # the table
      TABLE: images
      AWS_LAMBDA_EXEC_WRAPPER: /opt/otel-handler  # tracing
  report:
    handler: report.main
    runtime: python3.12
`;

describe('attach to serverless.yml', () => {
  it('puts in lines and leaves every other byte', () => {
    const { after, done, skipped } = attach('serverless.yml', SLS);
    expect(done).toEqual(['orders', 'images']);
    expect(skipped).toEqual([{ name: 'report', why: 'runs on python3.12' }]);
    expect(put(after, SLS)).toEqual([
      '    layers: # bulkhead attach',
      `      - ${LAYER} # bulkhead attach`,
      '    environment: # bulkhead attach',
      `      AWS_LAMBDA_EXEC_WRAPPER: ${WRAPPER} # bulkhead attach`,
      '      BULKHEAD_MODE: "alert" # bulkhead attach',
      `      - ${LAYER} # bulkhead attach`,
      `      AWS_LAMBDA_EXEC_WRAPPER: ${WRAPPER} # bulkhead attach`,
      '      BULKHEAD_MODE: "alert" # bulkhead attach',
      '      BULKHEAD_EXEC_WRAPPER_NEXT: /opt/otel-handler  # tracing # bulkhead attach, before:       AWS_LAMBDA_EXEC_WRAPPER: /opt/otel-handler  # tracing',
    ]);
  });

  it('is read back as what was meant', async () => {
    const { folder, after } = attach('serverless.yml', SLS);
    writeFileSync(join(folder, 'serverless.yml'), after);
    const { functions } = await loadApp(folder);
    expect(functions.find(({ id }) => id === 'images')!.environment).toEqual({
      TABLE: 'images',
      AWS_LAMBDA_EXEC_WRAPPER: WRAPPER,
      BULKHEAD_MODE: 'alert',
      BULKHEAD_EXEC_WRAPPER_NEXT: '/opt/otel-handler',
    });
  });

  it('takes only the functions named, and changes their mode the second time', () => {
    const folder = mkdtempSync(join(home, 'mode-'));
    const file = join(folder, 'serverless.yml');
    writeFileSync(file, SLS);
    const one = attachLayer(folder, { ...OPTIONS, functions: ['orders'] });
    expect(one.done).toEqual(['orders']);
    writeFileSync(file, one.edits[0]!.after);
    const both = attachLayer(folder, { ...OPTIONS, mode: 'block' });
    expect(both.edits[0]!.after.match(/BULKHEAD_MODE: "block"/g)).toHaveLength(2);
    expect(both.edits[0]!.after).not.toContain('"alert"');
    writeFileSync(file, both.edits[0]!.after);
    const off = attachLayer(folder, { ...OPTIONS, functions: ['images'], undo: true }).edits[0]!.after;
    expect(off.match(/# bulkhead attach/g)).toHaveLength(5);
  });

  it('keeps layers and wrapper that all functions share', () => {
    const text = `provider:
  name: aws
  layers:
    - !Ref Shared
    - \${cf:stack.layer}
  environment:
    AWS_LAMBDA_EXEC_WRAPPER: /opt/datadog_wrapper
functions:
  a:
    handler: a.b
`;
    expect(put(attach('serverless.yml', text).after, text).map((line) => line.trim())).toEqual([
      'layers: # bulkhead attach',
      `- ${LAYER} # bulkhead attach`,
      '- !Ref Shared # bulkhead attach',
      '- ${cf:stack.layer} # bulkhead attach',
      'environment: # bulkhead attach',
      `AWS_LAMBDA_EXEC_WRAPPER: ${WRAPPER} # bulkhead attach`,
      'BULKHEAD_MODE: "alert" # bulkhead attach',
      'BULKHEAD_EXEC_WRAPPER_NEXT: /opt/datadog_wrapper # bulkhead attach',
    ]);
  });

  it('keeps Windows line ends, wide indents and a missing last line end', () => {
    for (const text of [SLS.replaceAll('\n', '\r\n'), SLS.trimEnd(), SLS.replace(/^ +/gm, (pad) => pad + pad)]) {
      expect(attach('serverless.yml', text).done).toEqual(['orders', 'images']);
    }
    const last = 'functions:\n  a:\n    handler: a.b';
    expect(attach('serverless.yml', last).after.endsWith('# bulkhead attach')).toBe(true);
  });

  it('knows what terraform-aws-modules/lambda takes, and that Python takes no layer of ours', () => {
    const module = (runtime: string) =>
      `module "fn" {\n  source  = "terraform-aws-modules/lambda/aws"\n  runtime = "${runtime}"\n}\n`;
    const [refusal] = attach('main.tf', module('nodejs24.x')).refused;
    expect(refusal!.paste).toContain('environment_variables = {\n  AWS_LAMBDA_EXEC_WRAPPER = ');
    const python = attach('main.tf', module('python3.13'));
    expect([python.refused, python.skipped]).toEqual([[], [{ name: 'fn', why: 'runs on python3.13' }]]);
  });

  const refusals: [string, string, number][] = [
    ['a flow map', 'functions:\n  a: { handler: a.b }\n', 2],
    ['an environment in one line', 'functions:\n  a:\n    handler: a.b\n    environment: { A: b }\n', 4],
    ['an environment from a file', 'functions:\n  a:\n    handler: a.b\n    environment: ${file(env.yml)}\n', 4],
    ['layers in one line', 'functions:\n  a:\n    handler: a.b\n    layers: [x]\n', 4],
    ['an anchor that others share', 'functions:\n  a:\n    handler: a.b\n    environment: &e\n      A: b\n', 4],
    ['merged settings', 'x: &x\n  memorySize: 1\nfunctions:\n  a:\n    <<: *x\n    handler: a.b\n', 5],
    ['five layers', `functions:\n  a:\n    handler: a.b\n    layers:\n${'      - l\n'.repeat(5)}`, 4],
    ['a mode by hand', 'functions:\n  a:\n    handler: a.b\n    environment:\n      BULKHEAD_MODE: block\n', 5],
    ['functions in another file', 'functions: ${file(functions.yml)}\n', 1],
  ];
  it.each(refusals)('refuses %s with its line', (_name, text, line) => {
    const { refused, after } = attach('serverless.yml', text);
    expect(refused).toMatchObject([{ place: { file: 'serverless.yml', line } }]);
    expect(refused[0]!.paste).toContain(LAYER);
    expect(after).toBe(text);
  });

  it('leaves container images out', () => {
    expect(attach('serverless.yml', 'functions:\n  a:\n    image: x\n').skipped).toHaveLength(1);
  });
});

describe('attach to a SAM template', () => {
  const SAM = `AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs24.x
    Environment:
      Variables:
        AWS_LAMBDA_EXEC_WRAPPER: /opt/otel-instrument
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: orders.handler # here
      Policies: !Sub "\${A}"
      Environment:
        Variables:
          TABLE: !Ref Table
  Plain:
    Type: AWS::Lambda::Function
    Properties:
      Code: { ZipFile: "" }
      Handler: index.handler
      Runtime: nodejs22.x
  Table:
    Type: AWS::DynamoDB::Table
`;
  it('puts in lines and leaves every other byte', async () => {
    const { after, done, folder } = attach('template.yaml', SAM);
    expect(done).toEqual(['Orders', 'Plain']);
    writeFileSync(join(folder, 'template.yaml'), after);
    const { functions } = await loadApp(folder);
    expect(functions[0]!.environment).toMatchObject({
      AWS_LAMBDA_EXEC_WRAPPER: WRAPPER,
      BULKHEAD_EXEC_WRAPPER_NEXT: '/opt/otel-instrument',
      BULKHEAD_MODE: 'alert',
    });
    expect(functions[1]!.environment).toMatchObject({ AWS_LAMBDA_EXEC_WRAPPER: WRAPPER });
    expect(after).toContain(`      Layers: # bulkhead attach\n        - ${LAYER} # bulkhead attach`);
  });
});

describe('attach to Terraform', () => {
  const TF = `# the orders
resource "aws_lambda_function" "orders" {
  function_name = "orders" # a } in a comment
  runtime       = "nodejs22.x"
  description   = "a { in a text"
}
resource "aws_lambda_function" "images" {
  runtime = "nodejs24.x"
  layers  = [aws_lambda_layer_version.sharp.arn]
  environment {
    variables = {
      TABLE                   = aws_dynamodb_table.images.name
      AWS_LAMBDA_EXEC_WRAPPER = "/opt/otel-handler"
    }
  }
}
resource "aws_lambda_function" "merged" {
  layers = [
    var.layer,
  ]
  environment {
    variables = merge(local.common, { A = "b" })
  }
  policy = <<-EOT
    { {
  EOT
}
resource "aws_lambda_function" "report" {
  runtime = "python3.12"
}
`;
  it('puts in lines, and keeps what a changed line was', () => {
    const { after, done, skipped } = attach('main.tf', TF);
    expect(done).toEqual(['orders', 'images', 'merged']);
    expect(skipped).toEqual([{ name: 'report', why: 'runs on python3.12' }]);
    expect(put(after, TF).map((line) => line.trim().split(' # bulkhead')[0])).toEqual([
      `layers = ["${LAYER}"]`,
      'environment {',
      'variables = {',
      `AWS_LAMBDA_EXEC_WRAPPER = "${WRAPPER}"`,
      'BULKHEAD_MODE = "alert"',
      '}',
      '}',
      `layers  = concat(["${LAYER}"], [aws_lambda_layer_version.sharp.arn])`,
      `AWS_LAMBDA_EXEC_WRAPPER = "${WRAPPER}"`,
      'BULKHEAD_MODE = "alert"',
      'BULKHEAD_EXEC_WRAPPER_NEXT = "/opt/otel-handler"',
      `"${LAYER}",`,
      `variables = merge(merge(local.common, { A = "b" }), { AWS_LAMBDA_EXEC_WRAPPER = "${WRAPPER}", BULKHEAD_MODE = "alert" })`,
    ]);
  });

  const refusals: [string, string, number][] = [
    ['a module', 'module "fn" {\n  source = "terraform-aws-modules/lambda/aws"\n}\n', 1],
    ['a dynamic block', 'resource "aws_lambda_function" "a" {\n  dynamic "environment" {\n  }\n}\n', 2],
    ['a call over lines', 'resource "aws_lambda_function" "a" {\n  layers = concat(\n    [], [])\n}\n', 2],
    [
      'a wrapper by hand in one line',
      'resource "aws_lambda_function" "a" {\n  environment {\n    variables = { AWS_LAMBDA_EXEC_WRAPPER = "x" }\n  }\n}\n',
      3,
    ],
    ['a comment behind a list', 'resource "aws_lambda_function" "a" {\n  layers = [x] # why\n}\n', 2],
  ];
  it.each(refusals)('refuses %s with its line', (_name, text, line) => {
    const { refused, after } = attach('main.tf', text);
    expect(refused).toMatchObject([{ place: { file: 'main.tf', line } }]);
    expect(after).toBe(text);
  });
});

describe('attach elsewhere', () => {
  it.each([
    ['cdk.json', '{\n  "app": "npx ts-node bin/app.ts"\n}', 'Aspects.of(app)'],
    ['serverless.json', '{\n  "functions": {}\n}', '"Layers"'],
    ['serverless.ts', 'export default {\n  functions: { hello },\n};\n', "layers: ['"],
  ])('says what to paste for %s', (name, text, paste) => {
    const { refused } = attach(name, text);
    expect(refused).toMatchObject([{ place: { file: name, line: 2 } }]);
    expect(refused[0]!.paste).toContain(paste);
  });

  it('knows no such function, project or YAML', () => {
    const folder = mkdtempSync(join(home, 'none-'));
    expect(() => attachLayer(folder, OPTIONS)).toThrow(/holds no serverless.yml/);
    writeFileSync(join(folder, 'serverless.yml'), SLS);
    expect(() => attachLayer(folder, { ...OPTIONS, functions: ['ordres'] })).toThrow(/no function ordres/);
    writeFileSync(join(folder, 'serverless.yml'), 'functions: [');
    expect(() => attachLayer(folder, OPTIONS)).toThrow(expect.objectContaining({ code: 'BULKHEAD_BAD_TEMPLATE' }));
  });

  it('leaves the examples of this repository as they were', () => {
    for (const name of ['voting-app', 'attack-lab']) {
      const example = join(import.meta.dirname, '../../../../examples', name);
      const result = attachLayer(example, OPTIONS);
      expect(result.refused).toEqual([]);
      const { file, before } = result.edits[0]!;
      expect(attach(file, before).done).toEqual(result.done);
      expect(readFileSync(join(example, file), 'utf8')).toBe(before);
    }
  });
});
