import type { DeployedResource, TemplateValue } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { templateText } from '../resources/template-text.ts';
import { analysis, application, lambdaFunction, resource } from '../testing/fixtures.ts';
import { findNeeds } from './needed-statements.ts';

const LOGS = ['logs:CreateLogGroup ${Main}:*', 'logs:CreateLogStream ${Main}:*', 'logs:PutLogEvents ${Main}:*'];

const fn = (properties: Readonly<Record<string, TemplateValue>> = {}) =>
  resource('Main', 'Lambda::Function', properties);
const mapping = (properties: Readonly<Record<string, TemplateValue>>) =>
  resource('Mapping', 'Lambda::EventSourceMapping', { FunctionName: { ref: 'Main' }, ...properties });

function lines(
  resources: readonly DeployedResource[],
  more: Parameters<typeof lambdaFunction>[1] = {},
): readonly string[] {
  const { statements } = findNeeds(application([lambdaFunction('Main', more)]), analysis('Main', []), resources);
  return (statements.get('Main') ?? [])
    .flatMap(({ actions, resources: arns }) =>
      actions.flatMap((action) => arns.map((arn) => `${action} ${short(arn)}`)),
    )
    .sort();
}

const short = (arn: TemplateValue) =>
  templateText(arn).replace(/^arn:\$\{AWS::Partition\}:logs:.*:log-group:\/aws\/lambda\//, '');

const POLL_QUEUE = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
const POLL_TABLE = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
];
const POLL_STREAM = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
];
const NETWORK = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];
const on = (arn: string, actions: readonly string[]) => actions.map((action) => `${action} ${arn}`);
const queue = resource('Jobs', 'SQS::Queue');
const jobs = { ref: 'Jobs', attribute: 'Arn' };

