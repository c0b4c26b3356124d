import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isSet, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'sqs-encryption-off',
  title: 'Encryption of the queue was switched off',
  severity: 'medium',
  risk: 'SAS-3',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'SQS encrypts new queues with a key of its own at no cost, so a queue is only plain where somebody asked for it. (A queue that says nothing is encrypted; rules that report it are out of date.)',
  fix: 'Remove SqsManagedSseEnabled: false, or name a KMS key where access to the key should be granted apart.',
  references: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html',
    'CWE-311',
  ],
  peers: [
    'checkov CKV_AWS_27',
    'cfn_nag W48',
    'cdk-nag AwsSolutions-SQS2',
    'trivy AWS-0096',
    'sls-mentor encryptedSqsQueues',
  ],
  check: perResource(['AWS::SQS::Queue'], function* (queue) {
    if (
      literal(field(queue.properties, 'SqsManagedSseEnabled')) !== 'false' ||
      isSet(field(queue.properties, 'KmsMasterKeyId')) !== 'no'
    )
      return;
    yield found(queue, ['SqsManagedSseEnabled'], `${queue.id} keeps its messages unencrypted`);
  }),
  fixtures: {
    fails: [
      cloudformation('switched off', 'Queue: { Type: AWS::SQS::Queue, Properties: { SqsManagedSseEnabled: false } }'),
    ],
    passes: [
      cloudformation('nothing said: on', 'Queue: { Type: AWS::SQS::Queue }'),
      cloudformation(
        'a key',
        'Queue: { Type: AWS::SQS::Queue, Properties: { SqsManagedSseEnabled: false, KmsMasterKeyId: alias/q } }',
      ),
    ],
  },
};
