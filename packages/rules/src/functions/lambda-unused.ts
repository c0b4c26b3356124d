import { serverless } from '../helpers/fixture.ts';
import { everyRef, type FunctionView, functionsOf, nameOf } from '../helpers/functions.ts';
import { hopsOf, isOwn, isSame } from '../helpers/loops.ts';
import { OWN_PARTS } from '../helpers/wiring/wiring.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'lambda-unused',
  title: 'Nothing in the application starts this function',
  severity: 'low',
  risk: 'SAS-11',
  needs: 'both',
  defaultState: 'on',
  rationale:
    'A function without a trigger, a caller or a place in a state machine is either dead or called from somewhere that no template shows. Dead ones keep their role, their dependencies and their holes, and nobody looks after them.',
  fix: 'Delete it with its role; or describe its caller (a permission, a trigger, an export) in the template.',
  references: ['CWE-561', 'https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html'],
  peers: [],
  *check(model) {
    // An application none of whose functions has a trigger is started from elsewhere: by people, by a plug-in, by another stack.
    if (functionsOf(model).every((view) => view.entries.length === 0)) return;
    const called = new Set(
      hopsOf(model)
        .filter(({ from, to }) => isOwn(model, to) && !isSame(from, to))
        .map(({ to }) => to.id),
    );
    const idle = functionsOf(model).filter((view) => view.entries.length === 0 && !called.has(view.fn.id));
    if (idle.length === 0 || functionsOf(model).some(invokesSomebody)) return;
    const mentioned = new Set([...(model.around?.mentioned ?? []), ...(model.app.handedOn ?? [])]);
    for (const resource of model.resources) {
      if (OWN_PARTS.test(resource.type)) continue;
      for (const id of everyRef(resource.properties)) mentioned.add(id);
    }
    const inEnvironment = new Set(
      functionsOf(model).flatMap((view) =>
        [...everyRef(view.resource?.properties['Environment'])].filter((id) => id !== view.resource?.id),
      ),
    );
    for (const view of idle) {
      const id = view.resource?.id ?? view.fn.id;
      if (mentioned.has(id) || inEnvironment.has(id)) continue;
      yield {
        message: `${nameOf(view)} has no trigger, and nothing in the application calls it`,
        place: view.fn.place,
        subject: view.fn.id,
      };
    }
  },
  fixtures: {
    fails: [
      serverless(
        'left over',
        `
      functions:
        list: { handler: src/list.handler, events: [{ httpApi: 'GET /items' }] }
        old: { handler: src/old.handler }
    `,
      ),
    ],
    passes: [
      serverless(
        'a trigger each',
        `
        functions:
          list: { handler: src/list.handler, events: [{ httpApi: 'GET /items' }] }
          clean: { handler: src/clean.handler, events: [{ schedule: rate(1 day) }] }
      `,
      ),
      serverless(
        'what a variable names that is not known here',
        `
        functions:
          list: { handler: src/list.handler, events: [{ httpApi: 'GET /items' }] }
          work: { handler: src/work.handler }
      `,
        {
          'src/list.js':
            "import { LambdaClient, InvokeCommand } from '@aws-sdk/client-lambda';\nconst lambda = new LambdaClient({});\nexport const handler = async () => { console.log('asked'); return lambda.send(new InvokeCommand({ FunctionName: process.env.WORKER })); };",
        },
      ),
      serverless(
        'an authorizer',
        `
        functions:
          check: { handler: src/check.handler }
          list: { handler: src/list.handler, events: [{ http: { method: get, path: /items, authorizer: check } }] }
      `,
      ),
    ],
  },
};

/** Whether a function invokes another one by a variable of which the template does not tell the value: it may be any of them. */
function invokesSomebody({ fn, code }: FunctionView): boolean {
  return (code?.calls ?? []).some(({ service, operation, input }) => {
    if (service !== 'lambda' || !/^Invoke/.test(operation) || input.kind !== 'object') return false;
    const name = input.fields['FunctionName'];
    return name?.kind === 'environment' && !(name.name in fn.environment);
  });
}
