import { serverless } from '../helpers/fixture.ts';
import { functionsOf, nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'api-key-only',
  title: 'An API key is all that a caller has to show',
  severity: 'medium',
  risk: 'SAS-2',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'API keys are made for metering: the same for everybody who uses an app, sent in clear in each request, valid until somebody deletes them. AWS says itself that they are not for authentication or authorization.',
  fix: 'Add an authorizer (IAM with an execute-api:Invoke policy for each caller, Cognito, or JWT), and keep the key for its usage plan.',
  references: [
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html',
    'CWE-287',
    'OWASP API2:2023',
  ],
  peers: ['prowler appsync_graphql_api_no_api_key_authentication'],
  *check(model) {
    for (const view of functionsOf(model)) {
      for (const { trigger, access } of view.entries) {
        if (access !== 'api-key' || (trigger?.type !== 'apigateway-v1' && trigger?.type !== 'apigateway-v2')) continue;
        yield {
          message: `${trigger.method} ${trigger.path} of ${nameOf(view)} asks for an API key and nothing else`,
          place: trigger.place,
          subject: view.fn.id,
          key: `${trigger.method} ${trigger.path}`,
        };
      }
    }
  },
  fixtures: {
    fails: [
      serverless(
        'a private route',
        `
        apiGateway: { apiKeys: [partner] }
      functions:
        order: { handler: src/order.handler, events: [{ http: { method: post, path: orders, private: true } }] }
    `,
      ),
    ],
    passes: [
      serverless(
        'a key and a signature',
        `
        apiGateway: { apiKeys: [partner] }
      functions:
        order: { handler: src/order.handler, events: [{ http: { method: post, path: orders, private: true, authorizer: aws_iam } }] }
    `,
      ),
    ],
  },
};
