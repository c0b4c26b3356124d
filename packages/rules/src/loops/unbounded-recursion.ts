import { factCheck } from '../helpers/facts.ts';
import { nodeFunction } from '../helpers/fixture.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'unbounded-recursion',
  title: 'Code calls itself without a bound',
  severity: 'medium',
  risk: 'SAS-8',
  needs: 'code',
  defaultState: 'on',
  rationale:
    'A recursion whose depth the data decides runs until the stack or the time limit ends it. An event nested deep enough makes every such invocation cost the whole timeout.',
  fix: 'Count the depth and refuse to go deeper than honest data does, or turn the recursion into a loop over a bounded list.',
  references: ['CWE-674'],
  peers: [],
  check: factCheck(
    'unbounded-recursion',
    ({ subject }) => `${subject || 'a function'} calls itself, and nothing bounds how often`,
  ),
  fixtures: {
    fails: [
      nodeFunction(
        'a retry without a count',
        `
      const load = async (url) => {
        const answer = await fetch(url);
        return load(url);
      };
      export const handler = async () => load('https://api.example.com/state');
    `,
      ),
    ],
    passes: [
      nodeFunction(
        'a counted retry',
        `
      const load = async (url, left) => {
        const answer = await fetch(url);
        if (answer.ok || left === 0) return answer.status;
        return load(url, left - 1);
      };
      export const handler = async () => load('https://api.example.com/state', 3);
    `,
      ),
    ],
  },
};
