import { factCheck } from '../helpers/facts.ts';
import { nodeFunction, PUBLIC_ROUTE } from '../helpers/fixture.ts';
import { isPublic, nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'state-from-event',
  title: 'Data of one caller stays for the next',
  severity: 'medium',
  risk: 'SAS-12',
  needs: 'code',
  defaultState: 'on',
  rationale:
    "Variables outside of the handler live as long as the environment, and the next invocation in it may be another customer's. What one event wrote there is read by the next, or grows until memory is full.",
  fix: 'Keep event data in variables of the handler; cache only what is the same for everybody, under a key that holds the tenant, with a bound.',
  references: ['CWE-488', 'CWE-226', 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  peers: [],
  check: factCheck(
    'state-from-event',
    ({ subject }, view) => `${nameOf(view)} keeps event data in ${subject}, which the next invocation finds`,
    (_, view) => (isPublic(view) ? {} : { severity: 'low' }),
  ),
  fixtures: {
    fails: [
      nodeFunction(
        'the user of the first request',
        `
      let user;
      export const handler = async (event) => {
        if (!user) user = JSON.parse(event.body).user;
        return { statusCode: 200, body: JSON.stringify({ user }) };
      };
    `,
        PUBLIC_ROUTE,
      ),
    ],
    passes: [
      nodeFunction(
        'a variable of the handler',
        `
      export const handler = async (event) => {
        const user = JSON.parse(event.body).user;
        return { statusCode: 200, body: JSON.stringify({ user }) };
      };
    `,
        PUBLIC_ROUTE,
      ),
    ],
  },
};
