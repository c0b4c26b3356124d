import type { DeployedResource } from '@bulkhead/core';
import { cloudformation } from '../helpers/fixture.ts';
import { everyRef } from '../helpers/functions.ts';
import { isQueueMapping } from '../helpers/mappings.ts';
import { found, ofType, perResource } from '../helpers/resources.ts';
import { field, isSet, refsOf } from '../helpers/values.ts';
import type { PostureModel, Rule } from '../rule.ts';

const worker = (redrive: string) => `
  Jobs: { Type: AWS::SQS::Queue${redrive} }
  Failed: { Type: AWS::SQS::Queue }
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: f, EventSourceArn: !GetAtt Jobs.Arn } }
`;

export const rule: Rule = {
  id: 'sqs-no-dead-letters',
  title: 'A message that cannot be processed comes back for days',
  severity: 'medium',
  risk: 'SAS-8',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Without a dead-letter queue a failing message is handed out again until it expires, up to fourteen days, and each time a function runs for it. Then it is gone, and what was wrong with it cannot be looked at.',
  fix: 'Add a RedrivePolicy with a dead-letter queue and a maxReceiveCount of about 5, and an alarm on that queue.',
  references: [
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
    'CWE-755',
  ],
  peers: ['serverless-rules ES6000', 'cdk-nag AwsSolutions-SQS3', 'sls-mentor specifyDlqOnSqs'],
  check: perResource(['AWS::SQS::Queue'], function* (queue, model) {
    if (isSet(field(queue.properties, 'RedrivePolicy')) !== 'no') return;
    // Only where something polls it: a dead-letter queue, or one that a person empties, is the end of the way.
    const polled = ofType(model, 'AWS::Lambda::EventSourceMapping').some(
      (mapping) => isQueueMapping(mapping) && refsOf(field(mapping.properties, 'EventSourceArn')).includes(queue.id),
    );
    if (!polled || isDeadLetters(model, queue.id)) return;
    yield found(queue, ['RedrivePolicy'], `${queue.id} triggers a function and has no dead-letter queue`);
  }),
  fixtures: {
    fails: [cloudformation('none', worker(''))],
    passes: [
      cloudformation(
        'a dead-letter queue',
        worker(', Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 5 } }'),
      ),
      cloudformation('nobody polls it', 'Queue: { Type: AWS::SQS::Queue }'),
    ],
  },
};

const DEAD_LETTERS = new WeakMap<PostureModel, ReadonlySet<string>>();

function isDeadLetters(model: PostureModel, id: string): boolean {
  let ids = DEAD_LETTERS.get(model);
  if (!ids) {
    ids = new Set(model.resources.flatMap(deadLettersOf));
    DEAD_LETTERS.set(model, ids);
  }
  return ids.has(id);
}

/** What others name as their own dead-letter queue. */
function deadLettersOf({ id, properties }: DeployedResource): readonly string[] {
  return ['RedrivePolicy', 'DeadLetterConfig']
    .flatMap((name) => [...everyRef(properties[name])])
    .filter((target) => target !== id);
}
