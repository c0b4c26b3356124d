import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { isForMachines } from '../helpers/user-pools.ts';
import { field, isUndecided, itemsOf, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'cognito-no-second-factor',
  title: 'A password alone opens every account',
  severity: 'low',
  risk: 'SAS-2',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Passwords that leaked elsewhere are tried against every sign-in, and a second factor is what stops them. OPTIONAL at least lets careful users protect themselves.',
  fix: 'Set MfaConfiguration to OPTIONAL or ON with SOFTWARE_TOKEN_MFA, or let users sign in with passkeys.',
  references: [
    'https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html',
    'CWE-308',
    'OWASP A07:2021',
  ],
  peers: ['cdk-nag AwsSolutions-COG2', 'cfn_nag F78', 'prowler cognito_user_pool_mfa_enabled'],
  check: perResource(['AWS::Cognito::UserPool'], function* (pool, model) {
    const mfa = field(pool.properties, 'MfaConfiguration');
    if (isUndecided(mfa) || /^(?:ON|OPTIONAL)$/.test(literal(mfa) ?? '')) return;
    const factors = itemsOf(field(pool.properties, 'Policies', 'SignInPolicy', 'AllowedFirstAuthFactors')).map(literal);
    if (factors.includes('WEB_AUTHN') && !factors.includes('PASSWORD')) return;
    if (isForMachines(model, pool)) return;
    yield found(pool, ['MfaConfiguration'], `${pool.id} offers its users no second factor`);
  }),
  fixtures: {
    fails: [
      cloudformation(
        'people beside machines',
        `
        Users: { Type: AWS::Cognito::UserPool, Properties: {} }
        Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Users, AllowedOAuthFlows: [client_credentials] } }
        Web: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Users, AllowedOAuthFlows: [code] } }
      `,
      ),
      cloudformation('off', 'Users: { Type: AWS::Cognito::UserPool, Properties: { MfaConfiguration: "OFF" } }'),
    ],
    passes: [
      cloudformation(
        'no client for people',
        `
        Users: { Type: AWS::Cognito::UserPool, Properties: {} }
        Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Users, AllowedOAuthFlows: [client_credentials] } }
      `,
      ),
      cloudformation('optional', 'Users: { Type: AWS::Cognito::UserPool, Properties: { MfaConfiguration: OPTIONAL } }'),
    ],
  },
};
