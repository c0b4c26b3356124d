import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isUndecided, itemsOf, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 's3-no-replication',
  title: 'A bucket has no copy in another region',
  severity: 'low',
  risk: 'SAS-3',
  needs: 'template',
  defaultState: 'off',
  rationale:
    'A copy elsewhere survives the loss of a region, and of an account when it lies in another one. It doubles the cost of storage.',
  fix: 'Set ReplicationConfiguration where the data asks for it.',
  references: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html', 'CWE-693'],
  peers: ['checkov CKV_AWS_144', 'guard S3_BUCKET_REPLICATION_ENABLED'],
  check: perResource(['AWS::S3::Bucket'], function* (bucket) {
    const path = ['ReplicationConfiguration'];
    const rules = field(bucket.properties, ...path, 'Rules');
    if (isUndecided(rules) || itemsOf(rules).some((rule) => literal(field(rule, 'Status')) !== 'Disabled')) return;
    yield found(bucket, path, `${bucket.id} is copied nowhere`);
  }),
  fixtures: {
    fails: [cloudformation('none', `Bucket: { Type: AWS::S3::Bucket }`)],
    passes: [
      cloudformation(
        'one',
        `Bucket: { Type: AWS::S3::Bucket, Properties: { ReplicationConfiguration: { Role: r, Rules: [{ Status: Enabled, Destination: { Bucket: 'arn:aws:s3:::copy' } }] } } }`,
      ),
    ],
  },
};
