import { describe, expect, test } from 'vitest';
import { describeError, failure } from '../../test/project.ts';
import { parseYaml } from '../yaml/parse.ts';
import { toPlain } from '../yaml/plain.ts';
import { get } from '../yaml/tree.ts';
import { createLocalEvaluator, createModelEvaluator } from './answers.ts';
import { type CloudFormationTemplate, readResources } from './template.ts';

const BASE = `
Parameters:
  Stage: {Type: String, Default: dev}
  NoDefault: {Type: String}
  Given: {Type: String, Default: no}
  Zones: {Type: CommaDelimitedList, Default: "a, b"}
  Secret: {Type: AWS::SSM::Parameter::Value<String>, Default: /x}
  Count: {Type: Number, Default: 3}
Mappings:
  Sizes: {dev: {memory: 128, list: [x, y]}, prod: {memory: 1024}}
Conditions:
  IsDev: !Equals [!Ref Stage, dev]
  IsProd: !Equals [!Ref Stage, prod]
  Both: !And [!Condition IsDev, !Condition IsProd]
  Either: !Or [!Condition IsDev, !Condition IsProd]
  NotDev: !Not [!Condition IsDev]
  Asked: !Equals [!Ref NoDefault, x]
  DecidedAnyway: !And [!Condition IsProd, !Condition Asked]
  Loop: !Not [!Condition Loop]
Resources:
  Bucket: {Type: AWS::S3::Bucket}
  Named: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "photos-\${Stage}"}}
  Queue: {Type: AWS::SQS::Queue}
  Jobs: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs}}
  Topic: {Type: AWS::SNS::Topic}
  Table: {Type: AWS::DynamoDB::Table}
  Machine: {Type: AWS::StepFunctions::StateMachine}
  Api: {Type: AWS::Serverless::HttpApi}
  Thing: {Type: AWS::IoT::Thing}
  Circle: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref Circle}}
`;

function template(): CloudFormationTemplate {
  const tree = parseYaml(BASE, { file: 't.yml' });
  return {
    parameters: get(tree, 'Parameters'),
    mappings: get(tree, 'Mappings'),
    conditions: get(tree, 'Conditions'),
    resources: readResources(get(tree, 'Resources'), () => undefined),
    stackName: 'Shop',
    region: 'eu-west-1',
    given: { Given: 'yes' },
  };
}

const value = (text: string) => get(parseYaml(`v: ${text}`, { file: 't.yml' }), 'v')!;
const evaluate = (text: string) => toPlain(createModelEvaluator(template()).evaluate(value(text)));

describe('known', () => {
  const rows: [string, unknown][] = [
    ['text', 'text'],
    ['{a: [1, {b: !Ref Stage}]}', { a: [1, { b: 'dev' }] }],
    ['!Ref Stage', 'dev'],
    ['!Ref Given', 'yes'],
    ['!Ref Count', 3],
    ['!Ref Zones', ['a', 'b']],
    ['!Ref AWS::Region', 'eu-west-1'],
    ['!Ref AWS::StackName', 'Shop'],
    ['!Ref AWS::Partition', 'aws'],
    ['!Ref AWS::URLSuffix', 'amazonaws.com'],
    ['!Ref Named', 'photos-dev'],
    ['!GetAtt Named.Arn', 'arn:aws:s3:::photos-dev'],
    ['!GetAtt Jobs.QueueName', 'jobs'],
    ['!Sub "${Stage}-${AWS::Region}"', 'dev-eu-west-1'],
    ['!Sub ["${A}-${Stage}", {A: !Ref Given}]', 'yes-dev'],
    ['!Sub "${!Literal} ${}"', '${Literal} ${}'],
    ['!Join ["-", [a, !Ref Stage, 1]]', 'a-dev-1'],
    ['!Join [",", !Ref Zones]', 'a,b'],
    ['!Select [1, !Ref Zones]', 'b'],
    ['!Select ["0", [x, y]]', 'x'],
    ['!Select [2, !Split [":", "a:b:c"]]', 'c'],
    ['!FindInMap [Sizes, !Ref Stage, memory]', 128],
    ['!FindInMap [Sizes, dev, list]', ['x', 'y']],
    ['!FindInMap [Sizes, none, memory, {DefaultValue: 5}]', 5],
    ['!If [IsDev, yes, no]', 'yes'],
    ['!If [IsProd, yes, no]', 'no'],
    ['!If [Both, yes, no]', 'no'],
    ['!If [Either, yes, no]', 'yes'],
    ['!If [NotDev, yes, no]', 'no'],
    ['!If [DecidedAnyway, yes, no]', 'no'],
    ['!If [IsDev, !If [NotDev, 1, 2], 3]', 2],
    ['{a: !If [IsProd, 1, !Ref AWS::NoValue], b: 2}', { b: 2 }],
    ['[1, !Ref AWS::NoValue]', [1]],
    ['!Base64 hi', 'aGk='],
    ['!ToJsonString {a: !Ref Stage}', '{"a":"dev"}'],
    ['!Length [1, 2]', 2],
  ];
  test.each(rows)('%s', (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });
});

