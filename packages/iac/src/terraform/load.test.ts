import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isUnknown } from '@bulkhead/core';
import { afterEach, describe, expect, it } from 'vitest';
import { deployedResources } from '../deployed/deployed-resources.ts';
import { loadApp } from '../load-app.ts';

let root = '';
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function load(files: Readonly<Record<string, string>>, params: Readonly<Record<string, string>> = {}) {
  root = mkdtempSync(path.join(tmpdir(), 'bulkhead-tf-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  const app = await loadApp(root, { params, env: {} });
  const resources = deployedResources(app);
  const find = (id: string) => resources.find((resource) => resource.id === id);
  return { app, find, ids: resources.map(({ id }) => id) };
}

const FUNCTION = `
resource "aws_lambda_function" "convert" {
  function_name    = "\${local.prefix}-convert"
  filename         = data.archive_file.code.output_path
  handler          = "index.handler"
  runtime          = "nodejs22.x"
  timeout          = 30
  role             = aws_iam_role.convert.arn
  tracing_config { mode = "Active" }
  environment {
    variables = { TABLE = aws_dynamodb_table.orders.name, STAGE = var.stage }
  }
}
data "archive_file" "code" {
  type        = "zip"
  source_dir  = "\${path.module}/src"
  output_path = "build/code.zip"
}
variable "stage" { default = "dev" }
locals { prefix = "shop-\${var.stage}" }
resource "aws_dynamodb_table" "orders" {
  name     = "orders-\${var.stage}"
  hash_key = "id"
  attribute {
    name = "id"
    type = "S"
  }
}
resource "aws_iam_role" "convert" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
data "aws_iam_policy_document" "orders" {
  statement {
    actions   = ["dynamodb:PutItem"]
    resources = [aws_dynamodb_table.orders.arn, "\${aws_dynamodb_table.orders.arn}/index/*"]
    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = ["eu-west-1"]
    }
  }
}
resource "aws_iam_role_policy" "orders" {
  role   = aws_iam_role.convert.id
  policy = data.aws_iam_policy_document.orders.json
}
resource "aws_iam_role_policy_attachment" "logs" {
  role       = aws_iam_role.convert.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}
`;

describe('a configuration of a function', () => {
  it('gives the function with its code, name, environment and role', async () => {
    const { app, find } = await load({ 'main.tf': FUNCTION, 'src/index.js': '' }, { stage: 'prod' });
    const [fn] = app.functions;
    expect(app.framework).toBe('terraform');
    expect(fn).toMatchObject({
      id: 'aws_lambda_function.convert',
      name: 'shop-prod-convert',
      runtime: 'nodejs22.x',
      codeRoot: path.join(root, 'src'),
      timeoutSeconds: 30,
      memoryMb: 128,
      place: { file: 'main.tf', line: 2, column: 1 },
    });
    expect(fn!.environment['STAGE']).toBe('prod');
    expect(find('aws_lambda_function.convert')!.properties).toMatchObject({
      Role: { ref: 'aws_iam_role.convert', attribute: 'Arn' },
      TracingConfig: { Mode: 'Active' },
      Environment: { Variables: { TABLE: { ref: 'aws_dynamodb_table.orders' } } },
    });
  });

  it('gives policies with the resources of the configuration, and attachments on the role', async () => {
    const { find } = await load({ 'main.tf': FUNCTION, 'src/index.js': '' });
    expect(find('aws_iam_role.convert')!.properties['ManagedPolicyArns']).toEqual([
      'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
    ]);
    expect(find('aws_iam_role_policy.orders')).toMatchObject({
      type: 'AWS::IAM::Policy',
      properties: {
        Roles: [{ ref: 'aws_iam_role.convert' }],
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Action: ['dynamodb:PutItem'],
              Resource: [
                { ref: 'aws_dynamodb_table.orders', attribute: 'Arn' },
                { joined: [{ ref: 'aws_dynamodb_table.orders', attribute: 'Arn' }, '/index/*'] },
              ],
              Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1'] } },
            },
          ],
        },
      },
    });
    const actions = find('aws_iam_role_policy.orders')!.placeOf(['PolicyDocument', 'Statement', 0, 'Action']);
    expect(actions).toMatchObject({
      file: 'main.tf',
      line: FUNCTION.split('\n').findIndex((line) => line.includes('actions ')) + 1,
    });
  });
});

