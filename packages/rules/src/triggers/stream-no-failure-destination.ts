import { cloudformation } from '../helpers/fixture.ts';
import { isStreamMapping } from '../helpers/mappings.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isSet } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'stream-no-failure-destination',
  title: 'Records that a stream gives up are lost without a word',
  severity: 'medium',
  risk: 'SAS-5',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'When a batch of a stream runs out of retries or age, Lambda moves on and the records are gone. A destination for failures keeps the position and number of what was skipped, which is all that is needed to read it again.',
  fix: 'Set DestinationConfig.OnFailure of the event source mapping to an SQS queue, SNS topic or S3 bucket.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html', 'CWE-778'],
  peers: ['serverless-rules ES1001', 'cdk-nag Serverless-LambdaEventSourceMappingDestination'],
  check: perResource(['AWS::Lambda::EventSourceMapping'], function* (mapping) {
    if (isStreamMapping(mapping) !== 'yes') return;
    if (isSet(field(mapping.properties, 'DestinationConfig', 'OnFailure', 'Destination')) !== 'no') return;
    yield found(
      mapping,
      ['DestinationConfig'],
      `${mapping.id} reads a stream and tells nobody about records that it gives up`,
    );
  }),
  fixtures: {
    fails: [
      cloudformation(
        'a Kinesis stream',
        `
      Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties: { FunctionName: f, EventSourceArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/s', StartingPosition: LATEST, MaximumRetryAttempts: 5 }
    `,
      ),
    ],
    passes: [
      cloudformation(
        'a queue has its own dead-letter queue',
        `
        Mapping:
          Type: AWS::Lambda::EventSourceMapping
          Properties: { FunctionName: f, EventSourceArn: 'arn:aws:sqs:eu-west-1:123456789012:q' }
      `,
      ),
      cloudformation(
        'a destination',
        `
        Mapping:
          Type: AWS::Lambda::EventSourceMapping
          Properties:
            FunctionName: f
            EventSourceArn: arn:aws:kinesis:eu-west-1:123456789012:stream/s
            StartingPosition: LATEST
            DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:eu-west-1:123456789012:failed' } }
      `,
      ),
    ],
  },
};
