import { cloudformation } from '../helpers/fixture.ts';
import { isStreamMapping } from '../helpers/mappings.ts';
import { cannotTell, found, perResource } from '../helpers/resources.ts';
import { field, isTrue, isUndecided, numberOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'stream-unlimited-retries',
  title: 'One bad record blocks a shard until it expires',
  severity: 'medium',
  risk: 'SAS-8',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Without a limit, Lambda retries a failing batch of a stream until its records expire: a day for DynamoDB, up to a year for Kinesis, and nothing behind it in the shard moves. Whoever can write one record that the function cannot digest stops the stream and keeps the function billing.',
  fix: 'Set MaximumRetryAttempts or MaximumRecordAgeInSeconds of the event source mapping; BisectBatchOnFunctionError then finds the bad record.',
  references: [
    'https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html',
    'CWE-400',
    'CWE-834',
  ],
  peers: [],
  check: perResource(['AWS::Lambda::EventSourceMapping'], function* (mapping) {
    if (isStreamMapping(mapping) !== 'yes') return;
    const attempts = field(mapping.properties, 'MaximumRetryAttempts');
    const age = field(mapping.properties, 'MaximumRecordAgeInSeconds');
    if ((numberOf(attempts) ?? -1) >= 0 || (numberOf(age) ?? -1) >= 0) return;
    if (isUndecided(attempts) || isUndecided(age)) {
      yield cannotTell(mapping, ['MaximumRetryAttempts'], 'how often a batch is retried');
      return;
    }
    const bisects = isTrue(field(mapping.properties, 'BisectBatchOnFunctionError')) === 'yes';
    const how = bisects ? ', although it narrows a failing batch down' : '';
    yield found(
      mapping,
      ['MaximumRetryAttempts'],
      `${mapping.id} retries a failing batch until its records expire${how}`,
    );
  }),
  fixtures: {
    fails: [
      cloudformation(
        'nothing set',
        `
        Mapping:
          Type: AWS::Lambda::EventSourceMapping
          Properties: { FunctionName: f, EventSourceArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/s', StartingPosition: LATEST }
      `,
      ),
      cloudformation(
        '-1 means without end',
        `
        Table:
          Type: AWS::DynamoDB::Table
          Properties: { StreamSpecification: { StreamViewType: NEW_IMAGE } }
        Mapping:
          Type: AWS::Lambda::EventSourceMapping
          Properties: { FunctionName: f, EventSourceArn: !GetAtt Table.StreamArn, StartingPosition: LATEST, MaximumRetryAttempts: -1 }
      `,
      ),
    ],
    passes: [
      cloudformation(
        'a limit',
        `
        Mapping:
          Type: AWS::Lambda::EventSourceMapping
          Properties: { FunctionName: f, EventSourceArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/s', StartingPosition: LATEST, MaximumRetryAttempts: 3 }
      `,
      ),
      cloudformation(
        'an age',
        `
        Mapping:
          Type: AWS::Lambda::EventSourceMapping
          Properties: { FunctionName: f, EventSourceArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/s', StartingPosition: LATEST, MaximumRecordAgeInSeconds: 3600 }
      `,
      ),
      cloudformation(
        'a queue counts by itself',
        `
        Queue: { Type: AWS::SQS::Queue }
        Mapping:
          Type: AWS::Lambda::EventSourceMapping
          Properties: { FunctionName: f, EventSourceArn: !GetAtt Queue.Arn }
      `,
      ),
    ],
  },
};
