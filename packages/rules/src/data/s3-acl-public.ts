import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isTrue, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 's3-acl-public',
  title: "The bucket's access list lets in everybody",
  severity: 'high',
  risk: 'SAS-3',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'PublicRead shows the list of objects and their content to everybody, PublicReadWrite lets everybody put new ones in, and AuthenticatedRead means every AWS customer. Access lists are off in new buckets, so somebody switched them on for this.',
  fix: 'Remove AccessControl; share by a bucket policy that names who is meant.',
  references: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html', 'CWE-732'],
  peers: [
    'checkov CKV_AWS_20',
    'checkov CKV_AWS_57',
    'checkov CKV_AWS_375',
    'cfn_nag F14',
    'cfn_nag W31',
    'trivy AWS-0092',
    'guard S3_BUCKET_NO_PUBLIC_RW_ACL',
    'guard S3_BUCKET_PUBLIC_READ_ACL',
    'checkov CKV2_AWS_43',
  ],
  check: perResource(['AWS::S3::Bucket'], function* (bucket) {
    const acl = literal(field(bucket.properties, 'AccessControl')) ?? '';
    // The guard makes S3 look past the list.
    if (isTrue(field(bucket.properties, 'PublicAccessBlockConfiguration', 'IgnorePublicAcls')) === 'yes') return;
    if (!/^(?:PublicRead|PublicReadWrite|AuthenticatedRead)$/.test(acl)) return;
    yield found(
      bucket,
      ['AccessControl'],
      `${bucket.id} lets in everybody: AccessControl is ${acl}`,
      acl === 'PublicReadWrite' ? { severity: 'critical' } : {},
    );
  }),
  fixtures: {
    fails: [cloudformation('reading', 'Bucket: { Type: AWS::S3::Bucket, Properties: { AccessControl: PublicRead } }')],
    passes: [
      cloudformation(
        'log delivery',
        'Bucket: { Type: AWS::S3::Bucket, Properties: { AccessControl: LogDeliveryWrite } }',
      ),
    ],
  },
};
