import { sam, serverless } from '../helpers/fixture.ts';
import { functionsOf, nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'batch-failures-not-reported',
  title: 'One failed message makes the whole batch run again',
  severity: 'medium',
  risk: 'SAS-8',
  needs: 'both',
  defaultState: 'on',
  rationale:
    'Without ReportBatchItemFailures a thrown error returns every message of the batch to the queue, so the good ones are processed again with each retry and one hostile message multiplies the work of nine others. Messages that exhaust their tries in such company end in the dead-letter queue although nothing was wrong with them.',
  fix: 'Set FunctionResponseTypes: [ReportBatchItemFailures] on the event source mapping and answer with batchItemFailures; or set BatchSize to 1.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html', 'CWE-755'],
  peers: [],
  *check(model) {
    for (const view of functionsOf(model)) {
      for (const { trigger } of view.entries) {
        if (trigger?.type !== 'sqs' && trigger?.type !== 'kinesis' && trigger?.type !== 'dynamodb') continue;
        if (trigger.reportBatchItemFailures || trigger.batchSize <= 1 || trigger.disabled) continue;
        const answers = view.code?.facts.find(({ kind }) => kind === 'reports-batch-failures');
        const loops = view.code?.facts.find(({ kind }) => kind === 'loops-over-records');
        // A stream retries from the failed record on only when asked to, too; but reading a batch as a whole is fair there.
        if (trigger.type !== 'sqs' && view.code && !loops && !answers) continue;
        const swallowed = answers ? undefined : view.code?.facts.find(({ kind }) => kind === 'swallows-errors');
        const records = trigger.type === 'sqs' ? 'messages' : 'records';
        if (swallowed) {
          yield {
            message: `${nameOf(view)} takes up to ${trigger.batchSize} ${records} at once and catches their errors: one that fails counts as done`,
            place: trigger.place,
            subject: view.fn.id,
            key: trigger.type,
            steps: [{ place: swallowed.place, text: 'errors are caught here, and nobody is told' }],
          };
          continue;
        }
        yield {
          message: answers
            ? `${nameOf(view)} names the failed records in its answer, but its ${trigger.type} trigger does not ask for them: they count as done and are deleted`
            : `${nameOf(view)} takes up to ${trigger.batchSize} ${records} at once, and one failure runs all of them again`,
          place: trigger.place,
          subject: view.fn.id,
          key: trigger.type,
          ...(answers
            ? { severity: 'high', steps: [{ place: answers.place, text: 'answers with batchItemFailures' }] }
            : {}),
        };
      }
    }
  },
  fixtures: {
    fails: [
      serverless(
        'ten messages, the default',
        `
        functions:
          work: { handler: src/work.handler, events: [{ sqs: 'arn:aws:sqs:eu-west-1:123456789012:jobs' }] }
      `,
      ),
    ],
    passes: [
      serverless(
        'asked for',
        `
        functions:
          work:
            handler: src/work.handler
            events: [{ sqs: { arn: 'arn:aws:sqs:eu-west-1:123456789012:jobs', functionResponseType: ReportBatchItemFailures } }]
      `,
      ),
      serverless(
        'one at a time',
        `
        functions:
          work:
            handler: src/work.handler
            events: [{ sqs: { arn: 'arn:aws:sqs:eu-west-1:123456789012:jobs', batchSize: 1 } }]
      `,
      ),
      sam(
        'a topic has no batches',
        `
        Topic: { Type: AWS::SNS::Topic }
        Main:
          Type: AWS::Serverless::Function
          Properties:
            Runtime: nodejs22.x
            Handler: index.handler
            CodeUri: src/
            Events: { Message: { Type: SNS, Properties: { Topic: !Ref Topic } } }
      `,
      ),
    ],
  },
};
