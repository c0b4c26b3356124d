import { nodeFunction } from '../helpers/fixture.ts';
import { flowCheck, sourceOf } from '../helpers/flows.ts';
import { nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'secret-in-log',
  title: 'A secret is written to the log',
  severity: 'high',
  risk: 'SAS-7',
  needs: 'code',
  defaultState: 'on',
  rationale:
    'Logs are read by more people than secrets are, kept for longer, and forwarded to other systems. Whoever may call logs:GetLogEvents then has the secret.',
  fix: 'Log that the secret was there, or its last four characters; change the secret that was logged.',
  references: ['CWE-532', 'OWASP A09:2021'],
  peers: ['CodeQL js/clear-text-logging'],
  check: flowCheck(
    ['log'],
    'high',
    (flow, view) => `${sourceOf(flow)} is written to the log of ${nameOf(view)}`,
    ({ carries }) => carries === 'secret',
  ),
  fixtures: {
    fails: [
      nodeFunction(
        'a password of the environment',
        `
      export const handler = async () => {
        console.log('connecting with', process.env.DB_PASSWORD);
      };
    `,
      ),
    ],
    passes: [
      nodeFunction(
        'whether it is set',
        `
      export const handler = async () => {
        console.log('password is set:', Boolean(process.env.DB_PASSWORD));
      };
    `,
      ),
    ],
  },
};
