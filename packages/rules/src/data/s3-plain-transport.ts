import { cloudformation } from '../helpers/fixture.ts';
import { resourcePolicyStatements } from '../helpers/policies.ts';
import { found, ofType } from '../helpers/resources.ts';
import { field, isPlainMap, itemsOf, literal, refsOf, textOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 's3-plain-transport',
  title: 'A bucket answers plain HTTP',
  severity: 'low',
  risk: 'SAS-3',
  needs: 'template',
  defaultState: 'off',
  rationale:
    "S3 takes requests over HTTP unless the bucket's policy denies them. AWS's own clients use HTTPS, so this is about links that people write by hand.",
  fix: 'Deny s3:* to everybody where aws:SecureTransport is false.',
  references: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html',
    'CIS AWS 3.0 2.1.1',
    'CWE-319',
  ],
  peers: ['checkov CKV_AWS_379', 'guard S3_BUCKET_SSL_REQUESTS_ONLY', 'cdk-nag AwsSolutions-S10'],
  *check(model) {
    const guarded = new Set(
      resourcePolicyStatements(model, ['AWS::S3::BucketPolicy']).flatMap(({ effect, condition, resource }) => {
        const denies =
          effect === 'Deny' &&
          isPlainMap(condition) &&
          Object.values(condition).some((keys) =>
            itemsOf(field(keys, 'aws:SecureTransport')).some((value) => literal(value) === 'false'),
          );
        const bucket = field(resource.properties, 'Bucket');
        return denies ? [...refsOf(bucket), textOf(bucket)] : [];
      }),
    );
    for (const bucket of ofType(model, 'AWS::S3::Bucket')) {
      const name = textOf(field(bucket.properties, 'BucketName'));
      if (!guarded.has(bucket.id) && !(name !== '' && guarded.has(name)))
        yield found(bucket, [], `${bucket.id} answers plain HTTP`);
    }
  },
  fixtures: {
    fails: [cloudformation('no policy', `Bucket: { Type: AWS::S3::Bucket }`)],
    passes: [
      cloudformation(
        'denied',
        `Bucket: { Type: AWS::S3::Bucket }
Policy: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: !Ref Bucket, PolicyDocument: { Statement: [{ Effect: Deny, Principal: '*', Action: 's3:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }] } } }`,
      ),
    ],
  },
};
