import { chmodSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES, type RuleFixture } from '@bulkhead/rules';
import { describe, expect, it } from 'vitest';
import { scan } from '../scan.ts';
import { FIXTURE_DAY, makeProject } from '../testing/project.ts';
import { applyFixes } from './apply-fixes.ts';
import { FIXES } from './edits.ts';

const ALL = RULES.map(({ id }) => id);
const look = (root: string) => scan(root, { now: FIXTURE_DAY, env: {}, only: ALL });
const known = ({ findings }: Awaited<ReturnType<typeof look>>) =>
  findings.map(({ rule, subject }) => `${rule} ${subject}`).sort();

type Files = Readonly<Record<string, string>>;

/** Mends a project, and holds that the finding goes, that nothing comes, and that every line with a comment stays. */
async function mend(rule: string, files: Files) {
  const root = makeProject(files);
  const before = await look(root);
  expect(
    known(before).filter((one) => one.startsWith(`${rule} `)),
    'before',
  ).not.toEqual([]);
  const report = { ...before, findings: before.findings.filter((finding) => finding.rule === rule) };
  const dry = applyFixes(report, { dryRun: true });
  const wet = applyFixes(report);
  expect(wet.texts).toEqual(dry.texts);
  const after = await look(root);
  expect(
    known(after).filter((one) => !known(before).includes(one)),
    'new',
  ).toEqual([]);
  for (const { file, before: was, after: is } of wet.texts) {
    expect(readFileSync(join(root, file), 'utf8')).toBe(is);
    expect(was).toBe(files[file]);
    for (const [comment] of was.matchAll(/#.*$/gm)) expect(is).toContain(comment);
  }
  return { ...wet, left: known(after).filter((one) => one.startsWith(`${rule} `)) };
}

/** The same resources under a comment, in each language that takes them as they are. */
function languages(files: Files): [string, Files][] {
  const template = files['template.yaml'];
  if (template === undefined) return [['its own', files]];
  const resources = template.slice(template.indexOf('Resources:\n') + 'Resources:\n'.length);
  const rest = Object.fromEntries(Object.entries(files).filter(([name]) => name !== 'template.yaml'));
  const written: [string, Files][] = [['its own', { ...rest, 'template.yaml': `# kept\n${template}# last\n` }]];
  if (template.includes('AWS::Serverless::')) return written;
  const deeper = resources.replaceAll(/^(?=.)/gm, '  ');
  return [
    ...written,
    ['SAM', { ...rest, 'template.yaml': `Transform: AWS::Serverless-2016-10-31 # sam\nResources:\n${resources}` }],
    [
      'serverless.yml',
      {
        ...rest,
        'serverless.yml': `service: demo\nprovider: # kept\n  name: aws\n  runtime: nodejs22.x\nresources:\n  # theirs\n  Resources:\n${deeper}`,
      },
    ],
    [
      'serverless.yml over files',
      {
        ...rest,
        'serverless.yml':
          'service: demo\nprovider:\n  name: aws\n  runtime: nodejs22.x\nresources:\n  - ${file(more.yml)}\n',
        'more.yml': `Resources: # all\n${resources}`,
      },
    ],
  ];
}

/** Rules whose own examples are right to be left to a person. */
const LEFT: Readonly<Record<string, RegExp>> = {
  'batch-failures-not-reported': /answer with batchItemFailures first/,
  'lambda-tracing-off': /may not write traces/,
};

describe.each(Object.keys(FIXES))('%s', (id) => {
  const rule = RULES.find((candidate) => candidate.id === id)!;
  const rows = rule.fixtures.fails.flatMap((fixture: RuleFixture) =>
    languages(fixture.files).map(([language, files]) => [`${fixture.title}, ${language}`, files] as const),
  );
  it.each(rows)('%s', async (_title, files) => {
    const { edits, refused, left } = await mend(id, files);
    const why = LEFT[id];
    if (why) {
      expect(edits).toEqual([]);
      expect(refused.map((one) => one.why).join()).toMatch(why);
    } else {
      expect(refused).toEqual([]);
      expect(left).toEqual([]);
    }
  });
});

const AWS = 'provider "aws" {\n  region = "eu-west-1" # home\n}\n';
const FUNCTION = (more: string) =>
  `resource "aws_lambda_function" "work" {\n  function_name = "work"\n  role = aws_iam_role.work.arn\n  handler = "index.handler"\n  runtime = "nodejs22.x"\n  filename = "src.zip"\n${more}}\nresource "aws_iam_role" "work" {\n  assume_role_policy = "{}"\n}\nresource "aws_iam_role_policy" "work" {\n  role = aws_iam_role.work.id\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource = "*" }] })\n}\n`;
const ANSWERS =
  'export const handler = async (event) => {\n  const batchItemFailures = [];\n  for (const record of event.Records) {\n    try {\n      console.log(record.messageId);\n    } catch {\n      batchItemFailures.push({ itemIdentifier: record.messageId });\n    }\n  }\n  return { batchItemFailures };\n};\n';
const SAM = 'Transform: AWS::Serverless-2016-10-31\n';
const SLS = 'service: demo\nprovider:\n  name: aws # cloud\n  runtime: nodejs22.x\n';
const JOBS = 'arn:aws:sqs:eu-west-1:123456789012:jobs';

describe('in other languages', () => {
  it.each<[string, string, Files, RegExp]>([
    [
      'sqs-encryption-off',
      'Terraform',
      {
        'main.tf': `${AWS}resource "aws_sqs_queue" "q" {\n  name = "q" # short\n  sqs_managed_sse_enabled = false # old\n}\n`,
      },
      /sqs_managed_sse_enabled = true # old/,
    ],
    [
      'dynamodb-no-recovery',
      'Terraform',
      {
        'main.tf': `${AWS}resource "aws_dynamodb_table" "t" {\n  name     = "t"\n  hash_key = "id"\n\n  attribute { # key\n    name = "id"\n    type = "S"\n  }\n}\n`,
      },
      /\n {2}point_in_time_recovery \{\n {4}enabled = true\n {2}\}\n/,
    ],
    [
      'dynamodb-no-recovery',
      "SAM's simple table",
      { 'template.yaml': `${SAM}Resources:\n  Orders: # all of them\n    Type: AWS::Serverless::SimpleTable\n` },
      /SimpleTable\n {4}Properties:\n {6}PointInTimeRecoverySpecification:\n {8}PointInTimeRecoveryEnabled: true\n/,
    ],
    [
      's3-public-access-allowed',
      'Terraform',
      {
        'main.tf': `${AWS}resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\nresource "aws_s3_bucket_public_access_block" "b" {\n  bucket = aws_s3_bucket.b.id\n  block_public_acls = true # yes\n  block_public_policy = false # no\n  restrict_public_buckets = false\n}\n`,
      },
      /block_public_policy = true # no\n {2}restrict_public_buckets = true/,
    ],
    [
      'log-group-no-retention',
      'Terraform',
      {
        'main.tf': `${AWS}resource "aws_cloudwatch_log_group" "g" {\n  name = "/app"\n  retention_in_days = 0 # for ever\n}\n`,
      },
      /retention_in_days = 365 # for ever/,
    ],
    [
      'log-group-no-retention',
      'serverless.yml',
      {
        'serverless.yml': `${SLS}functions:\n  a: { handler: src/a.handler }\n  b: { handler: src/a.handler }\n`,
        'src/a.js': 'exports.handler = async () => 1;',
      },
      /runtime: nodejs22\.x\n {2}logRetentionInDays: 365\n/,
    ],
    [
      'kms-no-rotation',
      'Terraform',
      { 'main.tf': `${AWS}resource "aws_kms_key" "k" {\n  description = "k" # mine\n}\n` },
      /mine\n\n {2}enable_key_rotation = true\n/,
    ],
    ['lambda-tracing-off', 'Terraform', { 'main.tf': AWS + FUNCTION('') }, /tracing_config \{\n {4}mode = "Active"/],
    [
      'lambda-tracing-off',
      'SAM',
      {
        'template.yaml': `${SAM}Resources:\n  Main:\n    Type: AWS::Serverless::Function # mine\n    Properties:\n      Runtime: nodejs22.x\n      Handler: a.handler\n      CodeUri: src/\n`,
        'src/a.js': 'exports.handler = async () => 1;',
      },
      /Tracing: Active/,
    ],
    [
      'lambda-tracing-off',
      "SAM's Globals",
      {
        'template.yaml': `${SAM}Globals:\n  Function:\n    Tracing: PassThrough # cheap\nResources:\n  One: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: a.handler, CodeUri: src/ } }\n  Two: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: a.handler, CodeUri: src/ } }\n`,
        'src/a.js': 'exports.handler = async () => 1;',
      },
      /Tracing: PassThrough # cheap[\s\S]*CodeUri: src\/, Tracing: Active \} \}\n.*Tracing: Active/,
    ],
    [
      'lambda-tracing-off',
      'serverless.yml',
      {
        'serverless.yml': `${SLS}functions:\n  a: # one\n    handler: src/a.handler\n  b: { handler: src/a.handler }\n`,
        'src/a.js': 'exports.handler = async () => 1;',
      },
      /handler: src\/a\.handler\n {4}tracing: Active\n {2}b: \{ handler: src\/a\.handler, tracing: Active \}/,
    ],
    [
      'batch-failures-not-reported',
      'SAM',
      {
        'template.yaml': `${SAM}Resources:\n  Main:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: nodejs22.x\n      Handler: index.handler\n      CodeUri: src/\n      Events:\n        Jobs: # work\n          Type: SQS\n          Properties:\n            Queue: ${JOBS}\n`,
        'src/index.mjs': ANSWERS,
      },
      /FunctionResponseTypes:\n {14}- ReportBatchItemFailures\n/,
    ],
    [
      'batch-failures-not-reported',
      'serverless.yml',
      {
        'serverless.yml': `${SLS}functions:\n  main:\n    handler: src/index.handler\n    events:\n      - sqs: # work\n          arn: ${JOBS}\n`,
        'src/index.mjs': ANSWERS,
      },
      /functionResponseType: ReportBatchItemFailures\n/,
    ],
    [
      'batch-failures-not-reported',
      'CloudFormation',
      {
        'template.yaml': `Resources:\n  Main:\n    Type: AWS::Lambda::Function\n    Properties: { Runtime: nodejs22.x, Handler: index.handler, Role: 'arn:aws:iam::123456789012:role/r', Code: src/ }\n  Jobs: # work\n    Type: AWS::Lambda::EventSourceMapping\n    Properties: { FunctionName: !Ref Main, EventSourceArn: '${JOBS}' }\n`,
        'src/index.mjs': ANSWERS,
      },
      /EventSourceArn: '.*', FunctionResponseTypes: \[ReportBatchItemFailures\] \}/,
    ],
    [
      'api-data-trace',
      'Terraform',
      {
        'main.tf': `${AWS}resource "aws_api_gateway_rest_api" "a" {\n  name = "a"\n}\nresource "aws_api_gateway_stage" "s" {\n  rest_api_id = aws_api_gateway_rest_api.a.id\n  stage_name = "s"\n}\nresource "aws_api_gateway_method_settings" "m" {\n  rest_api_id = aws_api_gateway_rest_api.a.id\n  stage_name = aws_api_gateway_stage.s.stage_name\n  method_path = "*/*"\n  settings {\n    data_trace_enabled = true # all\n  }\n}\n`,
      },
      /data_trace_enabled = false # all/,
    ],
    [
      'sqs-visibility-too-short',
      'Terraform',
      {
        'main.tf': `${AWS}${FUNCTION('  timeout = 20\n')}resource "aws_sqs_queue" "q" {\n  name = "q" # work\n}\nresource "aws_lambda_event_source_mapping" "m" {\n  event_source_arn = aws_sqs_queue.q.arn\n  function_name = aws_lambda_function.work.arn\n}\n`,
      },
      /visibility_timeout_seconds = 120\n/,
    ],
    [
      'lambda-permission-broad',
      'Terraform',
      {
        'main.tf': `${AWS}${FUNCTION('')}resource "aws_lambda_permission" "p" {\n  action = "lambda:*" # all\n  function_name = aws_lambda_function.work.function_name\n  principal = "s3.amazonaws.com"\n  source_arn = "arn:aws:s3:::b"\n  source_account = "123456789012"\n}\n`,
      },
      /action = "lambda:InvokeFunction" # all/,
    ],
  ])('%s: %s', async (rule, _language, files, expected) => {
    const { refused, left, texts } = await mend(rule, files);
    expect(refused).toEqual([]);
    expect(left).toEqual([]);
    expect(texts.map(({ after }) => after).join()).toMatch(expected);
  });
});

const QUEUE = (value: string) =>
  `Parameters:\n  Plain: { Type: String, Default: 'false' }\nResources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      SqsManagedSseEnabled: ${value}\n`;
const BUCKET = (more: string) =>
  `Resources:\n  Bucket: { Type: AWS::S3::Bucket, Properties: { PublicAccessBlockConfiguration: { BlockPublicPolicy: false }${more} } }\n`;

describe('left to a person', () => {
  it.each<[string, string, Files, RegExp, RegExp?]>([
    [
      'a parameter decides',
      'sqs-encryption-off',
      { 'template.yaml': QUEUE('!Ref Plain') },
      /result of !Ref/,
      /^SqsManagedSseEnabled: true$/,
    ],
    [
      'a website',
      's3-public-access-allowed',
      { 'template.yaml': BUCKET(', WebsiteConfiguration: { IndexDocument: i.html }') },
      /serves a website/,
    ],
    [
      'a public policy',
      's3-public-access-allowed',
      {
        'template.yaml': `${BUCKET('')}  Policy: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: !Ref Bucket, PolicyDocument: { Statement: [{ Effect: Allow, Principal: '*', Action: 's3:GetObject', Resource: !Sub '\${Bucket.Arn}/*' }] } } }\n`,
      },
      /meant to be public by Policy/,
    ],
    [
      'another account',
      'lambda-permission-broad',
      {
        'template.yaml':
          "Resources:\n  P: { Type: AWS::Lambda::Permission, Properties: { Action: 'lambda:*', FunctionName: f, Principal: '210987654321' } }\n",
      },
      /permission of an account/,
    ],
    [
      'an event in short form',
      'batch-failures-not-reported',
      {
        'serverless.yml': `${SLS}functions:\n  main: { handler: src/index.handler, events: [{ sqs: '${JOBS}' }] }\n`,
        'src/index.mjs': ANSWERS,
      },
      /no map that is written out/,
      /^functionResponseType: ReportBatchItemFailures$/,
    ],
    [
      'an expression of Terraform',
      'sqs-encryption-off',
      {
        'main.tf': `variable "plain" {\n  default = false\n}\nresource "aws_sqs_queue" "q" {\n  name = "q"\n  sqs_managed_sse_enabled = var.plain\n}\n`,
      },
      /is an expression/,
      /^sqs_managed_sse_enabled = true$/,
    ],
  ])('%s', async (_title, rule, files, why, paste) => {
    const { edits, refused, texts } = await mend(rule, files);
    expect([edits, texts]).toEqual([[], []]);
    expect(refused).toHaveLength(1);
    expect(refused[0]!.why).toMatch(why);
    if (paste) expect(refused[0]!.paste).toMatch(paste);
  });
});

describe('files', () => {
  const text = QUEUE('false');

  it('several edits of one file come together, and a second run finds nothing to do', async () => {
    const table = `${text}  Table:\n    Type: AWS::DynamoDB::Table\n    Properties: # none\n      BillingMode: PAY_PER_REQUEST\n  Key:\n    Type: AWS::KMS::Key\n    Properties: { KeyPolicy: {} }\n`;
    const root = makeProject({ 'template.yaml': table });
    const first = applyFixes(await look(root));
    expect(first.edits.map(({ finding }) => finding.rule).sort()).toEqual([
      'dynamodb-no-recovery',
      'kms-no-rotation',
      'sqs-encryption-off',
    ]);
    expect(first.texts).toHaveLength(1);
    expect(applyFixes(await look(root))).toEqual({ edits: [], refused: [], texts: [] });
  });

  it('what is left is named where it stands then', async () => {
    const open = `Parameters:\n  P: { Type: String, Default: 'false' }\nResources:\n  Table:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      BillingMode: PAY_PER_REQUEST\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      SqsManagedSseEnabled: !Ref P\n`;
    const root = makeProject({ 'template.yaml': open });
    const report = await look(root);
    const lineOf = (text: string) => text.split('\n').findIndex((line) => line.includes('!Ref P')) + 1;
    const dry = applyFixes(report, { dryRun: true });
    expect(dry.refused.map(({ place }) => place.line)).toEqual([lineOf(open)]);
    const wet = applyFixes(report);
    expect(wet.edits).toHaveLength(1);
    expect(wet.refused.map(({ place }) => place.line)).toEqual([
      lineOf(readFileSync(join(root, 'template.yaml'), 'utf8')),
    ]);
  });

  it('a dry run writes nothing', async () => {
    const root = makeProject({ 'template.yaml': text });
    expect(applyFixes(await look(root), { dryRun: true }).texts).toHaveLength(1);
    expect(readFileSync(join(root, 'template.yaml'), 'utf8')).toBe(text);
  });

  it('what leads out of the project is not written', async () => {
    const other = makeProject({ 'template.yaml': text });
    const root = makeProject({ 'template.yaml': text });
    const report = await look(root);
    const outside = { ...report, root: makeProject({}) };
    symlinkSync(join(other, 'template.yaml'), join(outside.root, 'template.yaml'));
    expect(applyFixes(outside).texts).toEqual([]);
    expect(readFileSync(join(other, 'template.yaml'), 'utf8')).toBe(text);
  });

  it.each(['cdk.out', '.aws-sam/build'])('what a tool makes anew is not edited: %s', async (folder) => {
    const root = makeProject({ [`${folder}/template.yaml`]: text });
    const { edits, refused, texts } = applyFixes(await look(join(root, folder)));
    expect([edits, texts]).toEqual([[], []]);
    expect(refused).toHaveLength(1);
  });

  it.skipIf(process.getuid?.() === 0)('a file that may not be written is left, and said', async () => {
    const root = makeProject({ 'template.yaml': text });
    const report = await look(root);
    chmodSync(join(root, 'template.yaml'), 0o444);
    const { edits, refused, texts } = applyFixes(report);
    expect([edits, texts]).toEqual([[], []]);
    expect(refused[0]!.why).toMatch(/cannot be written \(EACCES\)/);
  });

  it('what was broken since the scan is left', async () => {
    const root = makeProject({ 'template.yaml': text });
    const report = await look(root);
    writeFileSync(join(root, 'template.yaml'), `${text}  - broken\n`);
    const { edits, refused } = applyFixes(report);
    expect(edits).toEqual([]);
    expect(refused).toHaveLength(1);
  });
});
