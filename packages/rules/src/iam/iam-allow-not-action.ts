import { cloudformation } from '../helpers/fixture.ts';
import { identityStatements, resourcePolicyStatements, trustStatements } from '../helpers/policies.ts';
import { found } from '../helpers/resources.ts';
import { role } from '../helpers/role-fixture.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'iam-allow-not-action',
  title: 'A statement allows everything except a list',
  severity: 'high',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Allow with NotAction or NotResource grants all that is not named, in services that the author never heard of and in those that do not exist yet. What looks like a restriction is nearly an administrator.',
  fix: 'Write what is allowed with Action and Resource; to forbid, use Deny with NotAction.',
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html',
    'CWE-183',
  ],
  peers: [
    'cfn_nag W15',
    'cfn_nag W16',
    'cfn_nag W17',
    'cfn_nag W18',
    'cfn_nag W19',
    'cfn_nag W20',
    'cfn_nag W21',
    'cfn_nag W22',
    'cfn_nag W23',
    'guard IAM_ROLE_OR_POLICY_NO_ALLOW_PLUS_NOT_ACTION',
    'cfn_nag W14',
    'guard IAM_ROLE_OR_POLICY_NO_ALLOW_PLUS_NOT_RESOURCE',
    'guard IAM_ROLE_NO_ALLOW_PLUS_NOT_ACTION_ON_TRUST_POLICY',
    'guard S3_BUCKET_POLICY_NO_ALLOW_PLUS_NOT_ACTION',
    'guard SNS_TOPICPOLICY_NO_ALLOW_PLUS_NOT_ACTION',
    'guard SQS_QUEUEPOLICY_NO_ALLOW_PLUS_NOT_ACTION',
  ],
  *check(model) {
    const inResources = resourcePolicyStatements(model, [
      'AWS::SQS::QueuePolicy',
      'AWS::SNS::TopicPolicy',
      'AWS::S3::BucketPolicy',
      'AWS::KMS::Key',
      'AWS::SecretsManager::ResourcePolicy',
    ]);
    for (const { effect, notActions, hasNotResource, resource, path } of [
      ...identityStatements(model),
      ...trustStatements(model),
      ...inResources,
    ]) {
      if (effect !== 'Allow') continue;
      if (notActions.length > 0)
        yield found(
          resource,
          [...path, 'NotAction'],
          `${resource.id} allows every action but ${notActions.slice(0, 4).join(', ')}`,
        );
      else if (hasNotResource)
        yield found(
          resource,
          [...path, 'NotResource'],
          `${resource.id} allows its actions on everything but what NotResource names`,
        );
    }
  },
  fixtures: {
    fails: [
      cloudformation('all but IAM', role("{ Effect: Allow, NotAction: 'iam:*', Resource: '*' }")),
      cloudformation(
        'all but one bucket',
        role("{ Effect: Allow, Action: 's3:GetObject', NotResource: 'arn:aws:s3:::private/*' }"),
      ),
    ],
    passes: [cloudformation('forbidding with it', role("{ Effect: Deny, NotAction: 's3:*', Resource: '*' }"))],
  },
};
