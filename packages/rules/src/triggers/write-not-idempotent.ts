import type { AwsCall, StaticValue } from '@bulkhead/core';
import { nodeFunction } from '../helpers/fixture.ts';
import { functionsOf, nameOf } from '../helpers/functions.ts';
import { inputOf } from '../helpers/targets.ts';
import type { Rule } from '../rule.ts';

const QUEUE = `
  Events: { Job: { Type: SQS, Properties: { Queue: 'arn:aws:sqs:eu-west-1:123456789012:jobs', BatchSize: 1 } } }
`;

export const rule: Rule = {
  id: 'write-not-idempotent',
  title: 'An event that is delivered twice is counted twice',
  severity: 'medium',
  risk: 'SAS-9',
  needs: 'both',
  defaultState: 'on',
  rationale:
    'Queues, topics, buckets and streams deliver at least once, and retries do the rest, so every event may come twice. Adding to a number, or writing under a new random key, then happens twice: a second payment, a second order.',
  fix: "Key the write by the message's own id with a condition (attribute_not_exists), or use idempotent of @bulkhead/tasks or Powertools Idempotency.",
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/concepts-event-driven-architectures.html', 'CWE-837'],
  peers: [],
  *check(model) {
    for (const view of functionsOf(model)) {
      const entry = view.entries.find(({ kind }) => kind === 'queue' || kind === 'async' || kind === 'stream');
      if (
        !entry ||
        /schedule/i.test(entry.name) ||
        !view.code ||
        view.code.facts.some(({ kind }) => kind === 'idempotency')
      )
        continue;
      for (const call of view.code.calls) {
        const why = whyTwice(call);
        if (!why) continue;
        yield {
          message: `${nameOf(view)} gets its events at least once (${entry.name}) and ${why}: twice delivered is twice done`,
          place: call.place,
          subject: view.fn.id,
          key: `${call.service}:${call.operation}`,
          steps: [
            { place: entry.place, text: `${entry.name} delivers at least once` },
            { place: call.place, text: `${call.operation} without a condition` },
          ],
        };
      }
    }
  },
  fixtures: {
    fails: [
      nodeFunction(
        'adding to a balance',
        `
      import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
      const db = new DynamoDBClient({});
      export const handler = async (event) => {
        const job = JSON.parse(event.Records[0].body);
        await db.send(new UpdateItemCommand({ TableName: 'accounts', Key: { id: { S: String(job.account) } }, UpdateExpression: 'ADD balance :a', ExpressionAttributeValues: { ':a': { N: String(job.amount) } } }));
        console.log('added');
      };
    `,
        QUEUE,
      ),
    ],
    passes: [
      nodeFunction(
        'setting a state',
        `
        import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
        const db = new DynamoDBClient({});
        export const handler = async (event) => {
          const job = JSON.parse(event.Records[0].body);
          await db.send(new UpdateItemCommand({ TableName: 'orders', Key: { id: { S: String(job.order) } }, UpdateExpression: 'SET paid = :p', ExpressionAttributeValues: { ':p': { BOOL: true } } }));
          console.log('set');
        };
      `,
        QUEUE,
      ),
      nodeFunction(
        'a condition',
        `
        import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
        const db = new DynamoDBClient({});
        export const handler = async (event) => {
          const job = JSON.parse(event.Records[0].body);
          await db.send(new UpdateItemCommand({ TableName: 'accounts', Key: { id: { S: String(job.account) } }, UpdateExpression: 'ADD balance :a', ConditionExpression: 'lastJob <> :j', ExpressionAttributeValues: { ':a': { N: '1' }, ':j': { S: String(job.id) } } }));
          console.log('added');
        };
      `,
        QUEUE,
      ),
    ],
  },
};

function textOfValue(value: StaticValue | undefined): string {
  if (value?.kind === 'literal') return String(value.value);
  if (value?.kind === 'concat') return value.parts.map(textOfValue).join('');
  return '';
}

/** Why doing the call twice is not the same as once; `undefined` where it is, or where it cannot be told. */
function whyTwice(call: AwsCall): string | undefined {
  if (call.service !== 'dynamodb' || call.operation !== 'UpdateItem' || inputOf(call, 'ConditionExpression'))
    return undefined;
  const expression = textOfValue(inputOf(call, 'UpdateExpression'));
  if (/\bADD\b/i.test(expression)) return 'adds to a number';
  if (/=\s*[\w#.]+\s*[+-]\s*:/.test(expression) || /if_not_exists\([^)]*\)\s*[+-]/i.test(expression))
    return 'counts a number up or down';
  return /list_append/i.test(expression) ? 'appends to a list' : undefined;
}