describe('unknown, under the outermost expression', () => {
  const rows: [string, RegExp][] = [
    ['!Ref Bucket', /once Bucket is deployed/],
    ['!GetAtt Bucket.Arn', /once Bucket is deployed/],
    ['!Ref Jobs', /once Jobs is deployed/],
    ['!GetAtt Table.Arn', /once Table is deployed/],
    ['!Ref Nowhere', /no parameter or resource/],
    ['!Ref NoDefault', /parameter NoDefault, which has no default/],
    ['!Ref Secret', /Parameter Store/],
    ['!Ref AWS::AccountId', /AWS account/],
    ['!Sub arn:aws:x:${AWS::AccountId}', /AWS account/],
    ['!Join ["", [a, !Ref Bucket]]', /once Bucket is deployed/],
    ['!Select [0, !Split ["-", !Ref Bucket]]', /once Bucket is deployed/],
    ['!If [Asked, a, b]', /a condition that cannot be decided/],
    ['!ImportValue other', /when the stack is deployed/],
    ['!GetAZs ""', /when the stack is deployed/],
    ['!ToJsonString {a: !Ref Bucket}', /not known/],
  ];
  test.each(rows)('%s', (text, why) => {
    expect(evaluate(text)).toMatchObject({
      unknown: expect.stringMatching(why),
      expression: text,
      place: { file: 't.yml', line: 1 },
    });
  });
});

describe('refused', () => {
  const rows: [string, RegExp][] = [
    ['!Ref [a]', /Ref takes a name, not a list/],
    ['!Join [a]', /Fn::Join takes a list of 2 values or more/],
    ['!Join ["", text]', /takes a list as its second value, not text/],
    ['!Join ["", [{a: 1}]]', /takes text here, not a map/],
    ['!Select [9, [a]]', /item that is not there; the list has 1/],
    ['!Select a', /takes a list of an index and a list/],
    ['!Split ["", a]', /separator that is not empty/],
    ['!FindInMap [Sizes, none, memory]', /Mappings has no Sizes\.none\.memory/],
    ['!If [IsDev, a]', /takes a condition and two values/],
    ['!If [Nope, a, b]', /there is no condition named Nope/],
    ['!If [Loop, a, b]', /the condition refers to itself: Loop -> Loop/],
    ['!GetAtt Bucket', /takes a logical id and an attribute/],
    ['!Sub {a: 1}', /takes a text, or a list of a text and a map/],
    ['!Ref Circle', /too deep/],
  ];
  test.each(rows)('%s', async (text, expected) => {
    const error = await failure(() => evaluate(text));
    expect(error.code).toBe('BULKHEAD_BAD_TEMPLATE');
    expect(describeError(error)).toMatch(expected);
  });
});

