import { factCheck } from '../helpers/facts.ts';
import { nodeFunction } from '../helpers/fixture.ts';
import { nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'loop-without-deadline',
  title: 'A long loop does not look at the time that is left',
  severity: 'informational',
  risk: 'SAS-8',
  needs: 'code',
  defaultState: 'on',
  rationale:
    'The timeout stops the function in the middle of an item, without a chance to say which ones are done. The retry then begins again from the first, and a list that is too long never ends.',
  fix: 'Look at context.getRemainingTimeInMillis() in each round and hand on the rest (resumable of @bulkhead/tasks does it).',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html', 'CWE-400'],
  peers: [],
  check: factCheck(
    'loop-without-deadline',
    (_, view) => `${nameOf(view)} works through a list with waits in it and never looks at the time that is left`,
    undefined,
    true,
  ),
  fixtures: {
    fails: [
      nodeFunction(
        'every page',
        `
      import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
      const db = new DynamoDBClient({});
      export const handler = async () => {
        let start;
        do {
          const page = await db.send(new ScanCommand({ TableName: 'orders', ExclusiveStartKey: start }));
          console.log('items', page.Count);
          start = page.LastEvaluatedKey;
        } while (start);
      };
    `,
      ),
    ],
    passes: [
      nodeFunction(
        'as long as there is time',
        `
      import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
      const db = new DynamoDBClient({});
      export const handler = async (event, context) => {
        let start;
        do {
          const page = await db.send(new ScanCommand({ TableName: 'orders', ExclusiveStartKey: start }));
          console.log('items', page.Count);
          start = page.LastEvaluatedKey;
        } while (start && context.getRemainingTimeInMillis() > 10_000);
        return { start };
      };
    `,
      ),
    ],
  },
};
