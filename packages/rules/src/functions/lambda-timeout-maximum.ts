import { serverless } from '../helpers/fixture.ts';
import { functionsOf, nameOf, placeIn } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'lambda-timeout-maximum',
  title: 'A function may hang for a quarter of an hour',
  severity: 'low',
  risk: 'SAS-8',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'The largest timeout is what people set when they do not know how long the work takes, and it is what a hanging connection or a hostile input then costs. Work that honestly needs it has no time left for a retry either.',
  fix: 'Measure the longest honest run and set about twice that; split longer work by a queue or Step Functions.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html', 'CWE-400'],
  peers: ['sls-mentor noMaxTimeout'],
  *check(model) {
    for (const view of functionsOf(model)) {
      if (view.fn.timeoutSeconds < 900) continue;
      const exposed = view.entries.some(({ access }) => access === 'anybody');
      yield {
        message: `${nameOf(view)} has the largest timeout there is, 900 s`,
        place: placeIn(view, 'Timeout'),
        subject: view.fn.id,
        ...(exposed ? { severity: 'medium' } : {}),
      };
    }
  },
  fixtures: {
    fails: [serverless('900 s', 'functions:\n  a: { handler: a.handler, timeout: 900 }')],
    passes: [serverless('five minutes', 'functions:\n  a: { handler: a.handler, timeout: 300 }')],
  },
};
