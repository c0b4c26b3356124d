import { factCheck } from '../helpers/facts.ts';
import { nodeFunction } from '../helpers/fixture.ts';
import { nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'client-in-handler',
  title: 'A client is made anew for every event',
  severity: 'informational',
  risk: 'SAS-8',
  needs: 'code',
  defaultState: 'on',
  rationale:
    'A client made in the handler opens its connections anew each time, which costs tens of milliseconds of TLS for every event. Made while the module loads, it keeps them for the life of the environment.',
  fix: 'Move the client out of the handler.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html', 'CWE-400'],
  peers: [],
  check: factCheck(
    'client-in-handler',
    ({ subject }, view) => `${nameOf(view)} makes ${subject || 'a client'} in the handler, anew for every event`,
    undefined,
    true,
  ),
  fixtures: {
    fails: [
      nodeFunction(
        'in the handler',
        `
      import { ListTablesCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
      export const handler = async () => {
        const db = new DynamoDBClient({});
        return (await db.send(new ListTablesCommand({}))).TableNames.length;
      };
    `,
      ),
    ],
    passes: [
      nodeFunction(
        'outside of it',
        `
      import { ListTablesCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
      const db = new DynamoDBClient({});
      export const handler = async () => (await db.send(new ListTablesCommand({}))).TableNames.length;
    `,
      ),
    ],
  },
};
