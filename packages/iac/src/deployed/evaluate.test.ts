import { describe, expect, test } from 'vitest';
import { deploy, find, plain } from '../../test/deployed.ts';

const HEAD = `Parameters:
  Stage: {Type: String, Default: dev}
  Names: {Type: CommaDelimitedList, Default: "a, b"}
  Given: {Type: String}
  Secret: {Type: String, NoEcho: true, Default: hunter2}
  Stored: {Type: "AWS::SSM::Parameter::Value<String>", Default: /path}
Mappings: {M: {dev: {size: 256}}}
Conditions:
  IsDev: !Equals [!Ref Stage, dev]
  IsGiven: !Equals [!Ref Given, x]
Resources:
  Queue: {Type: AWS::SQS::Queue}
`;

async function evaluate(yaml: string): Promise<unknown> {
  const text = `${HEAD}  Probe: {Type: AWS::Test::Probe, Properties: {Value: ${yaml}}}\n`;
  return plain(find(await deploy({ 'template.yaml': text }), 'Probe').properties['Value']);
}

describe('a value is', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['!Ref Stage', 'dev'],
    ['!Ref Names', ['a', 'b']],
    ['!Ref Given', '<?!Ref Given>'],
    ['!Ref Secret', '<?!Ref Secret>'],
    ['!Ref Stored', '<?!Ref Stored>'],
    ['!Ref Queue', '<Queue>'],
    ['!GetAtt Queue.Arn', '<Queue.Arn>'],
    ['{Fn::GetAtt: [Queue, Arn]}', '<Queue.Arn>'],
    ['!Sub "${Queue.Arn}"', '<Queue.Arn>'],
    ['!Sub "x-${Stage}-${!Literal}"', 'x-dev-${Literal}'],
    ['!Sub ["${A}/${Queue}", {A: !Ref Stage}]', 'dev/<Queue>'],
    ['!Sub "arn:${AWS::Partition}:s3:::b"', 'arn:aws:s3:::b'],
    ['!Sub "${AWS::AccountId}-x"', '<?AWS::AccountId>-x'],
    ['!Ref AWS::StackName', '<?AWS::StackName>'],
    ['!Join ["-", [a, !Ref Stage, !Ref Queue, z]]', 'a-dev-<Queue>-z'],
    ['!Select [1, !Ref Names]', 'b'],
    ['!Select [1, !Split ["/", "a/b/c"]]', 'b'],
    ['!Select [7, !Ref Names]', '<?!Select [7, !Ref Names]>'],
    ['!FindInMap [M, !Ref Stage, size]', 256],
    ['!If [IsDev, yes, no]', 'yes'],
    ['!If [IsDev, !Ref "AWS::NoValue", no]', undefined],
    ['[a, !If [IsDev, !Ref "AWS::NoValue", no], b]', ['a', 'b']],
    ['!If [IsGiven, yes, no]', '<?!If [IsGiven, yes, no]>'],
    ['!If [Missing, yes, no]', '<?!If [Missing, yes, no]>'],
    ['!Base64 abc', 'YWJj'],
    ['{Fn::Length: !Ref Names}', 2],
    ['{Fn::ToJsonString: {a: !GetAtt Queue.Arn, b: [1, true]}}', '{"a":"<Queue.Arn>","b":[1,true]}'],
    ['!ImportValue other', '<?!ImportValue other>'],
    ['!Ref Nothing', '<?!Ref Nothing>'],
    ['!Cidr [a, 1, 2]', '<?!Cidr [a, 1, 2]>'],
  ];
  test.each(cases)('%s', async (yaml, expected) => {
    expect(await evaluate(yaml)).toEqual(expected);
  });
});

test('a secret parameter shows in no value, whoever gives it', async () => {
  const text = `${HEAD}  Probe: {Type: AWS::Test::Probe, Properties: {A: !Sub "p=\${Secret}", B: !Ref Secret}}\n`;
  const resources = await deploy({ 'template.yaml': text }, { params: { Secret: 'correct horse' } });
  expect(JSON.stringify(resources)).not.toMatch(/hunter2|correct horse/);
});

test('what the environment holds shows in no value', async () => {
  const text = `service: s
provider: {name: aws, runtime: nodejs22.x, environment: {KEY: "\${env:TOKEN}", URL: "https://\${env:TOKEN}@x"}}
functions: {f: {handler: f.h}}
`;
  const resources = await deploy({ 'serverless.yml': text }, { env: { TOKEN: 'abc-secret' } });
  expect(JSON.stringify(resources)).not.toContain('abc-secret');
  expect(plain(find(resources, 'FLambdaFunction').properties['Environment'])).toEqual({
    Variables: { KEY: expect.stringContaining('<?'), URL: expect.stringContaining('<?') },
  });
});

test('places are those of the values, through conditions and down to what exists', async () => {
  const text = `Resources:
  B:
    Type: AWS::S3::Bucket
    Metadata: {cfn_nag: {rules_to_suppress: []}}
    DeletionPolicy: Retain
    Properties:
      BucketName: b
      Tags:
        - Key: a
          Value: !Sub "x"
`;
  const bucket = find(await deploy({ 'template.yaml': text }), 'B');
  const line = (...path: (string | number)[]) => bucket.placeOf(path).line;
  expect([bucket.place.line, line('BucketName'), line('Tags', 0, 'Value'), line('Tags', 3), line('Nothing')]).toEqual([
    2, 7, 10, 8, 2,
  ]);
  expect(bucket).toMatchObject({ deletionPolicy: 'Retain', metadata: { cfn_nag: { rules_to_suppress: [] } } });
});

test('a resource whose condition is false is absent, one that cannot be decided says so', async () => {
  const text = `Parameters: {Stage: {Type: String, Default: dev}, Given: {Type: String}}
Conditions: {Prod: !Equals [!Ref Stage, prod], Maybe: !Equals [!Ref Given, x]}
Resources:
  A: {Type: AWS::SQS::Queue, Condition: Prod}
  B: {Type: AWS::SQS::Queue, Condition: Maybe}
  C: {Type: AWS::SQS::Queue}
`;
  const resources = await deploy({ 'template.yaml': text });
  expect(resources.map(({ id, condition }) => [id, condition])).toEqual([
    ['B', 'Maybe'],
    ['C', undefined],
  ]);
});

test('loops are written out', async () => {
  const text = `Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList, Default: "one,two-x"}}
Resources:
  Fn::ForEach::Queues:
    - Name
    - !Ref Names
    - Queue&{Name}: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub "q-\${Name}", Tag: !Ref Name}}
`;
  const resources = await deploy({ 'template.yaml': text });
  expect(resources.map(({ id, properties }) => [id, plain(properties)])).toEqual([
    ['Queueone', { QueueName: 'q-one', Tag: 'one' }],
    ['Queuetwox', { QueueName: 'q-two-x', Tag: 'two-x' }],
  ]);
});
