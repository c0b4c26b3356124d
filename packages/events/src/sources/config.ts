import { visitExcept } from '../reading/except.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * AWS Config custom rule.
 * https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config_develop-rules_example-events.html
 *
 * Walked: `invokingEvent`, JSON in a string, whole: names, tags, descriptions and policies in a configuration item are
 * written by whoever may create a resource, which is often a team or an account apart from the rule's owner.
 * Not walked: `ruleParameters` are the owner's; `resultToken` is a token; names, ids and ARNs of the rule are AWS's.
 */
export const config: EventSource = {
  id: 'config',
  title: 'AWS Config rule',
  invocation: 'asynchronous',
  match(event) {
    return typeof event['invokingEvent'] === 'string' && typeof event['configRuleName'] === 'string';
  },
  read(walk, event) {
    visitExcept(walk, event, '', '', NOT_A_STRANGERS);
  },
  /**
   * The invocation succeeds, so that Lambda does not try again. Nothing is evaluated: the resource keeps the compliance
   * that it had, and has none when it is new. The record of the block is what tells the owner. The event is not kept
   * among removed records, because of the token in it.
   */
  block() {
    return { is: 'respond', response: null };
  },
};

const NOT_A_STRANGERS = [
  'version',
  'ruleParameters',
  'resultToken',
  'eventLeftScope',
  'executionRoleArn',
  'configRuleArn',
  'configRuleName',
  'configRuleId',
  'accountId',
  'evaluationMode',
];

/** Events after the AWS page above, by variant. */
export const samples = {
  change: {
    version: '1.0',
    invokingEvent:
      '{"configurationItem":{"configurationItemStatus":"OK","resourceType":"AWS::S3::Bucket","resourceId":"polls-uploads","resourceName":"polls-uploads","awsAccountId":"123456789012","awsRegion":"eu-west-1","tags":{"team":"polls"},"configuration":{"name":"polls-uploads"},"supplementaryConfiguration":{"BucketPolicy":"{\\"policyText\\":null}"}},"messageType":"ConfigurationItemChangeNotification","recordVersion":"1.3"}',
    ruleParameters: '{"team":"polls"}',
    resultToken: 'sample-result-token',
    eventLeftScope: false,
    executionRoleArn: 'arn:aws:iam::123456789012:role/config',
    configRuleArn: 'arn:aws:config:eu-west-1:123456789012:config-rule/config-rule-0a1b2c',
    configRuleName: 'buckets-have-a-team',
    configRuleId: 'config-rule-0a1b2c',
    accountId: '123456789012',
  },
  scheduled: {
    version: '1.0',
    invokingEvent:
      '{"awsAccountId":"123456789012","notificationCreationTime":"2026-11-20T10:15:00.000Z","messageType":"ScheduledNotification","recordVersion":"1.0"}',
    ruleParameters: '{"team":"polls"}',
    resultToken: 'sample-result-token',
    eventLeftScope: false,
    executionRoleArn: 'arn:aws:iam::123456789012:role/config',
    configRuleArn: 'arn:aws:config:eu-west-1:123456789012:config-rule/config-rule-0a1b2c',
    configRuleName: 'buckets-have-a-team',
    configRuleId: 'config-rule-0a1b2c',
    accountId: '123456789012',
  },
} satisfies EventSamples;
