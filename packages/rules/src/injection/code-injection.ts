import { nodeFunction, PUBLIC_ROUTE } from '../helpers/fixture.ts';
import { flowCheck, reaches } from '../helpers/flows.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'code-injection',
  title: 'Event data is run as code',
  severity: 'critical',
  risk: 'SAS-1',
  needs: 'both',
  withoutTemplate: true,
  defaultState: 'on',
  rationale:
    'Whoever writes the value writes the program, with everything that the function may do. node:vm is no fence either: its own documentation says so.',
  fix: 'Parse data with JSON.parse, choose behaviour from a table of functions, and evaluate formulas with a parser made for them.',
  references: ['CWE-94', 'CWE-95', 'OWASP A03:2021', 'https://nodejs.org/api/vm.html'],
  peers: [
    'semgrep tainted-eval',
    'semgrep vm-runincontext-injection',
    'semgrep tainted-code-exec',
    'CodeQL js/code-injection',
  ],
  check: flowCheck(['codei'], 'critical', (flow, view) => reaches(flow, view, 'is run as code by')),
  fixtures: {
    fails: [
      nodeFunction(
        'a formula',
        `
      export const handler = async (event) => {
        const { formula } = JSON.parse(event.body);
        return { statusCode: 200, body: String(eval(formula)) };
      };
    `,
        PUBLIC_ROUTE,
      ),
    ],
    passes: [
      nodeFunction(
        'a table of functions',
        `
      const FORMULAS = { sum: (a, b) => a + b, product: (a, b) => a * b };
      export const handler = async (event) => {
        const { formula, a, b } = JSON.parse(event.body);
        if (!Object.hasOwn(FORMULAS, formula)) return { statusCode: 400 };
        return { statusCode: 200, body: String(FORMULAS[formula](Number(a), Number(b))) };
      };
    `,
        PUBLIC_ROUTE,
      ),
    ],
  },
};
