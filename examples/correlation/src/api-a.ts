import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { askApi } from './api-client.ts';
import { log } from './log.ts';

const sns = new SNSClient();
const kinesis = new KinesisClient();

/** GET /api-a?name=…: greets through every channel and answers with what came back over HTTP. */
export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const name = (event.queryStringParameters?.['name'] ?? 'world').slice(0, 64);
  log('api-a was asked', { name });
  const greeting = JSON.stringify({ name });
  const [viaB] = await Promise.all([
    askApi('/api-b', { name }),
    sns.send(new PublishCommand({ TopicArn: process.env['TOPIC_ARN'], Message: greeting })),
    kinesis.send(
      new PutRecordCommand({
        StreamName: process.env['STREAM_NAME'],
        // One visitor's records stay in order.
        PartitionKey: name === '' ? '-' : name,
        Data: Buffer.from(greeting),
      }),
    ),
  ]);
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name, viaB }) };
}
