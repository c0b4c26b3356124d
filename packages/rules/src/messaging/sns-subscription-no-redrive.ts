import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isSet, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'sns-subscription-no-redrive',
  title: 'Messages that a topic cannot deliver are dropped',
  severity: 'low',
  risk: 'SAS-5',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'When a subscriber cannot be reached, SNS retries (to Lambda and SQS for 23 days, to HTTP for an hour) and then drops the message. A lost permission or a deleted queue looks like silence.',
  fix: 'Set RedrivePolicy.deadLetterTargetArn of the subscription to an SQS queue.',
  references: ['https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html', 'CWE-755'],
  peers: ['serverless-rules ES7000', 'cdk-nag Serverless-SNSRedrivePolicy', 'sls-mentor snsRedrivePolicy'],
  check: perResource(['AWS::SNS::Subscription'], function* (resource) {
    const protocol = literal(field(resource.properties, 'Protocol'));
    // Delivery to Lambda and SQS is AWS's own and all but certain; what leaves AWS is where messages get lost.
    if (protocol !== 'https' && protocol !== 'http') return;
    if (isSet(field(resource.properties, 'RedrivePolicy')) === 'no')
      yield found(resource, ['RedrivePolicy'], `${resource.id} drops messages that its endpoint does not take`);
  }),
  fixtures: {
    fails: [
      cloudformation(
        'a webhook',
        'Sub: { Type: AWS::SNS::Subscription, Properties: { TopicArn: t, Protocol: https, Endpoint: https://hooks.example.com } }',
      ),
    ],
    passes: [
      cloudformation(
        'kept',
        "Sub: { Type: AWS::SNS::Subscription, Properties: { TopicArn: t, Protocol: https, Endpoint: https://hooks.example.com, RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:123456789012:lost' } } }",
      ),
      cloudformation(
        'a function: asynchronous invocation has a failure path of its own',
        "Sub: { Type: AWS::SNS::Subscription, Properties: { TopicArn: t, Protocol: lambda, Endpoint: 'arn:aws:lambda:eu-west-1:123456789012:function:f' } }",
      ),
    ],
  },
};
