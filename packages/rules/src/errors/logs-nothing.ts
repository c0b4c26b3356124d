import { factCheck } from '../helpers/facts.ts';
import { nodeFunction } from '../helpers/fixture.ts';
import { nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'logs-nothing',
  title: 'A function writes nothing to its log',
  severity: 'informational',
  risk: 'SAS-5',
  needs: 'code',
  defaultState: 'on',
  rationale:
    "Lambda records that the function ran and for how long, not for whom or what it did. After an incident there is nothing to tell honest calls from the attacker's.",
  fix: 'Log one line for each decision that matters (who, what, allowed or not), with the request id; telemetry of @bulkhead/runtime does it.',
  references: ['CWE-778', 'OWASP A09:2021'],
  peers: [],
  check: factCheck('logs-nothing', (_, view) => `${nameOf(view)} writes nothing to its log`),
  fixtures: {
    fails: [
      nodeFunction(
        'silent',
        `
      export const handler = async (event) => ({ total: event.items.length });
    `,
      ),
    ],
    passes: [
      nodeFunction(
        'a line',
        `
      export const handler = async (event) => {
        console.log('items', event.items.length);
        return { total: event.items.length };
      };
    `,
      ),
    ],
  },
};
