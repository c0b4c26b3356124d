import { cloudformation } from '../helpers/fixture.ts';
import { requireSetting } from '../helpers/resources.ts';
import { isSet } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 's3-access-log-off',
  title: 'Nobody records who reads the bucket',
  severity: 'informational',
  risk: 'SAS-5',
  needs: 'template',
  // CloudTrail data events tell more; audits still ask for these logs.
  defaultState: 'off',
  rationale:
    'Without access logs or CloudTrail data events, nobody can say afterwards which objects were taken. The logs cost storage only.',
  fix: 'Set LoggingConfiguration to a bucket for logs, or record data events of the bucket by CloudTrail.',
  references: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html', 'CWE-778'],
  peers: [
    'checkov CKV_AWS_18',
    'cfn_nag W35',
    'cdk-nag AwsSolutions-S1',
    'trivy AWS-0089',
    'guard S3_BUCKET_LOGGING_ENABLED',
  ],
  check: requireSetting({
    types: ['AWS::S3::Bucket'],
    path: ['LoggingConfiguration'],
    is: isSet,
    message: ({ id }) => `${id} keeps no access log`,
  }),
  fixtures: {
    fails: [cloudformation('none', 'Bucket: { Type: AWS::S3::Bucket }')],
    passes: [
      cloudformation(
        'a log',
        'Bucket: { Type: AWS::S3::Bucket, Properties: { LoggingConfiguration: { DestinationBucketName: logs } } }',
      ),
    ],
  },
};