describe('what Lambda needs', () => {
  it.each<[string, readonly DeployedResource[], readonly string[]]>([
    ['a log', [fn()], LOGS],
    [
      'a log whose group the template makes',
      [fn(), resource('Group', 'Logs::LogGroup', { LogGroupName: { joined: ['/aws/lambda/', { ref: 'Main' }] } })],
      LOGS.slice(1),
    ],
    ['polling a queue', [fn(), queue, mapping({ EventSourceArn: jobs })], [...LOGS, ...on('${Jobs.Arn}', POLL_QUEUE)]],
    [
      'polling a queue by its ARN',
      [fn(), mapping({ EventSourceArn: 'arn:aws:sqs:eu-west-1:111122223333:far' })],
      [...LOGS, ...on('arn:aws:sqs:eu-west-1:111122223333:far', POLL_QUEUE)],
    ],
    [
      'polling a queue that is encrypted',
      [
        fn(),
        resource('Jobs', 'SQS::Queue', { KmsMasterKeyId: { ref: 'Key' } }),
        resource('Key', 'KMS::Key'),
        mapping({ EventSourceArn: jobs }),
      ],
      [...LOGS, ...on('${Jobs.Arn}', POLL_QUEUE), 'kms:Decrypt ${Key.Arn}'],
    ],
    [
      'polling for an alias of the function',
      [
        fn(),
        queue,
        resource('Live', 'Lambda::Alias', { FunctionName: { ref: 'Main' } }),
        mapping({ FunctionName: { ref: 'Live' }, EventSourceArn: jobs }),
      ],
      [...LOGS, ...on('${Jobs.Arn}', POLL_QUEUE)],
    ],
    [
      'polling a table, and where failures go',
      [
        fn(),
        queue,
        resource('Table', 'DynamoDB::Table'),
        mapping({
          EventSourceArn: { ref: 'Table', attribute: 'StreamArn' },
          DestinationConfig: { OnFailure: { Destination: jobs } },
        }),
      ],
      [...LOGS, ...on('${Table.StreamArn}', POLL_TABLE), 'sqs:SendMessage ${Jobs.Arn}'],
    ],
    [
      'polling a stream',
      [fn(), resource('Clicks', 'Kinesis::Stream'), mapping({ EventSourceArn: { ref: 'Clicks', attribute: 'Arn' } })],
      [...LOGS, ...on('${Clicks.Arn}', POLL_STREAM)],
    ],
    [
      'a network',
      [fn({ VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: [] } })],
      [...LOGS, ...on('*', NETWORK)],
    ],
    ['no network', [fn({ VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } })], LOGS],
    [
      'tracing',
      [fn({ TracingConfig: { Mode: 'Active' } })],
      [...LOGS, ...on('*', ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'])],
    ],
    ['no tracing', [fn({ TracingConfig: { Mode: 'PassThrough' } })], LOGS],
    ['dead letters', [fn({ DeadLetterConfig: { TargetArn: jobs } }), queue], [...LOGS, 'sqs:SendMessage ${Jobs.Arn}']],
    [
      'dead letters of another stack',
      [
        fn({ DeadLetterConfig: { TargetArn: { ref: 'Stack', attribute: 'Outputs.QueueArn' } } }),
        resource('Stack', 'CloudFormation::Stack'),
      ],
      [...LOGS, 'sqs:SendMessage ${Stack.Outputs.QueueArn}'],
    ],
    [
      'destinations',
      [
        fn(),
        resource('News', 'SNS::Topic'),
        resource('Other', 'Lambda::Function'),
        resource('Config', 'Lambda::EventInvokeConfig', {
          FunctionName: { ref: 'Main' },
          DestinationConfig: {
            OnSuccess: { Destination: { ref: 'Other', attribute: 'Arn' } },
            OnFailure: { Destination: { ref: 'News' } },
          },
        }),
      ],
      [...LOGS, 'lambda:InvokeFunction ${Other.Arn}', 'sns:Publish ${News}'],
    ],
    [
      'a key for its environment',
      [fn({ KmsKeyArn: { ref: 'Key', attribute: 'Arn' } }), resource('Key', 'KMS::Key')],
      [...LOGS, 'kms:Decrypt ${Key.Arn}'],
    ],
    [
      'a file system',
      [
        fn({
          FileSystemConfigs: [
            { Arn: 'arn:aws:elasticfilesystem:eu-west-1:1:access-point/a', LocalMountPath: '/mnt/a' },
          ],
        }),
      ],
      [...LOGS, 'elasticfilesystem:ClientMount *', 'elasticfilesystem:ClientWrite *'],
    ],
  ])('%s', (_, resources, expected) => {
    expect(lines(resources)).toEqual([...expected].sort());
  });

  it('knows the triggers of the model where no template is written out', () => {
    const place = { file: 'serverless.yml', line: 9, column: 1 };
    const triggers = [
      {
        type: 'sqs',
        queue: 'arn:aws:sqs:eu-west-1:1:far',
        batchSize: 1,
        reportBatchItemFailures: false,
        place,
      } as const,
    ];
    expect(lines([], { triggers }).filter((line) => line.startsWith('sqs:'))).toEqual(
      on('arn:aws:sqs:eu-west-1:1:far', POLL_QUEUE),
    );
  });

  it('stands whatever a template holds', () => {
    const odd: readonly TemplateValue[] = [
      null,
      3,
      '',
      [],
      {},
      { ref: 'Main' },
      { ref: 'Nowhere' },
      { unknown: 'x', expression: 'y' },
      [[{}]],
    ];
    for (const value of odd) {
      const properties = Object.fromEntries(
        [
          'VpcConfig',
          'TracingConfig',
          'KmsKeyArn',
          'FileSystemConfigs',
          'DeadLetterConfig',
          'LoggingConfig',
          'Environment',
          'Role',
        ].map((key) => [key, value]),
      );
      const alias = resource('Alias', 'KMS::Alias', { TargetKeyId: { ref: 'Alias' } });
      expect(
        lines([
          fn({ ...properties, DeadLetterConfig: { TargetArn: value }, KmsKeyArn: { ref: 'Alias' } }),
          alias,
          mapping({ EventSourceArn: value, DestinationConfig: value, SourceAccessConfigurations: [value] }),
        ]).length,
      ).toBeGreaterThan(1);
    }
  });
});
