import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, itemsOf, textOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const CRITICAL = /\/(?:AdministratorAccess|IAMFullAccess)$/;
const HIGH =
  /\/(?:PowerUserAccess|AWSLambda_FullAccess|AWSLambdaFullAccess|AmazonEC2FullAccess|AWSCloudFormationFullAccess|SecretsManagerReadWrite|AWSKeyManagementServicePowerUser|AmazonSSMFullAccess|AmazonCognitoPowerUser|AWSStepFunctionsFullAccess|ReadOnlyAccess)$/;
const MEDIUM = /\/\w*FullAccess(?:V2)?$/;

const holder = (arn: string) => `
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }] }
      ManagedPolicyArns: ['${arn}']
`;

export const rule: Rule = {
  id: 'iam-managed-policy-powerful',
  title: "A role holds one of AWS's broad policies",
  severity: 'medium',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Policies named FullAccess are made for people who set things up: every action of a service on every resource, and AWS widens them over time. A function that holds one has more rights than its author can name.',
  fix: 'Replace it by the actions and resources that the code uses; bulkhead roles writes them.',
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html',
    'CWE-250',
    'CIS AWS 3.0 1.16',
  ],
  peers: [
    'cfn_nag W44',
    'checkov CKV2_AWS_56',
    'checkov CKV_AWS_274',
    'cdk-nag AwsSolutions-IAM4',
    'guard IAM_ROLE_ELEVATED_MANAGED_POLICY_RULE',
    'cfn_nag W43',
    'checkov CKV_AWS_275',
    'guard IAM_ROLE_ADMINISTRATOR_ACCESS_POLICY_RULE',
  ],
  check: perResource(['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'], function* (resource) {
    for (const [i, value] of itemsOf(field(resource.properties, 'ManagedPolicyArns')).entries()) {
      const arn = textOf(value);
      // A policy of the account's own may be called whatever its owner likes.
      if (!/:iam::aws:policy\//.test(arn)) continue;
      const severity = CRITICAL.test(arn)
        ? 'critical'
        : HIGH.test(arn)
          ? 'high'
          : MEDIUM.test(arn)
            ? 'medium'
            : undefined;
      if (severity)
        yield found(resource, ['ManagedPolicyArns', i], `${resource.id} holds ${arn.replace(/^.*\//, '')}`, {
          severity,
          key: arn,
        });
    }
  }),
  fixtures: {
    fails: [
      cloudformation('administrator', holder('arn:aws:iam::aws:policy/AdministratorAccess')),
      cloudformation('a whole service', holder('arn:aws:iam::aws:policy/AmazonS3FullAccess')),
    ],
    passes: [
      cloudformation('logs', holder('arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole')),
      cloudformation('an own policy', holder('arn:aws:iam::123456789012:policy/OrdersFullAccess')),
    ],
  },
};
