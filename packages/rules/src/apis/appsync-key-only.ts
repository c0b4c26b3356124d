import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, itemsOf, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'appsync-key-only',
  title: 'A GraphQL API asks for a key that stands in the page',
  severity: 'medium',
  risk: 'SAS-2',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'An AppSync API key is the same for everybody and is delivered with the web page or app. It tells nobody apart and keeps nobody out, for up to a year.',
  fix: 'Make Cognito, IAM, OIDC or a Lambda authorizer the default, and allow the key on single public fields (@aws_api_key).',
  references: ['https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html', 'CWE-287'],
  peers: ['prowler appsync_graphql_api_no_api_key_authentication'],
  check: perResource(['AWS::AppSync::GraphQLApi'], function* (api) {
    if (literal(field(api.properties, 'AuthenticationType')) !== 'API_KEY') return;
    const others = itemsOf(field(api.properties, 'AdditionalAuthenticationProviders')).length;
    yield found(
      api,
      ['AuthenticationType'],
      `${api.id} asks for an API key by default`,
      others > 0 ? { severity: 'low' } : {},
    );
  }),
  fixtures: {
    fails: [
      cloudformation(
        'a key',
        'Api: { Type: AWS::AppSync::GraphQLApi, Properties: { Name: a, AuthenticationType: API_KEY } }',
      ),
    ],
    passes: [
      cloudformation(
        'Cognito',
        'Api: { Type: AWS::AppSync::GraphQLApi, Properties: { Name: a, AuthenticationType: AMAZON_COGNITO_USER_POOLS } }',
      ),
    ],
  },
};
