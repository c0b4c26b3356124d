import { cloudformation } from '../helpers/fixture.ts';
import { requireSetting } from '../helpers/resources.ts';
import { isTrue } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 's3-no-lock',
  title: 'Objects can be deleted before their time',
  severity: 'low',
  risk: 'SAS-3',
  needs: 'template',
  defaultState: 'off',
  rationale:
    'Object lock keeps a version from everybody, administrators included, until its time is over. It is for records that a law asks to keep, and cannot be taken off.',
  fix: 'Set ObjectLockEnabled: true with a default retention, when the bucket is made.',
  references: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html', 'CWE-693'],
  peers: ['checkov CKV_AWS_143', 'guard S3_BUCKET_DEFAULT_LOCK_ENABLE'],
  check: requireSetting({
    types: ['AWS::S3::Bucket'],
    path: ['ObjectLockEnabled'],
    is: isTrue,
    message: ({ id }) => `${id} does not lock its objects`,
  }),
  fixtures: {
    fails: [cloudformation('off', `Bucket: { Type: AWS::S3::Bucket }`)],
    passes: [cloudformation('on', `Bucket: { Type: AWS::S3::Bucket, Properties: { ObjectLockEnabled: true } }`)],
  },
};
