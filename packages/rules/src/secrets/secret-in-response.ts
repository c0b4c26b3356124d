import { nodeFunction, PUBLIC_ROUTE } from '../helpers/fixture.ts';
import { flowCheck, sourceOf } from '../helpers/flows.ts';
import { nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'secret-in-response',
  title: 'A secret is returned to the caller',
  severity: 'high',
  risk: 'SAS-7',
  needs: 'code',
  defaultState: 'on',
  rationale:
    'What the handler returns leaves the account: the browser, its extensions and every cache on the way have it. A secret that has to be secret cannot be part of an answer.',
  fix: 'Return what was done with the secret, not the secret; hand out short-lived tokens made for the caller.',
  references: ['CWE-201', 'CWE-522', 'OWASP A02:2021'],
  peers: [],
  check: flowCheck(
    ['response', 'html-response', 'disclosure'],
    'high',
    (flow, view) => `${sourceOf(flow)} is returned by ${nameOf(view)}`,
    ({ carries }) => carries === 'secret',
  ),
  fixtures: {
    fails: [
      nodeFunction(
        'configuration for the page',
        `
      export const handler = async () => ({ statusCode: 200, body: JSON.stringify({ key: process.env.STRIPE_SECRET_KEY }) });
    `,
        PUBLIC_ROUTE,
      ),
    ],
    passes: [
      nodeFunction(
        'the public one',
        `
      export const handler = async () => ({ statusCode: 200, body: JSON.stringify({ key: process.env.STRIPE_PUBLISHABLE_KEY }) });
    `,
        PUBLIC_ROUTE,
      ),
    ],
  },
};
