import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scan } from './scan.ts';
import { FIXTURE_DAY, makeProject } from './testing/project.ts';

const cache = mkdtempSync(path.join(tmpdir(), 'bulkhead-stacks-'));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

/** `rule file:line` of what is found by these rules. */
async function found(root: string, only: readonly string[], withCache = false) {
  const read: string[] = [];
  const report = await scan(root, {
    now: FIXTURE_DAY,
    env: {},
    only,
    onApp: ({ file }) => read.push(file),
    ...(withCache ? { cache: { folder: cache, tool: '1' } } : {}),
  });
  return { ...report, read, at: report.findings.map(({ rule, place }) => `${rule} ${place.file}:${place.line}`) };
}

const LOOPS = ['recursion-direct', 'recursion-through-functions', 'fan-out-to-own-trigger'];

const send = (name: string) => `
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
const sqs = new SQSClient({});
export const handler = async () => {
  await sqs.send(new SendMessageCommand({ QueueUrl: ${name}, MessageBody: 'again' }));
};
`;

const fn = (name: string, queue: string, target: string) => `
  ${name}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: src/
      Environment: { Variables: { TARGET: ${target} } }
      Events: { Job: { Type: SQS, Properties: { Queue: ${queue} } } }
`;
const sam = (resources: string, more = '') => `${more}Transform: AWS::Serverless-2016-10-31\nResources:${resources}`;

const code = send('process.env.TARGET');

/** A queue that a folder exports, and a function of another that takes from it and sends to it. */
const byExport = (folder: string) => ({
  [`${folder}/template.yaml`]: `Resources:
  Jobs: { Type: AWS::SQS::Queue }
Outputs:
  JobsArn: { Value: !GetAtt Jobs.Arn, Export: { Name: jobs-arn } }
  JobsUrl: { Value: !Ref Jobs, Export: { Name: jobs-url } }
`,
  'work/template.yaml': sam(fn('Work', '!ImportValue jobs-arn', '!ImportValue jobs-url')),
  'work/src/index.mjs': code,
});

