import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isUndecided, itemsOf, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const alarm = (more: string) =>
  `Errors: { Type: AWS::CloudWatch::Alarm, Properties: { MetricName: Errors, Namespace: AWS/Lambda, Threshold: 1, ComparisonOperator: GreaterThanThreshold, EvaluationPeriods: 1${more} } }`;

export const rule: Rule = {
  id: 'alarm-silent',
  title: 'An alarm tells nobody',
  severity: 'low',
  risk: 'SAS-5',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'An alarm without an action turns red in a console that nobody is looking at. It was made for a reason, and gives the feeling that somebody watches.',
  fix: 'Set AlarmActions to a topic that people read, and keep ActionsEnabled on.',
  references: ['https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html', 'CWE-778'],
  peers: ['cdk-nag CloudWatchAlarmAction', 'guard CLOUDWATCH_ALARM_ACTION_CHECK'],
  check: perResource(['AWS::CloudWatch::Alarm'], function* (resource) {
    const actions = field(resource.properties, 'AlarmActions');
    const off = literal(field(resource.properties, 'ActionsEnabled')) === 'false';
    if (!off && (isUndecided(actions) || itemsOf(actions).length > 0)) return;
    // Metrics that only feed a composite alarm, or an automatic roll-back, need no action of their own.
    if (
      !off &&
      (itemsOf(field(resource.properties, 'OKActions')).length > 0 ||
        itemsOf(field(resource.properties, 'InsufficientDataActions')).length > 0)
    )
      return;
    yield found(resource, [off ? 'ActionsEnabled' : 'AlarmActions'], `${resource.id} tells nobody`);
  }),
  fixtures: {
    fails: [cloudformation('no action', alarm(''))],
    passes: [cloudformation('a topic', alarm(", AlarmActions: ['arn:aws:sns:eu-west-1:123456789012:oncall']"))],
  },
};
