import { nodeFunction } from '../helpers/fixture.ts';
import { functionsOf, nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

const TRIGGER = `
  Events:
    Jobs: { Type: SQS, Properties: { Queue: 'arn:aws:sqs:eu-west-1:123456789012:jobs', FunctionResponseTypes: [ReportBatchItemFailures] } }
`;

export const rule: Rule = {
  id: 'batch-failures-not-answered',
  title: 'Failed messages are deleted as done',
  severity: 'high',
  risk: 'SAS-5',
  needs: 'both',
  defaultState: 'on',
  rationale:
    'The trigger promises that the function will name the records that failed, and an answer that names none counts as complete success. Where the code catches the errors of single records and never names them, those messages are deleted unread.',
  fix: 'Answer with {batchItemFailures: [{itemIdentifier: record.messageId}, …]} (Powertools Batch does it), or let the error through.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html', 'CWE-390'],
  peers: [],
  *check(model) {
    for (const view of functionsOf(model)) {
      const trigger = view.fn.triggers.find(
        (candidate) =>
          (candidate.type === 'sqs' || candidate.type === 'kinesis' || candidate.type === 'dynamodb') &&
          candidate.reportBatchItemFailures,
      );
      if (!trigger || !view.code) continue;
      const fact = (kind: string) => view.code!.facts.find((candidate) => candidate.kind === kind);
      const swallowed = fact('swallows-errors');
      if (!swallowed || fact('reports-batch-failures')) continue;
      yield {
        message: `${nameOf(view)} catches the errors of single records and never names them in its answer, so that they count as done`,
        place: swallowed.place,
        subject: view.fn.id,
        steps: [{ place: trigger.place, text: 'the trigger expects batchItemFailures' }],
      };
    }
  },
  fixtures: {
    fails: [
      nodeFunction(
        'errors are logged and forgotten',
        `
      export const handler = async (event) => {
        for (const record of event.Records) {
          try {
            await fetch('https://api.example.com/jobs', { method: 'POST', body: record.body });
          } catch (error) {
            console.error(error);
          }
        }
      };
    `,
        TRIGGER,
      ),
    ],
    passes: [
      nodeFunction(
        'failures are named',
        `
        export const handler = async (event) => {
          const batchItemFailures = [];
          for (const record of event.Records) {
            try {
              await fetch('https://api.example.com/jobs', { method: 'POST', body: record.body });
            } catch (error) {
              console.error(error);
              batchItemFailures.push({ itemIdentifier: record.messageId });
            }
          }
          return { batchItemFailures };
        };
      `,
        TRIGGER,
      ),
      nodeFunction(
        'errors pass through',
        `
        export const handler = async (event) => {
          for (const record of event.Records) await fetch('https://api.example.com/jobs', { method: 'POST', body: record.body });
        };
      `,
        TRIGGER,
      ),
    ],
  },
};
