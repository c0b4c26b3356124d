import { cloudformation } from '../helpers/fixture.ts';
import { nobodyAtLarge } from '../helpers/public-policy.ts';
import type { Rule } from '../rule.ts';

const policy = (principal: string, condition = '') =>
  `Policy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [q], PolicyDocument: { Statement: [{ Effect: Allow, Principal: ${principal}, Action: 'sqs:SendMessage', Resource: '*'${condition} }] } } }`;

export const rule: Rule = {
  id: 'sqs-policy-public',
  title: 'Anybody may use the queue',
  severity: 'high',
  risk: 'SAS-1',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Whoever can send to the queue writes the events of the functions behind it, and those functions take a message for something that their own application wrote. Whoever can receive takes work away unseen.',
  fix: 'Name the sender, or tie the statement to it by aws:SourceArn.',
  references: [
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html',
    'CWE-284',
  ],
  peers: [
    'cfn_nag F21',
    'checkov CKV_AWS_168',
    'checkov CKV_AWS_387',
    'prowler sqs_queues_not_publicly_accessible',
    'trivy AWS-0097',
    'guard SQS_QUEUEPOLICY_NO_WILDCARD_PRINCIPAL',
    'checkov CKV_AWS_283',
  ],
  check: nobodyAtLarge(['AWS::SQS::QueuePolicy'], (id, actions) => `${id} lets everybody use the queue: ${actions}`),
  fixtures: {
    fails: [cloudformation('everybody', policy("'*'"))],
    passes: [
      cloudformation(
        'one topic, the usual way',
        policy("'*'", ", Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:eu-west-1:123456789012:orders' } }"),
      ),
      cloudformation('a service', policy('{ Service: sns.amazonaws.com }')),
    ],
  },
};
