import { serverless } from '../helpers/fixture.ts';
import { functionsOf, nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'lambda-several-triggers',
  title: 'One function takes events of different kinds, one of them from strangers',
  severity: 'low',
  risk: 'SAS-9',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Each kind of trigger has its own shape of event, and code that tells them apart by what the event looks like can be deceived by whoever writes the event. A function that is open to HTTP and also runs internal jobs lends the rights of the jobs to the HTTP caller.',
  fix: 'Split the function: one for each kind of trigger, with the shared work in a module and a role of its own for each.',
  references: ['CWE-841', 'https://docs.aws.amazon.com/lambda/latest/dg/concepts-event-driven-architectures.html'],
  peers: ['serverless-rules WS1002', 'puresec lambda_function_with_multiple_triggers'],
  *check(model) {
    for (const view of functionsOf(model)) {
      // A schedule that keeps it warm, and several routes, are no second task.
      const kinds = new Set(
        view.entries
          .filter(({ name }) => !/schedule/i.test(name))
          .map(({ kind, name }) => (kind === 'http' ? 'http' : name)),
      );
      if (kinds.size < 2 || !kinds.has('http')) continue;
      yield {
        message: `${nameOf(view)} takes events of ${[...kinds].sort().join(', ')}: an HTTP caller can imitate the others`,
        place: view.fn.place,
        subject: view.fn.id,
        steps: view.entries.slice(0, 8).map((entry) => ({ place: entry.place, text: entry.name })),
      };
    }
  },
  fixtures: {
    fails: [
      serverless(
        'HTTP and a topic',
        `
      functions:
        orders: { handler: src/orders.handler, events: [{ httpApi: 'POST /orders' }, { sns: orders }] }
    `,
      ),
    ],
    passes: [
      serverless(
        'several routes',
        `
        functions:
          orders: { handler: src/orders.handler, events: [{ httpApi: 'POST /orders' }, { httpApi: 'GET /orders' }] }
      `,
      ),
      serverless(
        'kept warm by a schedule',
        `
        functions:
          orders: { handler: src/orders.handler, events: [{ httpApi: 'POST /orders' }, { schedule: rate(5 minutes) }] }
      `,
      ),
    ],
  },
};
