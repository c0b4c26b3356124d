import { nodeFunction, PUBLIC_ROUTE } from '../helpers/fixture.ts';
import { flowCheck, reaches } from '../helpers/flows.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'nosql-injection',
  title: 'Event data decides what a database request asks for',
  severity: 'high',
  risk: 'SAS-1',
  needs: 'both',
  withoutTemplate: true,
  defaultState: 'on',
  rationale:
    'A JSON body can bring operators in place of values ({"$ne": ""}), or text for an expression, and the condition then holds for every item. Sign-ins pass without the password, and queries return other people\'s records.',
  fix: 'Take single fields as text (String(body.name)) or check the body with a schema; keep expressions constant and bring values in by ExpressionAttributeValues.',
  references: [
    'CWE-943',
    'OWASP A03:2021',
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html',
  ],
  peers: ['semgrep dynamodb-request-object', 'semgrep dynamodb-filter-injection'],
  check: flowCheck(['nosqli'], 'high', (flow, view) => reaches(flow, view, 'shapes a request:')),
  fixtures: {
    fails: [
      nodeFunction(
        'the body as a filter',
        `
      import { MongoClient } from 'mongodb';
      const client = new MongoClient('mongodb://db.internal');
      export const handler = async (event) => {
        const { user, password } = JSON.parse(event.body);
        const found = await client.db('shop').collection('users').findOne({ user, password });
        return { statusCode: found ? 200 : 401 };
      };
    `,
        PUBLIC_ROUTE,
      ),
    ],
    passes: [
      nodeFunction(
        'as text',
        `
      import { MongoClient } from 'mongodb';
      const client = new MongoClient('mongodb://db.internal');
      export const handler = async (event) => {
        const { user } = JSON.parse(event.body);
        const found = await client.db('shop').collection('users').findOne({ user: String(user) });
        return { statusCode: found ? 200 : 401 };
      };
    `,
        PUBLIC_ROUTE,
      ),
    ],
  },
};
