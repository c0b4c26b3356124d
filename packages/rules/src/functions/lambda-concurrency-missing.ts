import { serverless } from '../helpers/fixture.ts';
import { functionsOf, nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'lambda-concurrency-missing',
  title: 'A function has no reserved concurrency',
  severity: 'informational',
  risk: 'SAS-8',
  needs: 'template',
  // A reservation takes concurrency from all other functions of the account: good for a few, harmful as a habit.
  defaultState: 'off',
  rationale:
    'Without a reservation one function may use up the concurrency of the whole account. With one everywhere, though, the account runs out of it and functions are throttled at rest; wallet-exposure names those that need it.',
  fix: 'Reserve concurrency for functions that strangers can call, and for those that must never be starved.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html', 'CWE-770'],
  peers: ['checkov CKV_AWS_115', 'cfn_nag W92', 'cdk-nag LambdaConcurrency', 'guard LAMBDA_CONCURRENCY_CHECK'],
  *check(model) {
    for (const view of functionsOf(model)) {
      if (view.fn.reservedConcurrency !== undefined) continue;
      yield { message: `${nameOf(view)} has no reserved concurrency`, place: view.fn.place, subject: view.fn.id };
    }
  },
  fixtures: {
    fails: [serverless('none', 'functions:\n  a: { handler: a.handler }')],
    passes: [serverless('five', 'functions:\n  a: { handler: a.handler, reservedConcurrency: 5 }')],
  },
};
