import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const FLAGS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

export const rule: Rule = {
  id: 's3-public-access-allowed',
  title: "The bucket's guard against public access was taken off",
  severity: 'medium',
  risk: 'SAS-3',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Since April 2023 new buckets refuse public policies and access lists by themselves, so only a template that sets a flag to false opens one. From then on one wrong statement is enough. (A bucket that says nothing is guarded; rules that report it are out of date.)',
  fix: 'Remove the flags that are false, and serve public files by CloudFront.',
  references: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
    'CWE-732',
    'CIS AWS 3.0 2.1.4',
  ],
  peers: [
    'checkov CKV_AWS_53',
    'checkov CKV_AWS_54',
    'checkov CKV_AWS_55',
    'checkov CKV_AWS_56',
    'checkov CKV2_AWS_6',
    'cdk-nag AwsSolutions-S2',
    'trivy AWS-0086',
    'sls-mentor enableBlockPublicAccess',
    'guard S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED',
    'guard S3_BUCKET_PUBLIC_READ_PROHIBITED',
    'guard S3_BUCKET_PUBLIC_WRITE_PROHIBITED',
  ],
  check: perResource(['AWS::S3::Bucket'], function* (bucket) {
    const off = FLAGS.filter(
      (flag) => literal(field(bucket.properties, 'PublicAccessBlockConfiguration', flag)) === 'false',
    );
    if (off.length > 0)
      yield found(
        bucket,
        ['PublicAccessBlockConfiguration', off[0]!],
        `${bucket.id} may be opened to the public: ${off.join(', ')} ${off.length === 1 ? 'is' : 'are'} off`,
      );
  }),
  fixtures: {
    fails: [
      cloudformation(
        'off',
        'Bucket: { Type: AWS::S3::Bucket, Properties: { PublicAccessBlockConfiguration: { BlockPublicPolicy: false, RestrictPublicBuckets: false } } }',
      ),
    ],
    passes: [
      cloudformation('nothing said: on', 'Bucket: { Type: AWS::S3::Bucket }'),
      cloudformation(
        'on',
        'Bucket: { Type: AWS::S3::Bucket, Properties: { PublicAccessBlockConfiguration: { BlockPublicPolicy: true } } }',
      ),
    ],
  },
};