describe('a queue of one stack that triggers a function of another', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['an export', byExport('queues'), ['recursion-direct work/src/index.mjs:5']],
    [
      'an export of a folder with the sign between folder and id',
      byExport('c#'),
      ['recursion-direct work/src/index.mjs:5'],
    ],
    [
      'another export',
      {
        'queues/template.yaml': `Resources:
  Jobs: { Type: AWS::SQS::Queue }
  Done: { Type: AWS::SQS::Queue }
Outputs:
  JobsArn: { Value: !GetAtt Jobs.Arn, Export: { Name: jobs-arn } }
  DoneUrl: { Value: !Ref Done, Export: { Name: done-url } }
`,
        'work/template.yaml': sam(fn('Work', '!ImportValue jobs-arn', '!ImportValue done-url')),
        'work/src/index.mjs': code,
      },
      [],
    ],
    [
      "an export whose name holds the stack's",
      {
        'queues/template.yaml': `Resources:
  Jobs: { Type: AWS::SQS::Queue }
Outputs:
  JobsArn: { Value: !GetAtt Jobs.Arn, Export: { Name: !Sub '\${AWS::StackName}-JobsArn' } }
  JobsUrl: { Value: !Ref Jobs, Export: { Name: !Sub '\${AWS::StackName}-JobsUrl' } }
`,
        'work/template.yaml': sam(
          fn(
            'Work',
            "!ImportValue { 'Fn::Sub': '${Queues}-JobsArn' }",
            "!ImportValue { 'Fn::Sub': '${Queues}-JobsUrl' }",
          ),
          'Parameters: { Queues: { Type: String } }\n',
        ),
        'work/src/index.mjs': code,
      },
      ['recursion-direct work/src/index.mjs:5'],
    ],
    [
      'outputs of a Serverless Framework stack',
      {
        'queues/serverless.yml': `service: queues
provider: { name: aws, runtime: nodejs22.x }
resources:
  Resources: { Jobs: { Type: AWS::SQS::Queue } }
  Outputs: { JobsArn: { Value: !GetAtt Jobs.Arn }, JobsUrl: { Value: !Ref Jobs } }
`,
        'work/serverless.yml': `service: work
provider: { name: aws, runtime: nodejs22.x }
functions:
  work:
    handler: index.handler
    environment: { TARGET: '\${cf:queues-dev.JobsUrl}' }
    events: [{ sqs: { arn: '\${cf:queues-dev.JobsArn}' } }]
`,
        'work/index.mjs': code,
      },
      ['recursion-direct work/index.mjs:5'],
    ],
    [
      'Parameter Store',
      {
        'queues/template.yaml': `Resources:
  Jobs: { Type: AWS::SQS::Queue }
  Arn: { Type: AWS::SSM::Parameter, Properties: { Type: String, Name: /shop/jobs/arn, Value: !GetAtt Jobs.Arn } }
  Url: { Type: AWS::SSM::Parameter, Properties: { Type: String, Name: /shop/jobs/url, Value: !Ref Jobs } }
`,
        'work/template.yaml': sam(
          fn('Work', '!Ref JobsArn', "'{{resolve:ssm:/shop/jobs/url}}'"),
          "Parameters: { JobsArn: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /shop/jobs/arn } }\n",
        ),
        'work/src/index.mjs': code,
      },
      ['recursion-direct work/src/index.mjs:5'],
    ],
    [
      'names written alike',
      {
        'queues/template.yaml': 'Resources:\n  Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: shop-jobs } }\n',
        'work/template.yaml': sam(
          fn(
            'Work',
            "!Sub 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:shop-jobs'",
            'https://sqs.eu-west-1.amazonaws.com/123456789012/shop-jobs',
          ),
        ),
        'work/src/index.mjs': code,
      },
      ['recursion-direct work/src/index.mjs:5'],
    ],
    [
      'names alike in two regions',
      {
        'work/template.yaml': sam(
          fn(
            'Work',
            'arn:aws:sqs:us-east-1:123456789012:shop-jobs',
            'https://sqs.eu-west-1.amazonaws.com/123456789012/shop-jobs',
          ),
        ),
        'work/src/index.mjs': code,
      },
      [],
    ],
    [
      'names alike in two accounts',
      {
        'work/template.yaml': sam(
          fn(
            'Work',
            'arn:aws:sqs:eu-west-1:111111111111:shop-jobs',
            'https://sqs.eu-west-1.amazonaws.com/123456789012/shop-jobs',
          ),
        ),
        'work/src/index.mjs': code,
      },
      [],
    ],
    [
      'an export that two stacks make',
      {
        'a/template.yaml':
          'Resources: { Jobs: { Type: AWS::SQS::Queue } }\nOutputs: { A: { Value: !GetAtt Jobs.Arn, Export: { Name: jobs } }, U: { Value: !Ref Jobs, Export: { Name: url } } }\n',
        'b/template.yaml':
          'Resources: { Jobs: { Type: AWS::SQS::Queue } }\nOutputs: { A: { Value: !GetAtt Jobs.Arn, Export: { Name: jobs } }, U: { Value: !Ref Jobs, Export: { Name: url } } }\n',
        'work/template.yaml': sam(fn('Work', '!ImportValue jobs', '!ImportValue url')),
        'work/src/index.mjs': code,
      },
      [],
    ],
    [
      'a Terraform state',
      {
        'queues/main.tf': `terraform {
  backend "s3" {
    bucket = "states"
    key    = "prod/queues.tfstate"
  }
}
resource "aws_sqs_queue" "jobs" {}
output "jobs_arn" { value = aws_sqs_queue.jobs.arn }
output "jobs_url" { value = aws_sqs_queue.jobs.url }
`,
        'work/main.tf': `data "terraform_remote_state" "queues" {
  backend = "s3"
  config = {
    bucket = "states"
    key    = "prod/queues.tfstate"
  }
}
resource "aws_lambda_function" "work" {
  function_name = "work"
  runtime = "nodejs22.x"
  handler = "index.handler"
  role = "arn:aws:iam::123456789012:role/work"
  filename = "src"
  environment {
    variables = { TARGET = data.terraform_remote_state.queues.outputs.jobs_url }
  }
}
resource "aws_lambda_event_source_mapping" "work" {
  event_source_arn = data.terraform_remote_state.queues.outputs.jobs_arn
  function_name = aws_lambda_function.work.arn
}
`,
        'work/src/index.mjs': code,
      },
      ['recursion-direct work/src/index.mjs:5'],
    ],
    [
      'stacks of a CDK assembly',
      {
        'cdk.out/manifest.json': JSON.stringify({
          version: '36.0.0',
          artifacts: {
            Queues: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Queues.template.json' } },
            Work: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Work.template.json' } },
          },
        }),
        'cdk.out/Queues.template.json': JSON.stringify({
          Resources: { Jobs: { Type: 'AWS::SQS::Queue' } },
          Outputs: {
            Arn: { Value: { 'Fn::GetAtt': ['Jobs', 'Arn'] }, Export: { Name: 'Queues:ExportsOutputFnGetAttJobsArn' } },
            Url: { Value: { Ref: 'Jobs' }, Export: { Name: 'Queues:ExportsOutputRefJobs' } },
          },
        }),
        'cdk.out/Work.template.json': JSON.stringify({
          Resources: {
            Work: {
              Type: 'AWS::Lambda::Function',
              Properties: {
                Runtime: 'nodejs22.x',
                Handler: 'index.handler',
                Code: 'src',
                Role: 'arn:aws:iam::123456789012:role/work',
                Environment: { Variables: { TARGET: { 'Fn::ImportValue': 'Queues:ExportsOutputRefJobs' } } },
              },
            },
            Poll: {
              Type: 'AWS::Lambda::EventSourceMapping',
              Properties: {
                EventSourceArn: { 'Fn::ImportValue': 'Queues:ExportsOutputFnGetAttJobsArn' },
                FunctionName: { Ref: 'Work' },
              },
            },
          },
        }),
        'cdk.out/src/index.mjs': code,
      },
      ['recursion-direct cdk.out/src/index.mjs:5'],
    ],
  ])('%s', async (_, files, expected) => {
    const { at, unread, problems } = await found(makeProject(files), LOOPS);
    expect(unread).toEqual([]);
    expect(problems).toEqual([]);
    expect(at).toEqual(expected);
  });
});

