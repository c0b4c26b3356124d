import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { isMachine } from '../helpers/user-pools.ts';
import { field, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'cognito-tells-users',
  title: 'Sign-in tells whether a user exists',
  severity: 'low',
  risk: 'SAS-10',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'A different error for unknown users lets anybody find out who has an account, by asking. Lists of leaked passwords are then tried on those only.',
  fix: 'Set PreventUserExistenceErrors: ENABLED on the client.',
  references: [
    'https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html',
    'CWE-203',
  ],
  peers: ['prowler cognito_user_pool_client_prevent_user_existence_errors'],
  check: perResource(['AWS::Cognito::UserPoolClient'], function* (client) {
    // Clients made by CloudFormation answer in the old way where nothing is said.
    if (isMachine(client)) return;
    const value = field(client.properties, 'PreventUserExistenceErrors');
    if (value === undefined || literal(value) === 'LEGACY')
      yield found(client, ['PreventUserExistenceErrors'], `${client.id} tells callers which users exist`);
  }),
  fixtures: {
    fails: [
      cloudformation('nothing said', 'Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: p } }'),
    ],
    passes: [
      cloudformation(
        'a client without users',
        'Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: p, AllowedOAuthFlows: [client_credentials] } }',
      ),
      cloudformation(
        'the same answer for all',
        'Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: p, PreventUserExistenceErrors: ENABLED } }',
      ),
    ],
  },
};
