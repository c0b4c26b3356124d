import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, itemsOf, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'cognito-implicit-grant',
  title: 'Tokens are handed out in the address of a page',
  severity: 'medium',
  risk: 'SAS-2',
  needs: 'template',
  defaultState: 'on',
  rationale:
    "The implicit grant returns the token in the URL, where history, referrers and every script of the page find it. OAuth's own security advice (RFC 9700) withdrew it in favour of the code grant with PKCE.",
  fix: 'Set AllowedOAuthFlows: [code] and use PKCE; callback URLs over https only.',
  references: [
    'RFC 9700',
    'CWE-598',
    'https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html',
  ],
  peers: [],
  check: perResource(['AWS::Cognito::UserPoolClient'], function* (client) {
    const flows = itemsOf(field(client.properties, 'AllowedOAuthFlows')).map(literal);
    if (flows.includes('implicit'))
      yield found(client, ['AllowedOAuthFlows'], `${client.id} hands tokens out in the address of a page`);
    for (const [i, url] of itemsOf(field(client.properties, 'CallbackURLs')).entries()) {
      const text = literal(url) ?? '';
      if (/^http:\/\/(?!localhost|127\.0\.0\.1)/.test(text))
        yield found(client, ['CallbackURLs', i], `${client.id} sends sign-ins back to ${text} without TLS`, {
          key: text,
        });
    }
  }),
  fixtures: {
    fails: [
      cloudformation(
        'implicit',
        'Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: p, AllowedOAuthFlows: [implicit] } }',
      ),
    ],
    passes: [
      cloudformation(
        'code',
        "Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: p, AllowedOAuthFlows: [code], CallbackURLs: ['http://localhost:3000'] } }",
      ),
    ],
  },
};
