import { listed } from '@bulkhead/core';
import { cloudformation } from '../helpers/fixture.ts';
import { identityStatements, isAnyResource, isForSomeResources, isNarrowed } from '../helpers/policies.ts';
import { namesResource } from '../helpers/resource-actions.ts';
import { found } from '../helpers/resources.ts';
import { role } from '../helpers/role-fixture.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'iam-resource-any',
  title: 'A role may use these actions on every resource of the account',
  severity: 'medium',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'The action can be granted for one table, bucket or secret, and is granted for all of them, those of other applications and of tomorrow included. A function that is taken over then reads the whole account.',
  fix: 'Name the resource: its Arn by Fn::GetAtt or Ref where it is in the template.',
  references: [
    'CWE-732',
    'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
    'OWASP A01:2021',
  ],
  peers: [
    'checkov CKV_AWS_355',
    'checkov CKV_AWS_108',
    'checkov CKV_AWS_111',
    'cfn_nag W11',
    'cfn_nag W12',
    'cfn_nag W13',
    'sls-mentor noIAMRolePolicyWithWildcardResource',
    'guard IAM_POLICYDOCUMENT_NO_WILDCARD_RESOURCE',
    'parliament RESOURCE_STAR',
    'cloudsplaining DataExfiltration',
    'trivy AWS-0345',
    'checkov CKV_AWS_288',
    'checkov CKV_AWS_290',
    'checkov CKV_AWS_356',
  ],
  *check(model) {
    for (const { effect, actions, resources, condition, resource, path } of identityStatements(model)) {
      if (effect !== 'Allow' || !resources.some(isAnyResource)) continue;
      if (isNarrowed(condition) || isForSomeResources(condition)) continue;
      // Whole services are iam-service-any's; here they would be said twice.
      const wide = actions
        .filter((action) => !/^(?:[a-z0-9-]+:)?\*+$/i.test(action))
        .flatMap((action) => namesResource(action) ?? []);
      if (wide.length === 0) continue;
      const names = [...new Set(wide.map(({ action }) => action))];
      const grave = wide.some(({ access }) => access === 'secret');
      const mild = wide.every(({ access }) => access === 'list');
      yield found(
        resource,
        [...path, 'Resource'],
        `${resource.id} may use ${listed(names, 5)} on every resource of the account`,
        {
          key: `${path.join('.')}:${names.join(',')}`,
          severity: grave ? 'high' : mild ? 'low' : 'medium',
        },
      );
    }
  },
  fixtures: {
    fails: [
      cloudformation('all tables', role("{ Effect: Allow, Action: ['dynamodb:PutItem'], Resource: '*' }")),
      cloudformation(
        'secrets that have no tag too',
        role(
          "{ Effect: Allow, Action: 'secretsmanager:GetSecretValue', Resource: '*', Condition: { StringEqualsIfExists: { 'aws:ResourceTag/app': shop } } }",
        ),
      ),
      cloudformation('all secrets', role("{ Effect: Allow, Action: 'secretsmanager:GetSecretValue', Resource: '*' }")),
    ],
    passes: [
      cloudformation(
        'actions that know no resource',
        role(
          "{ Effect: Allow, Action: ['xray:PutTraceSegments', 'cloudwatch:PutMetricData', 's3:ListAllMyBuckets', 'ec2:CreateNetworkInterface'], Resource: '*' }",
        ),
      ),
      cloudformation(
        'one table',
        role(
          "{ Effect: Allow, Action: 'dynamodb:PutItem', Resource: 'arn:aws:dynamodb:eu-west-1:123456789012:table/orders' }",
        ),
      ),
      cloudformation(
        'of a team that is told by a tag of the role',
        role(
          "{ Effect: Allow, Action: 'secretsmanager:GetSecretValue', Resource: '*', Condition: { StringEquals: { 'aws:PrincipalTag/team': shop } } }",
        ),
      ),
      cloudformation(
        'own secrets, told by their tag',
        role(
          "{ Effect: Allow, Action: 'secretsmanager:GetSecretValue', Resource: '*', Condition: { StringEquals: { 'aws:ResourceTag/app': shop } } }",
        ),
      ),
      cloudformation(
        'functions with a tag',
        role(
          "{ Effect: Allow, Action: 'lambda:InvokeFunction', Resource: '*', Condition: { 'ForAnyValue:StringLike': { 'lambda:ResourceTag/app': ['shop-*'] } } }",
        ),
      ),
    ],
  },
};