it.each<[string, string, string, string]>([
  ['the folder of the module', 'modules/jobs/lib', '"${path.module}/lib"', 'modules/jobs/lib'],
  ['the folder that Terraform is run in', 'modules/jobs/lib', '"modules/jobs/lib"', 'modules/jobs/lib'],
  ['the folder that Terraform is run in, before the module', 'lib', '"lib"', 'lib'],
  ['nowhere', 'other', '"lib"', 'modules/jobs/lib'],
  ['out of the project', 'other', '"../../../../etc"', 'none'],
])('code of a module: from %s', async (_, folder, source, expected) => {
  const { app } = await load({
    'main.tf': 'module "jobs" { source = "./modules/jobs" }',
    'modules/jobs/main.tf': `
data "archive_file" "code" {
  type        = "zip"
  source_dir  = ${source}
  output_path = "build/code.zip"
}
resource "aws_lambda_function" "f" {
  function_name = "f"
  filename      = data.archive_file.code.output_path
  handler       = "index.handler"
  runtime       = "nodejs22.x"
  role          = "arn:aws:iam::123456789012:role/x"
}
`,
    [`${folder}/index.mjs`]: 'export const handler = async () => 1;',
  });
  const [only] = app.functions;
  const found = isUnknown(only?.handler) ? 'none' : path.relative(app.root, only?.codeRoot ?? '');
  expect(found).toBe(expected);
});

it('reads variables that stand in a block, as Terraform had it before 0.12', async () => {
  const { app } = await load({
    'main.tf': FUNCTION.replace('variables = { TABLE', 'variables { TABLE').replace(
      ', STAGE = var.stage }',
      '\n STAGE = var.stage }',
    ),
  });
  expect(app.functions[0]?.environment['STAGE']).toBe('dev');
});

it('knows the function that the registry’s module makes, by the inputs of the call', async () => {
  const { app, find, ids } = await load({
    'main.tf': `
module "pay" {
  source        = "terraform-aws-modules/lambda/aws"
  version       = "~> 7.0"
  function_name = "pay"
  handler       = "index.handler"
  runtime       = "nodejs24.x"
  source_path   = [{ path = "src/pay", commands = ["npm ci"] }]
  timeout       = 20
  environment_variables = { TABLE = aws_dynamodb_table.orders.name }
  create_lambda_function_url = true
  event_source_mapping = { jobs = { event_source_arn = aws_sqs_queue.jobs.arn, batch_size = 5 } }
  allowed_triggers = { Api = { service = "apigateway", source_arn = "arn:aws:execute-api:eu-west-1:123456789012:a/*" } }
}
module "list" {
  for_each      = toset(["a", "b"])
  source        = "registry.terraform.io/terraform-aws-modules/lambda/aws"
  function_name = "list-\${each.key}"
  handler       = "index.handler"
  runtime       = "nodejs24.x"
  source_path   = "src/pay/index.mjs"
}
module "shared" {
  source       = "terraform-aws-modules/lambda/aws"
  create_layer = true
}
module "alias" { source = "terraform-aws-modules/lambda/aws//modules/alias" }
resource "aws_sqs_queue" "jobs" {}
resource "aws_dynamodb_table" "orders" { hash_key = "id" }
resource "aws_sns_topic_subscription" "pay" {
  topic_arn = "arn:aws:sns:eu-west-1:123456789012:orders"
  protocol  = "lambda"
  endpoint  = module.pay.lambda_function_arn
}
`,
    'src/pay/index.mjs': 'export const handler = async () => 1;',
  });
  const id = 'module.pay.aws_lambda_function.this[0]';
  const pay = app.functions.find((fn) => fn.id === id);
  expect(pay).toMatchObject({ name: 'pay', handler: 'index.handler', timeoutSeconds: 20, place: { line: 2 } });
  expect(path.relative(app.root, String(pay?.codeRoot))).toBe('src/pay');
  expect(pay?.triggers.map(({ type }) => type).sort()).toEqual(['function-url', 'sns', 'sqs']);
  expect(Object.keys(pay?.environment ?? {})).toEqual(['TABLE']);
  expect(find('module.pay.aws_lambda_permission.current_version_triggers["Api"]')?.properties).toMatchObject({
    Principal: 'apigateway.amazonaws.com',
  });
  expect(app.functions.map(({ name }) => name).sort()).toEqual(['list-a', 'list-b', 'pay']);
  expect(ids.filter((one) => one.startsWith('module.shared'))).toEqual([]);
  expect(app.unknowns.map(({ expression }) => expression)).toContain('module.alias');
  expect(app.notes).toEqual(['main.tf:27:18: module.alias is a module from elsewhere, which is not read']);
});