const circle = (back = '!ImportValue first-url') => ({
  'first/template.yaml': `${sam(`
  Jobs: { Type: AWS::SQS::Queue }${fn('First', '!GetAtt Jobs.Arn', '!ImportValue second-url')}`)}Outputs:
  Url: { Value: !Ref Jobs, Export: { Name: first-url } }
`,
  'first/src/index.mjs': code,
  'second/template.yaml': `${sam(`
  Jobs: { Type: AWS::SQS::Queue }
  Other: { Type: AWS::SQS::Queue }${fn('Second', '!GetAtt Jobs.Arn', back)}`)}Outputs:
  Url: { Value: !Ref Jobs, Export: { Name: second-url } }
`,
  'second/src/index.mjs': code,
});

it('finds a circle through two stacks, once, with both places', async () => {
  const { findings } = await found(makeProject(circle()), LOOPS);
  expect(findings).toHaveLength(1);
  expect(findings[0]!.message).toBe(
    'First → Second (second/template.yaml) → First: these functions of 2 stacks start each other without end',
  );
  const files = findings[0]!.steps!.map(({ place }) => place.file);
  expect(files).toEqual(['first/src/index.mjs', 'second/template.yaml', 'second/src/index.mjs', 'first/template.yaml']);
  expect((await found(makeProject(circle('!Ref Other')), LOOPS)).at).toEqual([]);
});

it('the cache keeps apart what hangs on other stacks', async () => {
  const root = makeProject(circle('!Ref Other'));
  expect((await found(root, LOOPS, true)).at).toEqual([]);
  expect((await found(root, LOOPS, true)).read).toEqual([]);
  // Only the second stack changes; what is wrong is told in the first.
  writeFileSync(path.join(root, 'second/template.yaml'), circle()['second/template.yaml']);
  const changed = await found(root, LOOPS, true);
  expect(changed.at).toEqual(['recursion-through-functions first/src/index.mjs:5']);
  expect([...changed.read].sort()).toEqual(['first/template.yaml', 'second/template.yaml']);
  expect((await found(root, LOOPS, true)).read).toEqual([]);
  writeFileSync(path.join(root, 'second/src/index.mjs'), `${code}\n// no change of what it sends\n`);
  const touched = await found(root, LOOPS, true);
  expect(touched.read).toEqual(['second/template.yaml']);
  expect(touched.at).toEqual(changed.at);
});

describe('permissions and use', () => {
  const invoke = `
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
const lambda = new LambdaClient({});
export const handler = async () => {
  await lambda.send(new InvokeCommand({ FunctionName: process.env.TARGET }));
};
`;
  const callee = `${sam(`
  Used: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, CodeUri: src/ } }
  Unused: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, CodeUri: src/ } }
  Other: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, CodeUri: src/, Events: { T: { Type: Schedule, Properties: { Schedule: rate(1 day) } } } } }
`)}Outputs: { Arn: { Value: !GetAtt Used.Arn, Export: { Name: used-arn } } }
`;

  it('a function that another stack calls is in use', async () => {
    const files = {
      'callee/template.yaml': callee,
      'callee/src/index.mjs': 'export const handler = async () => 1;\n',
      'caller/template.yaml': sam(fn('Caller', 'arn:aws:sqs:eu-west-1:123456789012:in', '!ImportValue used-arn')),
      'caller/src/index.mjs': invoke,
    };
    expect((await found(makeProject(files), ['lambda-unused'])).findings.map(({ subject }) => subject)).toEqual([
      'Unused',
    ]);
  });

  const role = (actions: string) => `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }] }
      Policies: [{ PolicyName: p, PolicyDocument: { Statement: [{ Effect: Allow, Action: ${actions}, Resource: '*' }] } }]
  Own: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, Code: src, Role: !GetAtt Role.Arn } }
Outputs: { Role: { Value: !GetAtt Role.Arn, Export: { Name: shared-role } } }
`;
  const user = `Resources:
  Main: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, Code: src, Role: !ImportValue shared-role, Environment: { Variables: { TARGET: x } } } }
`;
  it.each<[string, string, string[]]>([
    ['what another stack uses of it', "'sqs:SendMessage'", []],
    [
      'what nobody uses of it',
      "['sqs:SendMessage', 'dynamodb:DeleteItem']",
      ['iam-unused-permission roles/template.yaml:6'],
    ],
    [
      'what it lacks for another stack',
      "'dynamodb:GetItem'",
      ['iam-unused-permission roles/template.yaml:6', 'iam-missing-permission user/src/index.mjs:5'],
    ],
  ])('a shared role: %s', async (_, actions, expected) => {
    const files = {
      'roles/template.yaml': role(actions),
      'roles/src/index.mjs': 'export const handler = async () => 1;\n',
      'user/template.yaml': user,
      'user/src/index.mjs': code,
    };
    expect((await found(makeProject(files), ['iam-unused-permission', 'iam-missing-permission'])).at).toEqual(expected);
  });
});
