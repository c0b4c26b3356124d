import { cloudformation } from '../helpers/fixture.ts';
import { resourcePolicyStatements } from '../helpers/policies.ts';
import { found, ofType } from '../helpers/resources.ts';
import { field, isPlainMap, itemsOf, literal, refsOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const SIDES = [
  ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'Queues'],
  ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'Topics'],
] as const;

export const rule: Rule = {
  id: 'messaging-plain-transport',
  title: 'Messages may be sent without TLS',
  severity: 'informational',
  risk: 'SAS-3',
  needs: 'template',
  // SDKs use TLS by default, and SQS and SNS need signed requests: a formality that audits ask for.
  defaultState: 'off',
  rationale:
    'SQS and SNS still answer plain HTTP, and a client that is set up wrongly sends its messages readable for everybody on the way. A Deny for aws:SecureTransport false makes such a client fail at once.',
  fix: 'Add a Deny statement with Bool aws:SecureTransport false to the policy of the queue or topic.',
  references: [
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html',
    'CWE-319',
  ],
  peers: ['cdk-nag AwsSolutions-SQS4', 'cdk-nag AwsSolutions-SNS3'],
  *check(model) {
    for (const [type, policyType, list] of SIDES) {
      const guarded = new Set(
        resourcePolicyStatements(model, [policyType])
          .filter(
            ({ effect, condition }) =>
              effect === 'Deny' &&
              isPlainMap(condition) &&
              Object.values(condition).some((keys) => literal(field(keys, 'aws:SecureTransport')) === 'false'),
          )
          .flatMap(({ resource }) => itemsOf(field(resource.properties, list)).flatMap(refsOf)),
      );
      for (const resource of ofType(model, type)) {
        if (!guarded.has(resource.id)) yield found(resource, [], `${resource.id} takes requests without TLS`);
      }
    }
  },
  fixtures: {
    fails: [cloudformation('no policy', 'Queue: { Type: AWS::SQS::Queue }')],
    passes: [
      cloudformation(
        'denied',
        `
      Queue: { Type: AWS::SQS::Queue }
      Policy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref Queue], PolicyDocument: { Statement: [{ Effect: Deny, Principal: '*', Action: 'sqs:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': false } } }] } } }
    `,
      ),
    ],
  },
};