describe('for the lab', () => {
  const account = '123456789012';
  const rows: [string, string][] = [
    ['!Ref Bucket', 'shop-bucket'],
    ['!Ref Named', 'photos-dev'],
    ['!GetAtt Bucket.Arn', 'arn:aws:s3:::shop-bucket'],
    ['!GetAtt Bucket.WebsiteURL', 'http://shop-bucket.s3-website-eu-west-1.amazonaws.com'],
    ['!Ref Table', 'shop-table'],
    ['!GetAtt Table.Arn', `arn:aws:dynamodb:eu-west-1:${account}:table/shop-table`],
    ['!Ref Queue', `https://sqs.eu-west-1.amazonaws.com/${account}/shop-queue`],
    ['!GetAtt Queue.Arn', `arn:aws:sqs:eu-west-1:${account}:shop-queue`],
    ['!GetAtt Queue.QueueName', 'shop-queue'],
    ['!GetAtt Jobs.QueueUrl', `https://sqs.eu-west-1.amazonaws.com/${account}/jobs`],
    ['!Ref Topic', `arn:aws:sns:eu-west-1:${account}:shop-topic`],
    ['!Ref Machine', `arn:aws:states:eu-west-1:${account}:stateMachine:shop-machine`],
    [
      '!Sub "https://${Api}.execute-api.${AWS::Region}.amazonaws.com"',
      'https://shop-api.execute-api.eu-west-1.amazonaws.com',
    ],
    ['!GetAtt Api.ApiEndpoint', 'https://shop-api.execute-api.eu-west-1.amazonaws.com'],
    ['!GetAtt Thing.Arn', `arn:aws:iot:eu-west-1:${account}:shop-thing`],
    ['!Ref AWS::AccountId', account],
    ['!Join [":", [a, !Ref AWS::AccountId]]', `a:${account}`],
  ];
  test.each(rows)('%s is %s', (text, expected) => {
    expect(toPlain(createLocalEvaluator(template()).evaluate(value(text)))).toBe(expected);
  });

  test('what no lab can decide stays unknown', () => {
    for (const text of ['!Ref NoDefault', '!Ref Secret', '!ImportValue x']) {
      expect(createLocalEvaluator(template()).evaluate(value(text)).kind).toBe('unknown');
    }
  });
});

test('hostile templates stop after bounded steps', async () => {
  const many = value(`!Sub "${'${Nowhere}'.repeat(80_000)}"`);
  expect(createModelEvaluator(template()).evaluate(many).kind).toBe('unknown');
  const names = Array.from({ length: 40 }, (_, index) => index);
  const lines = names.map(
    (index) =>
      `  B${index}: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "\${B${index + 1}}\${B${index + 1}}"}}`,
  );
  const tree = parseYaml(`R:\n${lines.join('\n')}\n  B40: {Type: AWS::S3::Bucket, Properties: {BucketName: x}}\n`, {
    file: 't.yml',
  });
  const resources = readResources(get(tree, 'R'), () => undefined);
  const error = await failure(() => createModelEvaluator({ ...template(), resources }).evaluate(value('!Ref B0')));
  expect(error.message).toMatch(/too many steps|grows without end|too deep/);
});

test('conditions that double each other are decided once each', () => {
  const names = Array.from({ length: 40 }, (_, index) => `C${index}`);
  const lines = names.map((name, index) => `  ${name}: !And [!Condition C${index + 1}, !Condition C${index + 1}]`);
  const tree = parseYaml(`Conditions:\n${lines.join('\n')}\n  C40: !Equals [a, a]\n`, { file: 't.yml' });
  const evaluator = createModelEvaluator({ ...template(), conditions: get(tree, 'Conditions') });
  expect(toPlain(evaluator.evaluate(value('!If [C0, yes, no]')))).toBe('yes');
});
