import { factCheck } from '../helpers/facts.ts';
import { nodeFunction } from '../helpers/fixture.ts';
import { nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'wildcard-authorization',
  title: 'An authorizer allows more than the route that was asked for',
  severity: 'medium',
  risk: 'SAS-2',
  needs: 'code',
  defaultState: 'on',
  rationale:
    "API Gateway keeps the answer for five minutes and applies it to every route that it covers. A permission for one harmless route then opens the administrator's.",
  fix: 'Answer with event.methodArn, or with a list of the routes that this caller may use.',
  references: [
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html',
    'CWE-863',
  ],
  peers: [],
  check: factCheck(
    'wildcard-authorization',
    ({ subject }, view) => `${nameOf(view)} allows ${subject || 'every route'}, whatever was asked for`,
  ),
  fixtures: {
    fails: [
      nodeFunction(
        'every route',
        `
      export const handler = async (event) => {
        console.log('asked');
        if (event.authorizationToken !== process.env.EXPECTED) throw new Error('Unauthorized');
        return {
          principalId: 'user',
          policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: '*' }] },
        };
      };
    `,
      ),
    ],
    passes: [
      nodeFunction(
        'the asked one',
        `
      export const handler = async (event) => {
        console.log('asked');
        if (event.authorizationToken !== process.env.EXPECTED) throw new Error('Unauthorized');
        return {
          principalId: 'user',
          policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: event.methodArn }] },
        };
      };
    `,
      ),
    ],
  },
};
