import { sam } from '../helpers/fixture.ts';
import { functionsOf, nameOf } from '../helpers/functions.ts';
import { resourceById } from '../helpers/resources.ts';
import { field, isPlainMap, itemsOf, literal, numberOf, refsOf, textOf } from '../helpers/values.ts';
import type { PostureModel, Rule } from '../rule.ts';

/** More tries of one event than this, and a failing dependency is hit by a multiple of its honest load. */
const LIMIT = 50;

const chain = (title: string, received: number, attempts: number) =>
  sam(
    title,
    `
  Failed: { Type: AWS::SQS::Queue }
  Jobs: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 60, RedrivePolicy: { deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: ${received} } } }
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: src/
      Events: { Jobs: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } } }
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::123456789012:role/machine
      Definition:
        StartAt: Call
        States:
          Call:
            Type: Task
            Resource: !GetAtt Work.Arn
            Retry: [{ ErrorEquals: [States.ALL], MaxAttempts: ${attempts} }]
            End: true
`,
  );

export const rule: Rule = {
  id: 'retry-amplification',
  title: 'Retries multiply along one path',
  severity: 'medium',
  risk: 'SAS-8',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Each layer retries on its own: a queue by maxReceiveCount, Step Functions by MaxAttempts, EventBridge up to 185 times, an asynchronous invocation twice. Their product falls on whatever is failing, at the moment when it can bear least, and every try is billed.',
  fix: 'Let one layer retry and the others give up early: a maxReceiveCount of 3 to 5, a MaxAttempts of 2 to 3, a RetryPolicy on EventBridge targets.',
  references: [
    'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_mitigate_interaction_failure_limit_retries.html',
    'CWE-400',
  ],
  peers: [],
  *check(model) {
    for (const view of functionsOf(model)) {
      const factors = [...queueFactors(model, view.fn.triggers), ...machineFactors(model, view.resource?.id)];
      for (const { times, text, place } of factors) {
        if (times <= LIMIT) continue;
        yield {
          message: `One failing event is tried up to ${times} times on ${nameOf(view)}: ${text}`,
          place,
          subject: view.fn.id,
          key: text.replaceAll(/\d+/g, 'n'),
        };
      }
    }
  },
  fixtures: {
    fails: [chain('a hundred deliveries', 100, 2), chain('a hundred attempts of a state', 3, 99)],
    passes: [chain('five deliveries and two attempts', 5, 2)],
  },
};

interface Factor {
  readonly times: number;
  readonly text: string;
  readonly place: { readonly file: string; readonly line: number; readonly column: number };
}

function* queueFactors(
  model: PostureModel,
  triggers: readonly { readonly type: string; readonly queue?: unknown }[],
): Generator<Factor> {
  for (const trigger of triggers) {
    if (trigger.type !== 'sqs' || typeof trigger.queue !== 'string') continue;
    const queue = resourceById(model, trigger.queue);
    const count = numberOf(field(queue?.properties, 'RedrivePolicy', 'maxReceiveCount'));
    if (!queue || count === undefined) continue;
    yield {
      times: count,
      text: `${queue.id} delivers it ${count} times`,
      place: queue.placeOf(['RedrivePolicy', 'maxReceiveCount']),
    };
  }
}

/** States whose attempts multiply with those of the states around them: Map and Parallel retry their insides as a whole. */
function* machineFactors(model: PostureModel, functionId: string | undefined): Generator<Factor> {
  if (functionId === undefined) return;
  for (const machine of model.resources.filter(({ type }) => type === 'AWS::StepFunctions::StateMachine')) {
    for (const state of tasksIn(field(machine.properties, 'Definition', 'States'), ['Definition', 'States'], 1, 0)) {
      if (!state.functions.includes(functionId)) continue;
      yield {
        times: state.times,
        text: `its states in ${machine.id} try it ${state.times} times`,
        place: machine.placeOf(state.path),
      };
    }
  }
}

interface TaskTries {
  readonly path: readonly (string | number)[];
  readonly functions: readonly string[];
  readonly times: number;
}

function* tasksIn(
  states: unknown,
  path: readonly (string | number)[],
  outer: number,
  depth: number,
): Generator<TaskTries> {
  if (!isPlainMap(states) || depth > 6) return;
  for (const [name, state] of Object.entries(states)) {
    if (!isPlainMap(state)) continue;
    // MaxAttempts counts the tries after the first; 3 where it is left out.
    const retries = itemsOf(state['Retry']).map((retrier) => numberOf(field(retrier, 'MaxAttempts')) ?? 3);
    const times = outer * (1 + (retries.length === 0 ? 0 : Math.max(...retries)));
    const here = [...path, name];
    if (literal(state['Type']) === 'Task') {
      const functions = [
        ...refsOf(state['Resource']),
        ...refsOf(field(state, 'Parameters', 'FunctionName')),
        ...refsOf(field(state, 'Arguments', 'FunctionName')),
      ];
      if (functions.length > 0 || textOf(state['Resource']) !== '') yield { path: here, functions, times };
    }
    yield* tasksIn(field(state, 'ItemProcessor', 'States'), [...here, 'ItemProcessor', 'States'], times, depth + 1);
    yield* tasksIn(field(state, 'Iterator', 'States'), [...here, 'Iterator', 'States'], times, depth + 1);
    for (const [i, branch] of itemsOf(state['Branches']).entries()) {
      yield* tasksIn(field(branch, 'States'), [...here, 'Branches', i, 'States'], times, depth + 1);
    }
  }
}
