import { nodeFunction, PUBLIC_ROUTE } from '../helpers/fixture.ts';
import { flowCheck } from '../helpers/flows.ts';
import { functionsOf, nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

const flows = flowCheck(
  ['response', 'html-response', 'disclosure'],
  'low',
  (flow, view) =>
    `${nameOf(view)} returns ${/stack/i.test(flow.source) ? 'a stack trace' : 'the text of an error'} to its caller`,
  ({ carries }, view) => carries === 'error' && view.entries.some(({ kind }) => kind === 'http'),
);

export const rule: Rule = {
  id: 'error-in-response',
  title: 'Callers are told the inside of an error',
  severity: 'low',
  risk: 'SAS-10',
  needs: 'both',
  withoutTemplate: true,
  defaultState: 'on',
  rationale:
    'Messages and stack traces name files, tables, hosts and versions, and answers that differ by the error tell an attacker which guess was closer. The caller can do nothing with them.',
  fix: 'Log the error with the request id, and answer with the id and a fixed text.',
  references: ['CWE-209', 'OWASP A05:2021'],
  peers: ['CodeQL js/stack-trace-exposure'],
  *check(model) {
    const told = new Set<string>();
    for (const result of flows(model)) {
      told.add(result.subject);
      yield /stack trace/.test(result.message) ? { ...result, severity: 'medium' } : result;
    }
    for (const view of functionsOf(model)) {
      // The flow shows the way; the observation alone stands in where there is none.
      if (told.has(view.fn.id) || !view.entries.some(({ kind }) => kind === 'http')) continue;
      for (const fact of view.code?.facts ?? []) {
        const at = `${view.fn.id}:${fact.place.file}:${fact.place.line}`;
        if (fact.kind !== 'error-in-response' || told.has(at)) continue;
        told.add(at);
        const stack = /stack|trace/i.test(fact.subject);
        yield {
          message: `${nameOf(view)} returns ${stack ? 'a stack trace' : 'the text of an error'} to its caller`,
          place: fact.place,
          subject: view.fn.id,
          key: `${fact.place.file}:${fact.subject}`,
          ...(stack ? { severity: 'medium' } : {}),
        };
      }
    }
  },
  fixtures: {
    fails: [
      nodeFunction(
        'the stack',
        `
      export const handler = async (event) => {
        try {
          return { statusCode: 200, body: JSON.stringify(JSON.parse(event.body).name) };
        } catch (error) {
          return { statusCode: 500, body: error.stack };
        }
      };
    `,
        PUBLIC_ROUTE,
      ),
    ],
    passes: [
      nodeFunction(
        'a fixed text',
        `
      export const handler = async (event) => {
        try {
          return { statusCode: 200, body: JSON.stringify(JSON.parse(event.body).name) };
        } catch (error) {
          console.error(error);
          return { statusCode: 500, body: 'Something went wrong' };
        }
      };
    `,
        PUBLIC_ROUTE,
      ),
    ],
  },
};
