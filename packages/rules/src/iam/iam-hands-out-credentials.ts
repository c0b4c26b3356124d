import { cloudformation } from '../helpers/fixture.ts';
import { fitsAction } from '../helpers/glob.ts';
import { identityStatements, isAnyResource } from '../helpers/policies.ts';
import { found } from '../helpers/resources.ts';
import { role } from '../helpers/role-fixture.ts';
import { textOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

/**
 * Actions whose answer is a credential; after cloudsplaining's list, checked against the service authorization reference.
 * cognito-identity:GetCredentialsForIdentity is not among them: anybody may call it without a policy (its page in the API reference).
 */
const CREDENTIALS = [
  'sts:AssumeRole',
  'sts:GetFederationToken',
  'iam:CreateAccessKey',
  'iam:CreateLoginProfile',
  'iam:CreateServiceSpecificCredential',
  'ecr:GetAuthorizationToken',
  'redshift:GetClusterCredentials',
  'rds-db:connect',
  'codeartifact:GetAuthorizationToken',
  'ec2:GetPasswordData',
  'lightsail:DownloadDefaultKeyPair',
];
/** These know no narrower resource, or are needed in honest work everywhere. */
const ALWAYS_ANY = new Set(['ecr:GetAuthorizationToken', 'codeartifact:GetAuthorizationToken']);

export const rule: Rule = {
  id: 'iam-hands-out-credentials',
  title: 'A role may get credentials of anybody',
  severity: 'high',
  risk: 'SAS-13',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'sts:AssumeRole on every role means every role that trusts this account, and the other actions likewise answer with a credential. What is taken that way is used elsewhere, where no log of this function shows it.',
  fix: 'Name the one role, user or database that is meant.',
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html', 'CWE-522'],
  peers: [
    'checkov CKV_AWS_107',
    'checkov CKV_AWS_287',
    'cloudsplaining CredentialsExposure',
    'parliament CREDENTIALS_EXPOSURE',
  ],
  *check(model) {
    for (const { effect, actions, resources, resource, path } of identityStatements(model)) {
      if (
        effect !== 'Allow' ||
        !resources.some((item) => isAnyResource(item) || /:(?:role|user|dbuser:\*)\/\*$/.test(textOf(item)))
      )
        continue;
      const taken = CREDENTIALS.filter(
        (name) => !ALWAYS_ANY.has(name) && actions.some((pattern) => !/^\*/.test(pattern) && fitsAction(pattern, name)),
      );
      if (taken.length > 0)
        yield found(resource, [...path, 'Action'], `${resource.id} may use ${taken.join(', ')} on everybody`, {
          key: taken.join(','),
        });
    }
  },
  fixtures: {
    fails: [cloudformation('any role', role("{ Effect: Allow, Action: 'sts:AssumeRole', Resource: '*' }"))],
    passes: [
      cloudformation(
        'one role',
        role("{ Effect: Allow, Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::210987654321:role/reader' }"),
      ),
      cloudformation(
        'a login to a registry, which knows no resource',
        role("{ Effect: Allow, Action: 'ecr:GetAuthorizationToken', Resource: '*' }"),
      ),
    ],
  },
};
