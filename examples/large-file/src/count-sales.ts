import { ConditionalCheckFailedException, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { cachedObject, dynamoStore, invokeSelf, resumable, s3Objects } from '@bulkhead/tasks';
import type { S3Event } from 'aws-lambda';
import { readLines } from './lines.ts';

const s3 = new S3Client({ forcePathStyle: true });
const dynamo = new DynamoDBClient({});
const store = dynamoStore({ client: dynamo, UpdateItemCommand, tableName: process.env['TASKS_TABLE']! });

interface Chunk {
  readonly task: string;
  readonly from: number;
  readonly end: number;
  readonly lines: number;
  readonly cents: number;
}

/**
 * Adding is no operation to do twice, and a batch may come twice: so how far the file is added up is written in the same step, and
 * what lies before it is not added again.
 */
async function addToTotals({ task, from, end, lines, cents }: Chunk): Promise<void> {
  const command = new UpdateItemCommand({
    TableName: process.env['TOTALS_TABLE']!,
    Key: { id: { S: task } },
    UpdateExpression: 'SET upTo = :end ADD sales :sales, cents :cents',
    ConditionExpression: 'attribute_not_exists(upTo) OR upTo <= :from',
    ExpressionAttributeValues: {
      ':end': { N: `${end}` },
      ':from': { N: `${from}` },
      ':sales': { N: `${lines}` },
      ':cents': { N: `${cents}` },
    },
  });
  try {
    await dynamo.send(command);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    console.info(`added before: byte ${from}`);
  }
}

/** Prices by article, kept while the object stays the same. */
async function prices(): Promise<Record<string, number>> {
  const { value } = await cachedObject(
    s3,
    { Bucket: process.env['PRICES_BUCKET']!, Key: 'prices.json' },
    { GetObjectCommand, parse: (bytes) => JSON.parse(String(bytes)) as Record<string, number>, ttl: 5 },
  );
  return value;
}

/** Adds up a file of sales, one `article,count` a line, whatever its length. */
export const handler = resumable(
  async (event: S3Event, position, { batch, hop, taskId }) => {
    const [object] = s3Objects(event);
    if (!object) return { done: { hops: hop, bytes: 0 } };
    const { lines, end, atEnd, etag } = await readLines(s3, object, position.etag, position.from, batch);
    const priceOf = await prices();
    let cents = 0;
    for (const line of lines) {
      const [article = '', count] = line.split(',');
      cents += (priceOf[article] ?? 0) * Number(count);
    }
    await addToTotals({ task: taskId, from: position.from, end, lines: lines.length, cents });
    console.info(`hop ${hop}: ${lines.length} sales from byte ${position.from} on`);
    return atEnd ? { done: { hops: hop, bytes: end } } : { next: { from: end, etag } };
  },
  {
    start: { from: 0, etag: undefined as string | undefined },
    batch: process.env['BATCH_SIZE'],
    save: invokeSelf({ client: new LambdaClient({}), InvokeCommand }),
    store,
    maxHops: 40,
  },
);
