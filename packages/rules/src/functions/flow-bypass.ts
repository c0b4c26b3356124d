import { sam } from '../helpers/fixture.ts';
import { functionsOf, nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

const machine = (title: string, events: string) =>
  sam(
    title,
    `
  Pay:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: src/
      ${events}
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::123456789012:role/machine
      Definition:
        StartAt: Pay
        States:
          Pay: { Type: Task, Resource: !GetAtt Pay.Arn, End: true, Retry: [{ ErrorEquals: [States.ALL] }] }
`,
  );

export const rule: Rule = {
  id: 'flow-bypass',
  title: 'A step of a workflow can be called past the workflow',
  severity: 'medium',
  risk: 'SAS-9',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'The function is a step of a state machine and trusts what the steps before it checked, but it also has an entry of its own. Whoever calls that entry runs the step with data of their choice and skips the checks.',
  fix: 'Split the function, so that the step has no other trigger; or let the second entry start the state machine.',
  references: ['CWE-841', 'CWE-288'],
  peers: [],
  *check(model) {
    for (const view of functionsOf(model)) {
      const task = view.entries.find(({ kind }) => kind === 'task');
      const door = view.entries.find(({ kind, name }) => kind !== 'task' && kind !== 'sync' && !/schedule/i.test(name));
      if (!task || !door) continue;
      yield {
        message: `${nameOf(view)} is a step of a state machine and can also be reached by ${door.name}, past the steps before it`,
        place: door.place,
        subject: view.fn.id,
        ...(door.access === 'anybody' ? { severity: 'high' } : {}),
        steps: [
          { place: task.place, text: 'the workflow' },
          { place: door.place, text: 'the other entry' },
        ],
      };
    }
  },
  fixtures: {
    fails: [
      machine('a step with a route', 'Events: { Route: { Type: HttpApi, Properties: { Path: /pay, Method: post } } }'),
    ],
    passes: [machine('a step and nothing else', 'Timeout: 10')],
  },
};
