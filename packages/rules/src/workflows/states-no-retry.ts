import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isPlainMap, itemsOf, literal, textOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const machine = (more: string) =>
  `Machine: { Type: AWS::StepFunctions::StateMachine, Properties: { RoleArn: r, Definition: { StartAt: Call, States: { Call: { Type: Task, Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:f', End: true${more} } } } } }`;

export const rule: Rule = {
  id: 'states-no-retry',
  title: 'A step gives up at the first hiccup',
  severity: 'low',
  risk: 'SAS-8',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Lambda answers with an error of its own now and then (throttling, a service exception), and a task without Retry or Catch ends the whole workflow then, half done. What its earlier steps did stays done.',
  fix: 'Add Retry for Lambda.ServiceException, Lambda.SdkClientException and Lambda.TooManyRequestsException, and Catch for what has to be undone.',
  references: ['https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html', 'CWE-755'],
  peers: [],
  check: perResource(['AWS::StepFunctions::StateMachine'], function* (resource) {
    const states = field(resource.properties, 'Definition', 'States');
    if (!isPlainMap(states)) return;
    for (const [name, state] of Object.entries(states)) {
      if (
        literal(field(state, 'Type')) !== 'Task' ||
        itemsOf(field(state, 'Retry')).length > 0 ||
        itemsOf(field(state, 'Catch')).length > 0
      )
        continue;
      const target = textOf(field(state, 'Resource'));
      if (!/lambda|\.Arn\}|\$\{/i.test(target)) continue;
      yield found(resource, ['Definition', 'States', name], `${name} of ${resource.id} has neither Retry nor Catch`);
    }
  }),
  fixtures: {
    fails: [cloudformation('neither', machine(''))],
    passes: [cloudformation('a retry', machine(', Retry: [{ ErrorEquals: [States.ALL], MaxAttempts: 2 }]'))],
  },
};
