import { nodeFunction, PUBLIC_ROUTE } from '../helpers/fixture.ts';
import { flowCheck, reaches } from '../helpers/flows.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'open-redirect',
  title: 'A link decides where the visitor is sent',
  severity: 'medium',
  risk: 'SAS-1',
  needs: 'both',
  withoutTemplate: true,
  defaultState: 'on',
  rationale:
    "A link to this site leads to somebody else's, who shows its sign-in page there. Behind a sign-in the address also takes along what stands in it: codes and tokens of OAuth.",
  fix: 'Choose the address from a list, or take a path only: one slash at its beginning and neither a slash nor a backslash behind it.',
  references: ['CWE-601', 'OWASP A01:2021'],
  peers: ['CodeQL js/server-side-unvalidated-url-redirection', 'semgrep open-redirect'],
  check: flowCheck(['redirect'], 'medium', (flow, view) => reaches(flow, view, 'decides where a visitor is sent by')),
  fixtures: {
    fails: [
      nodeFunction(
        'an address of the caller',
        `
      export const handler = async (event) => ({
        statusCode: 302,
        headers: { Location: event.queryStringParameters.next },
      });
    `,
        PUBLIC_ROUTE,
      ),
    ],
    passes: [
      nodeFunction(
        'a path below a fixed host',
        `
      export const handler = async (event) => ({
        statusCode: 302,
        headers: { Location: 'https://www.example.com/' + event.queryStringParameters.next },
      });
    `,
        PUBLIC_ROUTE,
      ),
      nodeFunction(
        'one of a list',
        `
      const KNOWN = ['/home', '/orders'];
      export const handler = async (event) => {
        const { next } = event.queryStringParameters;
        return { statusCode: 302, headers: { Location: KNOWN.includes(next) ? next : '/home' } };
      };
    `,
        PUBLIC_ROUTE,
      ),
    ],
  },
};
