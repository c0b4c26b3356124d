import { nodeFunction, serverless } from '../helpers/fixture.ts';
import { functionsOf, nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'handler-missing',
  title: 'The handler that the template names does not exist',
  severity: 'medium',
  risk: 'SAS-11',
  needs: 'both',
  defaultState: 'on',
  rationale:
    'The function is deployed and fails at its first event; where it is rarely called, nobody notices for months. Often it is a leftover of code that moved.',
  fix: 'Correct the handler in the template, or remove the function.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html', 'CWE-561'],
  peers: [],
  *check(model) {
    for (const view of functionsOf(model)) {
      const own = [
        ...(view.code?.problems ?? []),
        ...model.code.problems.filter(({ functionId }) => functionId === view.fn.id),
      ];
      const problem = own.find(({ kind }) => kind === 'missing-handler');
      if (!problem) continue;
      yield { message: `${nameOf(view)}: ${problem.message}`, place: view.fn.handlerPlace, subject: view.fn.id };
    }
  },
  fixtures: {
    fails: [nodeFunction('another name is exported', 'export const main = async () => console.log(1);')],
    passes: [
      nodeFunction('it is there', 'export const handler = async () => console.log(1);'),
      serverless(
        'built elsewhere: nothing to look at',
        'functions:\n  a: { image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1 }',
      ),
    ],
  },
};
