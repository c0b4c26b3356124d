import { cloudformation } from '../helpers/fixture.ts';
import { nobodyAtLarge } from '../helpers/public-policy.ts';
import type { Rule } from '../rule.ts';

const policy = (principal: string, condition = '') =>
  `Policy: { Type: AWS::SNS::TopicPolicy, Properties: { Topics: [t], PolicyDocument: { Statement: [{ Effect: Allow, Principal: ${principal}, Action: 'sns:Publish', Resource: '*'${condition} }] } } }`;

export const rule: Rule = {
  id: 'sns-policy-public',
  title: 'Anybody may use the topic',
  severity: 'high',
  risk: 'SAS-1',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Whoever may publish writes the events of every subscribed function, and whoever may subscribe receives every message. Both happen from any account, and neither shows in this one.',
  fix: 'Name who publishes and subscribes, or tie the statement to an account by aws:SourceAccount or aws:SourceOwner.',
  references: ['https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html', 'CWE-284'],
  peers: [
    'cfn_nag F18',
    'checkov CKV_AWS_169',
    'prowler sns_topics_not_publicly_accessible',
    'guard SNS_TOPICPOLICY_NO_WILDCARD_PRINCIPAL',
    'checkov CKV_AWS_283',
  ],
  check: nobodyAtLarge(['AWS::SNS::TopicPolicy'], (id, actions) => `${id} lets everybody use the topic: ${actions}`),
  fixtures: {
    fails: [cloudformation('everybody', policy("{ AWS: '*' }"))],
    passes: [
      cloudformation(
        'the own account, as SNS writes it',
        policy("{ AWS: '*' }", ", Condition: { StringEquals: { 'AWS:SourceOwner': '123456789012' } }"),
      ),
      cloudformation('EventBridge', policy('{ Service: events.amazonaws.com }')),
    ],
  },
};
