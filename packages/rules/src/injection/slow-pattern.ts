import { nodeFunction, PUBLIC_ROUTE } from '../helpers/fixture.ts';
import { flowCheck, reaches } from '../helpers/flows.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'slow-pattern',
  title: 'A short text keeps a regular expression busy until the timeout',
  severity: 'medium',
  risk: 'SAS-8',
  needs: 'both',
  withoutTemplate: true,
  defaultState: 'on',
  rationale:
    'Repetition within repetition makes the engine try every way to split the text, twice as many with each character. Thirty characters are then enough to burn the whole timeout of each copy.',
  fix: 'Write the pattern so that each character can be matched in one way only, bound the length of the text first, or use RE2. Never build a pattern from event data unescaped.',
  references: [
    'CWE-1333',
    'CWE-400',
    'https://cheatsheetseries.owasp.org/cheatsheets/Denial_of_Service_Cheat_Sheet.html',
  ],
  peers: ['CodeQL js/redos', 'CodeQL js/regex-injection'],
  check: flowCheck(['redos'], 'medium', (flow, view) => reaches(flow, view, 'is matched by')),
  fixtures: {
    fails: [
      nodeFunction(
        'repetition within repetition',
        `
      export const handler = async (event) => {
        const { mail } = JSON.parse(event.body);
        return { statusCode: /^([a-z0-9]+)+@example\\.com$/.test(mail) ? 200 : 400 };
      };
    `,
        PUBLIC_ROUTE,
      ),
    ],
    passes: [
      nodeFunction(
        'one way to match',
        `
      export const handler = async (event) => {
        const { mail } = JSON.parse(event.body);
        return { statusCode: /^[a-z0-9]+@example\\.com$/.test(mail) ? 200 : 400 };
      };
    `,
        PUBLIC_ROUTE,
      ),
    ],
  },
};
