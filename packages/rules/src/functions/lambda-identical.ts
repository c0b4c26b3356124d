import { serverless } from '../helpers/fixture.ts';
import { type FunctionView, functionsOf, nameOf } from '../helpers/functions.ts';
import { field, textOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

/** What two functions have to have in common: code, and what the code is told. `undefined` where that is not known. */
function essenceOf({ fn, resource }: FunctionView): string | undefined {
  if (typeof fn.handler !== 'string' || typeof fn.runtime !== 'string' || fn.image) return undefined;
  const code = fn.inlineCode?.text ?? fn.archive ?? fn.codeRoot;
  const variables = Object.entries(fn.environment).map(([name, value]) => [name, textOf(value)]);
  const role = textOf(field(resource?.properties, 'Role'));
  return JSON.stringify([code, fn.handler, fn.runtime, role, variables.sort()]);
}

export const rule: Rule = {
  id: 'lambda-identical',
  title: 'Two functions run the same code with the same settings',
  severity: 'informational',
  risk: 'SAS-3',
  needs: 'template',
  // One function for each source of events is a choice that many make on purpose.
  defaultState: 'off',
  rationale:
    'A copy of a function is one more thing to patch, to watch and to forget. Where both have one role, it may do what either needs.',
  fix: 'Give one function both triggers, or say by a variable or a role what each is for.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-foundation.html', 'CWE-1041'],
  peers: ['sls-dev-tools no-identical-code'],
  *check(model) {
    const first = new Map<string, FunctionView>();
    for (const view of functionsOf(model)) {
      const essence = essenceOf(view);
      const twin = essence === undefined ? undefined : first.get(essence);
      if (twin)
        yield {
          message: `${nameOf(view)} runs the code of ${nameOf(twin)} with the same variables and role`,
          place: view.fn.place,
          subject: view.fn.id,
          key: nameOf(twin),
        };
      else if (essence !== undefined) first.set(essence, view);
    }
  },
  fixtures: {
    fails: [
      serverless(
        'one handler twice',
        `functions:
  a: { handler: src/a.handler, events: [{ schedule: rate(1 day) }] }
  b: { handler: src/a.handler, events: [{ sqs: 'arn:aws:sqs:eu-west-1:123456789012:q' }] }`,
      ),
    ],
    passes: [
      serverless(
        'two handlers',
        `functions:
  a: { handler: src/a.handler }
  b: { handler: src/b.handler }`,
      ),
      serverless(
        'told apart by a variable',
        `functions:
  a: { handler: src/a.handler, environment: { KIND: new } }
  b: { handler: src/a.handler, environment: { KIND: old } }`,
      ),
    ],
  },
};
