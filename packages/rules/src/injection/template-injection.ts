import { nodeFunction, PUBLIC_ROUTE } from '../helpers/fixture.ts';
import { flowCheck, reaches } from '../helpers/flows.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'template-injection',
  title: 'Event data is compiled as a template',
  severity: 'high',
  risk: 'SAS-1',
  needs: 'both',
  withoutTemplate: true,
  defaultState: 'on',
  rationale:
    "Template languages reach objects and functions, so text of a stranger's in the template itself, rather than in its data, runs as code in most of them. Preview features for mails and reports are where it happens.",
  fix: 'Compile templates from the package only, and pass event data as values.',
  references: ['CWE-1336', 'OWASP A03:2021'],
  peers: ['CodeQL js/code-injection'],
  check: flowCheck(['ssti'], 'high', (flow, view) => reaches(flow, view, 'is compiled as a template by')),
  fixtures: {
    fails: [
      nodeFunction(
        'the text of the template',
        `
      import ejs from 'ejs';
      export const handler = async (event) => ({ statusCode: 200, body: ejs.render(JSON.parse(event.body).template, { name: 'x' }) });
    `,
        PUBLIC_ROUTE,
      ),
    ],
    passes: [
      nodeFunction(
        'a value of it',
        `
      import ejs from 'ejs';
      export const handler = async (event) => ({ statusCode: 200, body: ejs.render('Hello <%= name %>', { name: JSON.parse(event.body).name }) });
    `,
        PUBLIC_ROUTE,
      ),
    ],
  },
};
