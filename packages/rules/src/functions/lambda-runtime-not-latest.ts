import { serverless } from '../helpers/fixture.ts';
import { functionsOf, nameOf, placeIn } from '../helpers/functions.ts';
import { RUNTIME_LIVES } from '../helpers/runtime-lives.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'lambda-runtime-not-latest',
  title: 'A newer version of the runtime exists',
  severity: 'informational',
  risk: 'SAS-6',
  needs: 'template',
  // A version that is supported gets the same security fixes; `lambda-runtime-end-of-life` says when it no longer does.
  defaultState: 'off',
  rationale:
    'The newest version of a runtime is supported longest, so that a move to it is a move saved later. Each version that is left out makes the next move longer.',
  fix: 'Move to the newest version when there is a reason to touch the function, at the latest half a year before support ends.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html', 'CWE-1104'],
  peers: ['cdk-nag AwsSolutions-L1', 'cdk-nag Serverless-LambdaLatestVersion'],
  *check(model) {
    const today = new Date(model.now).toISOString().slice(0, 10);
    for (const view of functionsOf(model)) {
      const { runtime } = view.fn;
      const life =
        typeof runtime === 'string' && Object.hasOwn(RUNTIME_LIVES, runtime) ? RUNTIME_LIVES[runtime] : undefined;
      if (!life?.successor || life.deprecated <= today) continue;
      yield {
        message: `${nameOf(view)} runs on ${String(runtime)}; the newest is ${life.successor}`,
        place: placeIn(view, 'Runtime'),
        subject: view.fn.id,
      };
    }
  },
  fixtures: {
    fails: [serverless('Python before the last', 'functions:\n  a: { handler: a.handler, runtime: python3.13 }')],
    passes: [
      serverless('the newest', 'functions:\n  a: { handler: a.handler, runtime: nodejs24.x }'),
      serverless(
        'one at its end, which another rule tells',
        'functions:\n  a: { handler: a.handler, runtime: nodejs18.x }',
      ),
    ],
  },
};