it('reads triggers from their own resources', async () => {
  const { app } = await load({
    'main.tf': `
resource "aws_lambda_function" "f" {
  function_name = "f"
  filename = "f.zip"
  handler = "a.b"
  runtime = "python3.13"
  role = "arn:aws:iam::123456789012:role/x"
}
resource "aws_sqs_queue" "jobs" {}
resource "aws_lambda_event_source_mapping" "jobs" {
  event_source_arn = aws_sqs_queue.jobs.arn
  function_name    = aws_lambda_function.f.arn
  batch_size       = 5
}
resource "aws_s3_bucket" "in" { bucket = "in" }
resource "aws_s3_bucket_notification" "in" {
  bucket = aws_s3_bucket.in.id
  lambda_function {
    lambda_function_arn = aws_lambda_function.f.arn
    events              = ["s3:ObjectCreated:*"]
    filter_prefix       = "up/"
  }
}
resource "aws_cloudwatch_event_rule" "r" { event_pattern = jsonencode({ source = ["shop"] }) }
resource "aws_cloudwatch_event_target" "r" {
  rule = aws_cloudwatch_event_rule.r.name
  arn  = aws_lambda_function.f.arn
}
resource "aws_sns_topic" "t" {}
resource "aws_sns_topic_subscription" "t" {
  topic_arn = aws_sns_topic.t.arn
  protocol  = "lambda"
  endpoint  = aws_lambda_function.f.arn
}
resource "aws_lambda_function_url" "f" {
  function_name      = aws_lambda_function.f.function_name
  authorization_type = "NONE"
}`,
  });
  const [fn] = app.functions;
  const triggers = Object.fromEntries(fn!.triggers.map((trigger) => [trigger.type, trigger]));
  expect(Object.keys(triggers).sort()).toEqual(['eventbridge', 'function-url', 's3', 'sns', 'sqs']);
  expect(triggers['sqs']).toMatchObject({ queue: 'aws_sqs_queue.jobs', batchSize: 5 });
  expect(triggers['s3']).toMatchObject({ bucket: 'aws_s3_bucket.in', prefix: 'up/' });
  expect(triggers['eventbridge']).toMatchObject({ pattern: { source: ['shop'] } });
});

it('writes out count, for_each, dynamic blocks and local modules', async () => {
  const { ids, find } = await load({
    'main.tf': `
resource "aws_sqs_queue" "n" { count = 2 }
resource "aws_sqs_queue" "e" {
  for_each = toset(["b", "a"])
  name     = "q-\${each.key}"
}
module "m" {
  source = "./modules/topic"
  name   = aws_sqs_queue.e["a"].name
}
resource "aws_iam_role" "r" {
  assume_role_policy = "{}"
  dynamic "inline_policy" {
    for_each = { one = aws_sqs_queue.n[0].arn, two = module.m.arn }
    content {
      name   = inline_policy.key
      policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Resource = inline_policy.value }] })
    }
  }
}`,
    'modules/topic/main.tf': `
variable "name" {}
resource "aws_sns_topic" "t" { name = upper(var.name) }
output "arn" { value = aws_sns_topic.t.arn }`,
  });
  expect(ids.filter((id) => !id.includes('aws_iam_role')).sort()).toEqual([
    'aws_sqs_queue.e["a"]',
    'aws_sqs_queue.e["b"]',
    'aws_sqs_queue.n[0]',
    'aws_sqs_queue.n[1]',
    'module.m.aws_sns_topic.t',
  ]);
  expect(find('aws_sqs_queue.e["b"]')!.properties['QueueName']).toBe('q-b');
  expect(find('module.m.aws_sns_topic.t')!.place).toMatchObject({ file: 'modules/topic/main.tf', line: 3 });
  expect(find('aws_iam_role.r')!.properties['Policies']).toMatchObject([
    {
      PolicyName: 'one',
      PolicyDocument: { Statement: [{ Resource: { ref: 'aws_sqs_queue.n[0]', attribute: 'Arn' } }] },
    },
    { PolicyName: 'two', PolicyDocument: { Statement: [{ Resource: { ref: 'module.m.aws_sns_topic.t' } }] } },
  ]);
});

