import { cloudformation } from '../helpers/fixture.ts';
import { identityStatements } from '../helpers/policies.ts';
import { found } from '../helpers/resources.ts';
import { role } from '../helpers/role-fixture.ts';
import type { Rule } from '../rule.ts';

/** Whole services that hold data or rights; in others (`xray`, `cloudwatch`) a star costs little. */
const GRAVE = new Set([
  'iam',
  'sts',
  'organizations',
  'kms',
  'secretsmanager',
  'lambda',
  's3',
  'dynamodb',
  'ec2',
  'ssm',
  'cognito-idp',
  'cloudformation',
  'rds',
  'states',
  'sqs',
  'sns',
  'events',
  'kinesis',
  'ses',
  'apigateway',
  'cognito-identity',
  'ecs',
  'glue',
  'athena',
  'logs',
  'codebuild',
  'ecr',
]);
const WORST = new Set(['iam', 'organizations', 'kms', 'secretsmanager', 'cloudformation', 'sts']);

export const rule: Rule = {
  id: 'iam-service-any',
  title: 'A role may do everything in a service',
  severity: 'high',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale:
    "A star after a service's name covers deleting, sharing and changing policies, where a function mostly reads and writes items. Somebody who gets hold of the function gets all of that too.",
  fix: 'Name the actions that the code uses; bulkhead roles writes them.',
  references: ['CWE-250', 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html', 'OWASP A01:2021'],
  peers: [
    'cdk-nag AwsSolutions-IAM5',
    'cdk-nag Serverless-LambdaStarPermissions',
    'serverless-rules WS1003',
    'guard IAM_POLICY_NO_STATEMENTS_WITH_FULL_ACCESS',
    'safeguards no-wild-iam-role-statements',
    'trivy AWS-0057',
    'cfn_nag W11',
    'cfn_nag W12',
    'cfn_nag W13',
    'checkov CKV2_AWS_40',
    'checkov CKV_AWS_109',
    'checkov CKV_AWS_289',
    'checkov CKV_AWS_355',
    'checkov CKV_AWS_356',
    'guard IAM_MANAGEDPOLICY_NO_STATEMENTS_WITH_FULL_ACCESS',
    'guard IAM_POLICYDOCUMENT_NO_WILDCARD_RESOURCE',
    'checkov CKV_AWS_111',
    'checkov CKV_AWS_290',
    'cfn_nag F3',
    'cfn_nag F4',
    'cfn_nag F5',
    'guard IAM_ROLE_NO_WILDCARD_ACTIONS_ON_PERMISSIONS',
    'parliament RESOURCE_STAR',
    'parliament PERMISSIONS_MANAGEMENT_ACTIONS',
  ],
  *check(model) {
    for (const { effect, actions, resource, path } of identityStatements(model)) {
      if (effect !== 'Allow') continue;
      const services = actions
        .map((action) => /^([a-z0-9-]+):\*+$/i.exec(action)?.[1]?.toLowerCase())
        .filter((service) => service !== undefined);
      if (services.length === 0) continue;
      const severity = services.some((service) => WORST.has(service))
        ? 'high'
        : services.some((service) => GRAVE.has(service))
          ? 'medium'
          : 'low';
      yield found(resource, [...path, 'Action'], `${resource.id} allows everything in ${services.join(', ')}`, {
        severity,
        key: `${path.join('.')}:${services.join(',')}`,
      });
    }
  },
  fixtures: {
    fails: [
      cloudformation(
        'a whole service',
        role(
          "{ Effect: Allow, Action: 'dynamodb:*', Resource: 'arn:aws:dynamodb:eu-west-1:123456789012:table/orders' }",
        ),
      ),
    ],
    passes: [
      cloudformation(
        'two actions',
        role(
          "{ Effect: Allow, Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource: 'arn:aws:dynamodb:eu-west-1:123456789012:table/orders' }",
        ),
      ),
      cloudformation('denied', role("{ Effect: Deny, Action: 'dynamodb:*', Resource: '*' }")),
    ],
  },
};
