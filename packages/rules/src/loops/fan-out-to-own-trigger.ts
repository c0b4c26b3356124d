import { nodeFunction } from '../helpers/fixture.ts';
import { selfHopsOf } from '../helpers/loops.ts';
import type { Rule } from '../rule.ts';

const QUEUE = 'Jobs: { Type: AWS::SQS::Queue }';
const ON_JOB = `
  Environment: { Variables: { QUEUE: !Ref Jobs } }
  Events: { Job: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } } }
`;

export const rule: Rule = {
  id: 'fan-out-to-own-trigger',
  title: 'One event makes several events for the same function',
  severity: 'critical',
  risk: 'SAS-8',
  needs: 'both',
  defaultState: 'on',
  rationale:
    "A loop that sends to its own trigger multiplies: ten messages make a hundred, then a thousand, until the account's concurrency is used up and every other function in it is throttled. Lambda's loop detection follows chains, and 16 rounds of such a chain are already too many.",
  fix: 'Send to a second queue with a function of its own, or carry a depth in the message and refuse to go on past a small number.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html', 'CWE-674', 'CWE-400'],
  peers: [],
  *check(model) {
    for (const { from, send, through, entry } of selfHopsOf(model)) {
      if (send.times === 'once' || send.bounded) continue;
      yield {
        message: `${from.id} sends to its own trigger (${through}) in a loop: every event makes more events`,
        place: send.place,
        subject: from.id,
        key: `${send.service}:${send.operation}:${through}`,
        steps: [
          ...(entry.name === 'invoke' ? [] : [{ place: entry.place, text: `${entry.name} starts ${from.id}` }]),
          { place: send.place, text: `${send.operation} in a loop` },
        ],
      };
    }
  },
  fixtures: {
    fails: [
      nodeFunction(
        'a message for each link found',
        `
      import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
      const sqs = new SQSClient({});
      export const handler = async (event) => {
        const page = await fetch('https://example.com/links');
        for (const link of await page.json()) {
          await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: link }));
        }
      };
    `,
        ON_JOB,
        QUEUE,
      ),
    ],
    passes: [
      nodeFunction(
        'a table that is called like the queue',
        `
      import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
      const db = new DynamoDBClient({});
      export const handler = async (event) => {
        for (const { body } of event.Records) {
          await db.send(new UpdateItemCommand({ TableName: process.env.TABLE, Key: { id: { S: body } } }));
        }
      };
    `,
        ON_JOB.replace('QUEUE: !Ref Jobs', 'TABLE: jobs-dev'),
        'Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: jobs-dev } }\nTasks: { Type: AWS::DynamoDB::Table, Properties: { TableName: jobs-dev } }',
      ),
      nodeFunction(
        'the depth is bounded',
        `
      import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
      const sqs = new SQSClient({});
      export const handler = async (event) => {
        const job = JSON.parse(event.Records[0].body);
        if (job.depth > 3) return;
        for (const link of job.links) {
          await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: JSON.stringify({ link, depth: job.depth + 1 }) }));
        }
      };
    `,
        ON_JOB,
        QUEUE,
      ),
    ],
  },
};
