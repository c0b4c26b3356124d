import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, numberOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const fn = (extra: string) =>
  `Main: { Type: AWS::Lambda::Function, Properties: { Handler: i.h, Runtime: nodejs22.x, Role: r, Code: { ZipFile: x }${extra} } }`;

export const rule: Rule = {
  id: 'lambda-concurrency-zero',
  title: 'A function is switched off by a concurrency of zero',
  severity: 'low',
  risk: 'SAS-11',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'A reserved concurrency of 0 throttles every call: an emergency brake that stayed on, or advice that was taken to the letter. Its triggers keep retrying, and events of asynchronous callers age and are lost.',
  fix: 'Delete the function if nobody needs it; else give it the concurrency that honest load needs.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html', 'CWE-561'],
  peers: [],
  check: perResource(['AWS::Lambda::Function'], function* (resource) {
    if (numberOf(field(resource.properties, 'ReservedConcurrentExecutions')) !== 0) return;
    yield found(
      resource,
      ['ReservedConcurrentExecutions'],
      `${resource.id} can never run: its reserved concurrency is 0`,
    );
  }),
  fixtures: {
    fails: [cloudformation('zero', fn(', ReservedConcurrentExecutions: 0'))],
    passes: [cloudformation('ten', fn(', ReservedConcurrentExecutions: 10')), cloudformation('none reserved', fn(''))],
  },
};
