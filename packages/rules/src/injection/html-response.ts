import { nodeFunction, PUBLIC_ROUTE } from '../helpers/fixture.ts';
import { flowCheck, reaches } from '../helpers/flows.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'html-response',
  title: 'Event data is returned as HTML',
  severity: 'medium',
  risk: 'SAS-1',
  needs: 'both',
  withoutTemplate: true,
  defaultState: 'on',
  rationale:
    "A link with a script in a parameter runs that script in the visitor's browser, as this site. It can use the visitor's session for whatever the API allows.",
  fix: 'Escape the value (he, lodash.escape, html.escape, a template engine that escapes), or answer JSON.',
  references: ['CWE-79', 'OWASP A03:2021'],
  peers: ['semgrep tainted-html-response', 'semgrep tainted-html-string'],
  check: flowCheck(['html-response', 'xss'], 'medium', (flow, view) => reaches(flow, view, 'is returned as HTML by')),
  fixtures: {
    fails: [
      nodeFunction(
        'a greeting',
        `
      export const handler = async (event) => ({
        statusCode: 200,
        headers: { 'Content-Type': 'text/html' },
        body: \`<h1>Hello \${event.queryStringParameters.name}</h1>\`,
      });
    `,
        PUBLIC_ROUTE,
      ),
    ],
    passes: [
      nodeFunction(
        'JSON',
        `
        export const handler = async (event) => ({ statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name: event.queryStringParameters.name }) });
      `,
        PUBLIC_ROUTE,
      ),
      nodeFunction(
        'escaped',
        `
        import he from 'he';
        export const handler = async (event) => ({ statusCode: 200, headers: { 'Content-Type': 'text/html' }, body: \`<h1>Hello \${he.encode(event.queryStringParameters.name)}</h1>\` });
      `,
        PUBLIC_ROUTE,
      ),
    ],
  },
};
