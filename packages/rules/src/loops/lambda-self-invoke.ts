import { factCheck } from '../helpers/facts.ts';
import { nodeFunction } from '../helpers/fixture.ts';
import { nameOf } from '../helpers/functions.ts';
import { selfHopsOf } from '../helpers/loops.ts';
import type { Rule } from '../rule.ts';

/** What the reader of the code sees where no resource tells: the function's own name in the context. */
const seen = factCheck(
  'unbounded-recursion',
  (_, view) => `${nameOf(view)} invokes itself, and no condition on the event ends the chain`,
);

export const rule: Rule = {
  id: 'lambda-self-invoke',
  title: 'A function invokes itself, and nothing in the code ends it',
  severity: 'high',
  risk: 'SAS-8',
  needs: 'both',
  withoutTemplate: true,
  defaultState: 'on',
  rationale:
    'Asynchronous self-invocation is a loop whose rounds nobody sees in one place; a request that never meets the end condition keeps it turning. Lambda stops it after about 16 rounds, which is also what a long honest job would meet.',
  fix: 'Hand the rest of the work to a queue or a Step Functions loop with a bound; or carry a counter in the payload and stop at a small number.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html', 'CWE-674'],
  peers: [],
  *check(model) {
    const told = new Set<string>();
    for (const { from, send } of selfHopsOf(model)) {
      if (send.service !== 'lambda' || send.destination === true || send.times !== 'once') continue;
      // Going on in a new invocation where the time ran out is a known way to finish long work: it ends if the work does.
      const looksAtTime =
        send.guarded &&
        model.code.functions.get(from.id)?.facts.some(({ kind }) => kind === 'reads-remaining-time') === true;
      if (send.bounded && !looksAtTime) continue;
      told.add(from.id);
      const { exact } = send;
      yield {
        message: looksAtTime
          ? `${from.id} invokes itself when time runs out: the chain is as long as the data is`
          : exact
            ? `${from.id} invokes itself unless one number is met exactly (${exact.text}): whoever begins on its far side starts a chain without end`
            : `${from.id} invokes itself, and no condition on the event ends the chain`,
        place: send.place,
        subject: from.id,
        key: send.operation,
        ...(looksAtTime ? { severity: 'low' } : {}),
        steps: [
          ...(exact && !looksAtTime ? [{ place: exact.place, text: `ends only where ${exact.text} says so` }] : []),
          ...send.trail.map((place) => ({ place, text: 'calls on' })),
          { place: send.place, text: 'invokes the function itself' },
        ],
      };
    }
    for (const result of seen(model)) if (!told.has(result.subject)) yield result;
  },
  fixtures: {
    fails: [
      nodeFunction(
        'by the name in the environment',
        `
      import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
      const lambda = new LambdaClient({});
      export const handler = async (event) => {
        await lambda.send(new InvokeCommand({ FunctionName: process.env.AWS_LAMBDA_FUNCTION_NAME, InvocationType: 'Event', Payload: JSON.stringify(event) }));
      };
    `,
      ),
      nodeFunction(
        'a countdown that misses numbers below zero',
        `
      import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
      const lambda = new LambdaClient({});
      export const handler = async ({ n }, context) => {
        if (n !== 0) {
          await lambda.send(new InvokeCommand({ FunctionName: context.functionName, InvocationType: 'Event', Payload: JSON.stringify({ n: n - 1 }) }));
        }
      };
    `,
      ),
      nodeFunction(
        'a counter that is only there',
        `
      import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
      const lambda = new LambdaClient({});
      export const handler = async (event, context) => {
        if (!event.round) return;
        await lambda.send(new InvokeCommand({ FunctionName: context.functionName, InvocationType: 'Event', Payload: JSON.stringify({ round: event.round - 1 }) }));
      };
    `,
      ),
    ],
    passes: [
      nodeFunction(
        'a countdown that is compared by order',
        `
        import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
        const lambda = new LambdaClient({});
        export const handler = async ({ n }, context) => {
          if (n > 0) {
            await lambda.send(new InvokeCommand({ FunctionName: context.functionName, InvocationType: 'Event', Payload: JSON.stringify({ n: n - 1 }) }));
          }
        };
      `,
      ),
      nodeFunction(
        'the next page, as long as there is one',
        `
        import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
        const lambda = new LambdaClient({});
        export const handler = async (event, context) => {
          if (!event.nextToken) return;
          await lambda.send(new InvokeCommand({ FunctionName: context.functionName, InvocationType: 'Event', Payload: JSON.stringify({ nextToken: event.nextToken }) }));
        };
      `,
      ),
      nodeFunction(
        'a counter ends it',
        `
        import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
        const lambda = new LambdaClient({});
        export const handler = async (event, context) => {
          if (event.round >= 5) return;
          await lambda.send(new InvokeCommand({ FunctionName: context.functionName, InvocationType: 'Event', Payload: JSON.stringify({ round: event.round + 1 }) }));
        };
      `,
      ),
      nodeFunction(
        'another function',
        `
        import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
        const lambda = new LambdaClient({});
        export const handler = async () => {
          await lambda.send(new InvokeCommand({ FunctionName: 'mailer', InvocationType: 'Event' }));
        };
      `,
      ),
    ],
  },
};