it('lays what others say of a bucket into the bucket', async () => {
  const { find } = await load({
    'main.tf': `
resource "aws_s3_bucket" "b" {}
resource "aws_s3_bucket_versioning" "b" {
  bucket = aws_s3_bucket.b.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_server_side_encryption_configuration" "b" {
  bucket = aws_s3_bucket.b.bucket
  rule {
    apply_server_side_encryption_by_default { sse_algorithm = "aws:kms" }
  }
}
resource "aws_s3_bucket_public_access_block" "b" {
  bucket            = aws_s3_bucket.b.id
  block_public_acls = true
}`,
  });
  expect(find('aws_s3_bucket.b')!.properties).toMatchObject({
    VersioningConfiguration: { Status: 'Enabled' },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
    },
    PublicAccessBlockConfiguration: { BlockPublicAcls: true },
  });
});

it('names what is not known, with its place', async () => {
  const { app, find } = await load({
    'main.tf': `
variable "key" {}
resource "aws_sqs_queue" "q" { kms_master_key_id = var.key }
module "vpc" {
  source = "terraform-aws-modules/vpc/aws"
}`,
  });
  expect(find('aws_sqs_queue.q')!.properties['KmsMasterKeyId']).toMatchObject({
    unknown: expect.stringContaining('without a value'),
  });
  expect(app.unknowns).toContainEqual(
    expect.objectContaining({ expression: 'module.vpc', place: { file: 'main.tf', line: 5, column: 3 } }),
  );
});

describe('hostile configurations', () => {
  it.each([
    [
      'values that name each other',
      'locals {\n a = local.b\n b = local.a\n}\nresource "aws_sqs_queue" "q" { name = local.a }',
    ],
    ['a count without end', 'resource "aws_sqs_queue" "q" { count = 1000000000 }'],
    ['a module of itself', 'module "m" { source = "./" }\nresource "aws_sqs_queue" "q" {}'],
    ['a module outside', 'module "m" { source = "../../etc" }\nresource "aws_sqs_queue" "q" {}'],
    ['a prototype', 'resource "__proto__" "q" {}\nresource "aws_sqs_queue" "q" { name = local.__proto__ }'],
  ])('%s: read in bounded time', async (_title, text) => {
    const { ids } = await load({ 'main.tf': text });
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.length).toBeLessThan(20_001);
  });

  it('loops in loops end with an error or open values, soon', async () => {
    const text = `locals {\n y = [${'1,'.repeat(2_000)}]\n x = ${'[for a in local.y : '.repeat(20)}1${']'.repeat(20)}\n}\nresource "aws_sqs_queue" "q" { name = join(",", local.x) }`;
    await expect(load({ 'main.tf': text })).rejects.toMatchObject({ code: 'BULKHEAD_BAD_TEMPLATE' });
  });

  it.each([
    ['no HCL', 'resource {', 1],
    ['two names missing', 'resource "aws_sqs_queue" {}', 1],
  ])('%s is refused with its place', async (_title, text, line) => {
    await expect(load({ 'main.tf': text })).rejects.toMatchObject({
      code: 'BULKHEAD_BAD_TEMPLATE',
      place: { file: 'main.tf', line },
    });
  });
});

