import { cloudformation } from '../helpers/fixture.ts';
import { nobodyAtLarge } from '../helpers/public-policy.ts';
import type { Rule } from '../rule.ts';

const policy = (action: string, condition = '') =>
  `Policy: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: b, PolicyDocument: { Statement: [{ Effect: Allow, Principal: '*', Action: '${action}', Resource: 'arn:aws:s3:::b/*'${condition} }] } } }`;

export const rule: Rule = {
  id: 's3-policy-public',
  title: 'Anybody on the internet may use the bucket',
  severity: 'high',
  risk: 'SAS-3',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'A statement for everybody opens the bucket to people without any account. Where it allows writing, strangers also choose what the functions behind the bucket process.',
  fix: 'Serve a website by CloudFront with origin access control, and hand out single objects by presigned URLs; name who else may come in.',
  references: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
    'CWE-732',
    'CIS AWS 3.0 2.1.4',
  ],
  peers: [
    'cfn_nag F16',
    'checkov CKV_AWS_70',
    'cdk-nag S3BucketPublicReadProhibited',
    'cdk-nag AwsSolutions-S5',
    'guard S3_BUCKET_POLICY_NO_WILDCARD_PRINCIPAL',
    'checkov CKV_AWS_283',
  ],
  check: nobodyAtLarge(
    ['AWS::S3::BucketPolicy'],
    (id, actions) => `${id} opens the bucket to everybody: ${actions}`,
    (actions) =>
      actions.some((action) => /\*$|put|delete/i.test(action) && !/^s3:get/i.test(action)) ? 'critical' : undefined,
  ),
  fixtures: {
    fails: [cloudformation('reading', policy('s3:GetObject')), cloudformation('writing', policy('s3:PutObject'))],
    passes: [
      cloudformation(
        'CloudFront of the own account',
        "Policy: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: b, PolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: cloudfront.amazonaws.com }, Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }] } } }",
      ),
      cloudformation(
        'one network',
        policy('s3:GetObject', ", Condition: { IpAddress: { 'aws:SourceIp': 203.0.113.0/24 } }"),
      ),
    ],
  },
};
