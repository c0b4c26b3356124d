import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isUndecided, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 's3-versioning-off',
  title: 'Overwritten and deleted objects cannot be brought back',
  severity: 'informational',
  risk: 'SAS-3',
  needs: 'template',
  // Right for what cannot be made again, wrong for thumbnails: nothing in a template tells the two apart.
  defaultState: 'off',
  rationale:
    'Versioning is what brings objects back after a wrong deploy, a faulty loop or ransomware. It costs storage, so it is for data that nobody can make again.',
  fix: 'Set VersioningConfiguration.Status: Enabled with a lifecycle rule for old versions.',
  references: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html', 'CWE-693'],
  peers: [
    'checkov CKV_AWS_21',
    'cdk-nag S3BucketVersioningEnabled',
    'trivy AWS-0090',
    'guard S3_BUCKET_VERSIONING_ENABLED',
  ],
  check: perResource(['AWS::S3::Bucket'], function* (bucket) {
    const status = field(bucket.properties, 'VersioningConfiguration', 'Status');
    if (!isUndecided(status) && literal(status) !== 'Enabled')
      yield found(bucket, ['VersioningConfiguration'], `${bucket.id} keeps no old versions`);
  }),
  fixtures: {
    fails: [cloudformation('off', 'Bucket: { Type: AWS::S3::Bucket }')],
    passes: [
      cloudformation(
        'on',
        'Bucket: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: Enabled } } }',
      ),
    ],
  },
};
