import { cloudformation } from '../helpers/fixture.ts';
import { requireSetting } from '../helpers/resources.ts';
import { isSet } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'log-group-no-retention',
  title: 'Logs are kept for ever',
  severity: 'low',
  risk: 'SAS-5',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Logs hold personal data and sometimes secrets, and what is kept for ever leaks for ever; the bill grows with it. A period that was chosen also says how far back an investigation can look.',
  fix: 'Set RetentionInDays to what investigations and your rules on data need (90 to 400 days is common).',
  references: [
    'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html',
    'CWE-779',
  ],
  peers: [
    'checkov CKV_AWS_66',
    'checkov CKV_AWS_338',
    'cfn_nag W86',
    'cdk-nag Serverless-CloudWatchLogGroupRetentionPeriod',
    'guard CW_LOGGROUP_RETENTION_PERIOD_CHECK',
    'sls-mentor definedLogsRetentionDuration',
  ],
  check: requireSetting({
    types: ['AWS::Logs::LogGroup'],
    path: ['RetentionInDays'],
    is: isSet,
    message: ({ id }) => `${id} keeps its logs for ever`,
  }),
  fixtures: {
    fails: [cloudformation('none', 'Group: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /app } }')],
    passes: [
      cloudformation(
        '90 days',
        'Group: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /app, RetentionInDays: 90 } }',
      ),
    ],
  },
};
