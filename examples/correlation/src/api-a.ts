import { randomUUID } from 'node:crypto';
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { withCorrelation } from '@bulkhead/clients';
import { correlation, log, withTelemetry } from '@bulkhead/runtime/telemetry';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { askApi } from './api-client.ts';

const sns = withCorrelation(new SNSClient());
const kinesis = withCorrelation(new KinesisClient());

// The edge decides which requests are logged at DEBUG. The other functions are given no rate: they do as it decided.
const debugRate = Number(process.env['DEBUG_RATE'] ?? 0.05);

/** GET /api-a?name=…: greets through every channel and answers with what came back over HTTP. */
export const handler = withTelemetry(
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const name = (event.queryStringParameters?.['name'] ?? 'world').slice(0, 64);
    // Known to every function from here on.
    correlation.set('visit', randomUUID());
    log.info({ name }, 'api-a was asked');
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
  },
  { debugRate },
);