describe('policies', () => {
  const DOCUMENT = `<<POLICY
{
  "Statement": [{
    "Effect": "Allow",
    "Principal": "*",
    "Action": "sqs:SendMessage",
    "Resource": "\${aws_sqs_queue.jobs.arn}/x",
    "Condition": { "StringEquals": { "\${var.key}": "a" } }
  }]
}
POLICY
`;

  it('as a text with references are read, on their own lines', async () => {
    const { find } = await load({
      'main.tf': `resource "aws_sqs_queue" "jobs" {}\nresource "aws_sqs_queue_policy" "jobs" {\n  policy = ${DOCUMENT}}\n`,
    });
    const policy = find('aws_sqs_queue_policy.jobs');
    const [statement] = (policy!.properties as { PolicyDocument: { Statement: Record<string, unknown>[] } })
      .PolicyDocument.Statement;
    expect(statement).toMatchObject({
      Principal: '*',
      Resource: { joined: [{ ref: 'aws_sqs_queue.jobs', attribute: 'Arn' }, '/x'] },
      Condition: { StringEquals: { '${?}': 'a' } },
    });
    expect(policy?.placeOf(['PolicyDocument', 'Statement', 0, 'Principal']).line).toBe(7);
  });

  it('inside of a queue become a policy of their own', async () => {
    const { find } = await load({ 'main.tf': `resource "aws_sqs_queue" "jobs" {\n  policy = ${DOCUMENT}}\n` });
    expect(find('aws_sqs_queue.jobs.policy')).toMatchObject({
      type: 'AWS::SQS::QueuePolicy',
      properties: { Queues: [{ ref: 'aws_sqs_queue.jobs' }], PolicyDocument: { Statement: [{ Principal: '*' }] } },
    });
  });

  it('that are no JSON stay texts', async () => {
    const { find } = await load({
      'main.tf': 'resource "aws_sqs_queue_policy" "jobs" {\n  policy = "{not json"\n}\n',
    });
    expect(find('aws_sqs_queue_policy.jobs')?.properties['PolicyDocument']).toBe('{not json');
  });

  it('attached to users and groups are theirs', async () => {
    const { find } = await load({
      'main.tf': `resource "aws_iam_user" "anna" { name = "anna" }
resource "aws_iam_user_policy_attachment" "a" {
  user       = aws_iam_user.anna.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSFullAccess"
}
resource "aws_iam_policy_attachment" "b" {
  name       = "b"
  users      = [aws_iam_user.anna.name]
  policy_arn = "arn:aws:iam::aws:policy/AmazonSNSFullAccess"
}
`,
    });
    expect(find('aws_iam_user.anna')?.properties['ManagedPolicyArns']).toEqual([
      'arn:aws:iam::aws:policy/AmazonSQSFullAccess',
      'arn:aws:iam::aws:policy/AmazonSNSFullAccess',
    ]);
  });

  it('attached by name are of the one that has this name among its kind', async () => {
    const kinds = ['user', 'role', 'group'];
    const made = kinds.map((kind) => `resource "aws_iam_${kind}" "one" { name = "deploy" }\n`);
    for (const kind of kinds) {
      const { find } = await load({
        'main.tf': `${made.join('')}resource "aws_iam_${kind}_policy_attachment" "a" {
  ${kind}       = "deploy"
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
`,
      });
      const holders = kinds.filter((one) => find(`aws_iam_${one}.one`)?.properties['ManagedPolicyArns'] !== undefined);
      expect(holders).toEqual([kind]);
    }
  });
});

it('takes a file name that only the deploy knows for an archive', async () => {
  const { app } = await load({
    'main.tf': `
variable "package" { type = string }
resource "aws_lambda_function" "f" {
  function_name = "f"
  filename = var.package
  handler = "index.handler"
  runtime = "nodejs22.x"
  role = "arn:aws:iam::123456789012:role/x"
}
`,
  });
  expect(app.functions[0]?.handler).toMatchObject({
    unknown: 'has its code in an archive',
    expression: 'index.handler',
  });
});
