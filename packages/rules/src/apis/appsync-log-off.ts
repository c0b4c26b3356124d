import { cloudformation } from '../helpers/fixture.ts';
import { requireSetting } from '../helpers/resources.ts';
import { isSet } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'appsync-log-off',
  title: 'Nobody records what a GraphQL API was asked',
  severity: 'low',
  risk: 'SAS-5',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'One address takes every query, so without a log there is not even a path to tell requests apart. Denied fields, deep queries and scraping stay unseen.',
  fix: 'Set LogConfig with FieldLogLevel ERROR and ExcludeVerboseContent: true.',
  references: ['https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html', 'CWE-778'],
  peers: ['checkov CKV_AWS_193', 'cdk-nag AwsSolutions-ASC3', 'serverless-rules WS3000'],
  check: requireSetting({
    types: ['AWS::AppSync::GraphQLApi'],
    path: ['LogConfig'],
    is: isSet,
    message: ({ id }) => `${id} keeps no log`,
  }),
  fixtures: {
    fails: [
      cloudformation(
        'none',
        'Api: { Type: AWS::AppSync::GraphQLApi, Properties: { Name: a, AuthenticationType: AWS_IAM } }',
      ),
    ],
    passes: [
      cloudformation(
        'errors',
        'Api: { Type: AWS::AppSync::GraphQLApi, Properties: { Name: a, AuthenticationType: AWS_IAM, LogConfig: { FieldLogLevel: ERROR, CloudWatchLogsRoleArn: r } } }',
      ),
    ],
  },
};
