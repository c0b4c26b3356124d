import { cloudformation } from '../helpers/fixture.ts';
import { found, ofType } from '../helpers/resources.ts';
import { field, isSet } from '../helpers/values.ts';
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
    'cfn_nag W86',
    'cdk-nag Serverless-CloudWatchLogGroupRetentionPeriod',
    'guard CW_LOGGROUP_RETENTION_PERIOD_CHECK',
    'sls-mentor definedLogsRetentionDuration',
  ],
  *check(model) {
    const open = ofType(model, 'AWS::Logs::LogGroup').filter(
      (group) => isSet(field(group.properties, 'RetentionInDays')) === 'no',
    );
    for (const group of open.filter(({ origin }) => origin === 'written')) {
      yield found(group, ['RetentionInDays'], `${group.id} keeps its logs for ever`);
    }
    // The framework makes one for each function, and one setting mends all of them: they are told at one place.
    const made = open.filter(({ origin }) => origin === 'generated');
    for (const group of made) {
      yield {
        message: `${group.id}, which the framework makes, keeps its logs for ever`,
        place: made[0]!.place,
        subject: group.id,
        key: 'RetentionInDays',
        fix: 'Set provider.logRetentionInDays.',
      };
    }
  },
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
