import { sam } from '../helpers/fixture.ts';
import { functionsOf, nameOf } from '../helpers/functions.ts';
import { found, resourceById } from '../helpers/resources.ts';
import { field, isUndecided, numberOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

/** SQS's default, in seconds. */
const DEFAULT_VISIBILITY = 30;

const worker = (title: string, queue: string, timeout: number) =>
  sam(
    title,
    `
  Jobs: { Type: AWS::SQS::Queue${queue} }
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: src/
      Timeout: ${timeout}
      Events: { Jobs: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } } }
`,
  );

export const rule: Rule = {
  id: 'sqs-visibility-too-short',
  title: 'Messages come back while they are still being processed',
  severity: 'medium',
  risk: 'SAS-8',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'A message whose visibility timeout is shorter than the work on it is handed out a second time while the first copy still runs. AWS asks for six times the function timeout, so that throttled batches can be tried again in time; below the function timeout itself Lambda refuses the mapping.',
  fix: 'Set VisibilityTimeout of the queue to at least six times the timeout of the function (plus the batching window).',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html', 'CWE-675'],
  peers: ['cdk-nag Serverless-LambdaEventSourceSQSVisibilityTimeout', 'sls-mentor timeoutSmallEnoughForSqsVisibility'],
  *check(model) {
    for (const view of functionsOf(model)) {
      for (const { trigger } of view.entries) {
        if (trigger?.type !== 'sqs' || typeof trigger.queue !== 'string') continue;
        const queue = resourceById(model, trigger.queue);
        if (queue?.type !== 'AWS::SQS::Queue') continue;
        const given = field(queue.properties, 'VisibilityTimeout');
        if (isUndecided(given)) continue;
        const visible = numberOf(given) ?? DEFAULT_VISIBILITY;
        const needed = 6 * view.fn.timeoutSeconds + (trigger.batchingWindowSeconds ?? 0);
        if (visible >= needed) continue;
        yield found(
          queue,
          ['VisibilityTimeout'],
          `${queue.id} hides a message for ${visible} s, but ${nameOf(view)} may take ${view.fn.timeoutSeconds} s: ${needed} s are needed`,
          {
            key: view.fn.id,
            ...(visible < view.fn.timeoutSeconds ? { severity: 'high' } : {}),
            fix: `Set VisibilityTimeout: ${needed}.`,
          },
        );
      }
    }
  },
  fixtures: {
    fails: [
      worker('30 s against 20 s', '', 20),
      worker('60 s against 30 s', ', Properties: { VisibilityTimeout: 60 }', 30),
    ],
    passes: [
      worker('six times', ', Properties: { VisibilityTimeout: 120 }', 20),
      worker('the default of 30 s is enough for 3 s', '', 3),
    ],
  },
};
