import { cloudformation } from '../helpers/fixture.ts';
import { resourcePolicyStatements } from '../helpers/policies.ts';
import { found } from '../helpers/resources.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'resource-policy-any-action',
  title: 'A policy of a queue, topic or bucket allows every action',
  severity: 'medium',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Whoever the policy lets in may then also delete the resource, empty it and rewrite the policy itself. A caller needs one or two actions.',
  fix: 'Name the actions: sqs:SendMessage, sns:Publish, s3:GetObject.',
  references: [
    'CWE-732',
    'OWASP A01:2021',
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html',
  ],
  peers: [
    'cfn_nag F15',
    'cfn_nag F20',
    'checkov CKV_AWS_72',
    'guard S3_BUCKET_POLICY_NO_WILDCARD_ACTION',
    'guard SQS_QUEUEPOLICY_NO_WILDCARD_ACTION',
  ],
  *check(model) {
    const types = ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy', 'AWS::S3::BucketPolicy'];
    for (const { effect, actions, resource, path } of resourcePolicyStatements(model, types)) {
      const any = actions.find((action) => /^(?:\*|(?:s3|sqs|sns):\*)$/i.test(action));
      if (effect === 'Allow' && any !== undefined)
        yield found(resource, [...path, 'Action'], `${resource.id} allows ${any} to those it lets in`);
    }
  },
  fixtures: {
    fails: [
      cloudformation(
        'a queue',
        `Policy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [q], PolicyDocument: { Statement: [{ Effect: Allow, Principal: { AWS: '123456789012' }, Action: 'sqs:*', Resource: '*' }] } } }`,
      ),
    ],
    passes: [
      cloudformation(
        'one action',
        `Policy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [q], PolicyDocument: { Statement: [{ Effect: Allow, Principal: { AWS: '123456789012' }, Action: 'sqs:SendMessage', Resource: '*' }] } } }`,
      ),
      cloudformation(
        'everything denied',
        `Policy: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: b, PolicyDocument: { Statement: [{ Effect: Deny, Principal: '*', Action: 's3:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }] } } }`,
      ),
    ],
  },
};
