import { cloudformation } from '../helpers/fixture.ts';
import { isAnybody, resourcePolicyStatements } from '../helpers/policies.ts';
import { found } from '../helpers/resources.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 's3-policy-lockout',
  title: 'A bucket policy locks everybody out',
  severity: 'medium',
  risk: 'SAS-3',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'A statement that denies everything to everybody denies it to administrators and to the stack itself. Only the root user of the account can take such a policy away.',
  fix: 'Add a condition or NotPrincipal that leaves out who has to manage the bucket.',
  references: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html', 'CWE-284'],
  peers: ['checkov CKV_AWS_93'],
  *check(model) {
    for (const statement of resourcePolicyStatements(model, ['AWS::S3::BucketPolicy'])) {
      const { effect, actions, principal, condition, resource, path } = statement;
      if (effect !== 'Deny' || condition !== undefined || isAnybody(principal) !== 'yes') continue;
      if (actions.some((action) => /^(?:\*|s3:\*)$/i.test(action)))
        yield found(resource, [...path, 'Principal'], `${resource.id} denies everything to everybody`);
    }
  },
  fixtures: {
    fails: [
      cloudformation(
        'everybody',
        `Policy: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: b, PolicyDocument: { Statement: [{ Effect: Deny, Principal: '*', Action: 's3:*', Resource: '*' }] } } }`,
      ),
    ],
    passes: [
      cloudformation(
        'plain HTTP only',
        `Policy: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: b, PolicyDocument: { Statement: [{ Effect: Deny, Principal: '*', Action: 's3:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }] } } }`,
      ),
      cloudformation(
        'one action',
        `Policy: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: b, PolicyDocument: { Statement: [{ Effect: Deny, Principal: '*', Action: 's3:DeleteBucket', Resource: '*' }] } } }`,
      ),
    ],
  },
};
