import { nodeFunction, PUBLIC_ROUTE } from '../helpers/fixture.ts';
import { flowCheck, reaches } from '../helpers/flows.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'request-forgery',
  title: 'Event data decides where a request goes',
  severity: 'high',
  risk: 'SAS-1',
  needs: 'both',
  withoutTemplate: true,
  defaultState: 'on',
  rationale:
    "The function fetches from where the caller says, with its place in the network: internal services of a VPC, the Lambda Runtime API on localhost, other people's sites in its name. What comes back often goes to the caller.",
  fix: 'Choose the host from a fixed list, and put only encoded path segments and query values of the event behind it.',
  references: ['CWE-918', 'OWASP A10:2021'],
  peers: ['CodeQL js/request-forgery'],
  check: flowCheck(['ssrf'], 'high', (flow, view) => reaches(flow, view, 'decides the host of')),
  fixtures: {
    fails: [
      nodeFunction(
        'a URL of the caller',
        `
      export const handler = async (event) => {
        const answer = await fetch(event.queryStringParameters.url);
        return { statusCode: answer.status };
      };
    `,
        PUBLIC_ROUTE,
      ),
    ],
    passes: [
      nodeFunction(
        'a segment behind a fixed host',
        `
      export const handler = async (event) => {
        const answer = await fetch('https://api.example.com/items/' + encodeURIComponent(event.pathParameters.id));
        return { statusCode: answer.status };
      };
    `,
        PUBLIC_ROUTE,
      ),
    ],
  },
};
