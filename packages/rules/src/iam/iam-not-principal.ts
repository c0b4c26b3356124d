import { cloudformation } from '../helpers/fixture.ts';
import { resourcePolicyStatements, trustStatements } from '../helpers/policies.ts';
import { found } from '../helpers/resources.ts';
import { trust } from '../helpers/role-fixture.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'iam-not-principal',
  title: 'Everybody except a list is let in',
  severity: 'high',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Allow with NotPrincipal lets in every account in the world that is not named, people without any account among them. Nobody who writes it means that.',
  fix: 'Name who is let in by Principal; to shut somebody out, use Deny.',
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html',
    'CWE-183',
  ],
  peers: [
    'cfn_nag F6',
    'cfn_nag F7',
    'cfn_nag F8',
    'cfn_nag F9',
    'guard IAM_ROLE_NO_ALLOW_PLUS_NOT_PRINCIPAL',
    'guard S3_BUCKETPOLICY_NO_ALLOW_PLUS_NOTPRINCIPAL',
    'guard SNS_TOPICPOLICY_NO_ALLOW_PLUS_NOTPRINCIPAL',
    'guard SQS_QUEUEPOLICY_NO_ALLOW_PLUS_NOTPRINCIPAL',
  ],
  *check(model) {
    const inResources = resourcePolicyStatements(model, [
      'AWS::SQS::QueuePolicy',
      'AWS::SNS::TopicPolicy',
      'AWS::S3::BucketPolicy',
      'AWS::KMS::Key',
      'AWS::SecretsManager::ResourcePolicy',
    ]);
    for (const { effect, hasNotPrincipal, resource, path } of [...trustStatements(model), ...inResources]) {
      if (effect === 'Allow' && hasNotPrincipal)
        yield found(
          resource,
          [...path, 'NotPrincipal'],
          `${resource.id} lets in everybody whom NotPrincipal does not name`,
        );
    }
  },
  fixtures: {
    fails: [
      cloudformation(
        'a role for all but one',
        trust("{ Effect: Allow, NotPrincipal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' }"),
      ),
    ],
    passes: [
      cloudformation(
        'forbidding with it',
        "Policy: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: b, PolicyDocument: { Statement: [{ Effect: Deny, NotPrincipal: { AWS: '123456789012' }, Action: 's3:*', Resource: '*' }] } } }",
      ),
    ],
  },
};
