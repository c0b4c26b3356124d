import { cloudformation } from '../helpers/fixture.ts';
import { nobodyAtLarge } from '../helpers/public-policy.ts';
import type { Rule } from '../rule.ts';

const policy = (principal: string) =>
  `Policy: { Type: AWS::SecretsManager::ResourcePolicy, Properties: { SecretId: s, ResourcePolicy: { Statement: [{ Effect: Allow, Principal: ${principal}, Action: 'secretsmanager:GetSecretValue', Resource: '*' }] } } }`;

export const rule: Rule = {
  id: 'secret-policy-public',
  title: 'Anybody may read the secret',
  severity: 'critical',
  risk: 'SAS-7',
  needs: 'template',
  defaultState: 'on',
  rationale:
    "The statement lets principals of every account read the secret. Only the key's own policy still stands in between, where it is a customer managed one.",
  fix: 'Name the roles that read it, and set BlockPublicPolicy: true.',
  references: [
    'https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html',
    'CWE-732',
  ],
  peers: ['prowler secretsmanager_not_publicly_accessible'],
  check: nobodyAtLarge(
    [
      'AWS::SecretsManager::ResourcePolicy',
      'AWS::DynamoDB::Table',
      'AWS::Kinesis::ResourcePolicy',
      'AWS::ECR::Repository',
    ],
    (id, actions) => `${id} lets in everybody: ${actions}`,
  ),
  fixtures: {
    fails: [cloudformation('everybody', policy("'*'"))],
    passes: [cloudformation('a role', policy("{ AWS: 'arn:aws:iam::123456789012:role/mail' }"))],
  },
};
