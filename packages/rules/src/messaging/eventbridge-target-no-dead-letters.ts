import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isSet, itemsOf, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const ruleOf = (more: string) =>
  `Rule: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [shop] }, Targets: [{ Id: t, Arn: 'arn:aws:lambda:eu-west-1:123456789012:function:f'${more} }] } }`;

export const rule: Rule = {
  id: 'eventbridge-target-no-dead-letters',
  title: 'Events that a rule cannot deliver are dropped',
  severity: 'low',
  risk: 'SAS-5',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'EventBridge tries a target up to 185 times in 24 hours and then drops the event; where the target or its permission is gone it drops at once. A dead-letter queue keeps the event together with the error.',
  fix: 'Set DeadLetterConfig of the target to an SQS queue, and a RetryPolicy that fits how long the event is of use.',
  references: ['https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html', 'CWE-755'],
  peers: ['serverless-rules ES4000', 'cdk-nag Serverless-EventBusDLQ', 'sls-mentor specifyDlqOnEventBridgeRule'],
  check: perResource(['AWS::Events::Rule'], function* (resource) {
    // The next tick of a schedule makes up for a lost one.
    if (
      isSet(field(resource.properties, 'EventPattern')) === 'no' ||
      literal(field(resource.properties, 'State')) === 'DISABLED'
    )
      return;
    for (const [i, target] of itemsOf(field(resource.properties, 'Targets')).entries()) {
      if (isSet(field(target, 'DeadLetterConfig')) === 'no')
        yield found(
          resource,
          ['Targets', i],
          `${resource.id} drops events that its target ${literal(field(target, 'Id')) ?? i} does not take`,
          { key: literal(field(target, 'Id')) ?? String(i) },
        );
    }
  }),
  fixtures: {
    fails: [cloudformation('dropped', ruleOf(''))],
    passes: [
      cloudformation('kept', ruleOf(", DeadLetterConfig: { Arn: 'arn:aws:sqs:eu-west-1:123456789012:lost' }")),
      cloudformation(
        'a schedule',
        "Rule: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 hour), Targets: [{ Id: t, Arn: 'arn:aws:lambda:eu-west-1:123456789012:function:f' }] } }",
      ),
    ],
  },
};
