import type { AsyncInvoke, Resolved } from '@bulkhead/core';
import type { InvokeResult } from '../types.ts';
import { nameInArn } from './names.ts';
import type { GivenUp } from './stream-batch.ts';
import type { AwsConfig, Json, TriggerContext } from './types.ts';

export interface FailedBatch {
  readonly infoKey: string;
  readonly shard: string;
  readonly streamArn: string;
  readonly given: GivenUp;
}

/**
 * Tells the on-failure destination of a stream about a batch that was given up: where its records are, not the records.
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export async function sendFailedBatch(
  destination: Resolved<string>,
  { infoKey, shard, streamArn, given }: FailedBatch,
  { names, aws, arn }: Pick<TriggerContext, 'names' | 'aws' | 'arn'>,
): Promise<void> {
  const { records, condition, attempts } = given;
  const first = records[0]!;
  const last = records.at(-1)!;
  const body = {
    requestContext: { requestId: crypto.randomUUID(), functionArn: arn, condition, approximateInvokeCount: attempts },
    ...(attempts > 0
      ? { responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' } }
      : {}),
    version: '1.0',
    timestamp: new Date().toISOString(),
    [infoKey]: {
      shardId: shard,
      startSequenceNumber: first.sequence,
      endSequenceNumber: last.sequence,
      approximateArrivalOfFirstRecord: new Date(first.time).toISOString(),
      approximateArrivalOfLastRecord: new Date(last.time).toISOString(),
      batchSize: records.length,
      streamArn,
    },
  };
  await send(names.arnOf(destination), JSON.stringify(body), {}, aws);
}

/** An asynchronous event that is done with, one way or the other. */
export interface EventEnd {
  readonly requestId: string;
  readonly payload: string;
  /** Of the last attempt. */
  readonly result: InvokeResult;
  readonly attempts: number;
}

/**
 * Sends an asynchronous event to the function's destination, and a failed one to its dead-letter queue as well.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export async function sendEventEnd(
  config: AsyncInvoke,
  end: EventEnd,
  { names, aws, arn }: Pick<TriggerContext, 'names' | 'aws' | 'arn'>,
): Promise<void> {
  const failed = end.result.functionError !== undefined;
  const destination = failed ? config.onFailure : config.onSuccess;
  if (destination !== undefined) {
    const body = {
      version: '1.0',
      timestamp: new Date().toISOString(),
      requestContext: {
        requestId: end.requestId,
        functionArn: `${arn}:$LATEST`,
        condition: failed ? 'RetriesExhausted' : 'Success',
        approximateInvokeCount: end.attempts,
      },
      requestPayload: jsonOf(end.payload),
      responseContext: {
        statusCode: end.result.statusCode,
        executedVersion: '$LATEST',
        ...(failed ? { functionError: end.result.functionError } : {}),
      },
      responsePayload: jsonOf(end.result.payload.toString('utf8')),
    };
    await send(names.arnOf(destination), JSON.stringify(body), {}, aws);
  }
  if (!failed || config.deadLetters === undefined) return;
  const answer = jsonOf(end.result.payload.toString('utf8')) as Json | null;
  const attributes = {
    RequestID: { DataType: 'String', StringValue: end.requestId },
    ErrorCode: { DataType: 'Number', StringValue: '200' },
    // Lambda cuts the message at 1 kB; SQS takes no empty value.
    ErrorMessage: { DataType: 'String', StringValue: String(answer?.['errorMessage'] ?? '-').slice(0, 1_000) || '-' },
  };
  await send(names.arnOf(config.deadLetters), end.payload, attributes, aws);
}

type Attributes = Readonly<Record<string, { readonly DataType: string; readonly StringValue: string }>>;

async function send(arn: string | undefined, body: string, attributes: Attributes, aws: AwsConfig): Promise<void> {
  const service = arn?.split(':')[2];
  if (arn !== undefined && service === 'sqs') {
    const { GetQueueUrlCommand, SendMessageCommand, SQSClient } = await import('@aws-sdk/client-sqs');
    const client = new SQSClient(aws);
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: nameInArn(arn) }));
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body, MessageAttributes: { ...attributes } }));
    return client.destroy();
  }
  if (arn !== undefined && service === 'sns') {
    const { PublishCommand, SNSClient } = await import('@aws-sdk/client-sns');
    const client = new SNSClient(aws);
    await client.send(new PublishCommand({ TopicArn: arn, Message: body, MessageAttributes: { ...attributes } }));
    return client.destroy();
  }
  throw new Error(`the lab sends to queues and topics only, not to ${arn ?? 'a destination known after a deploy'}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text || 'null');
  } catch {
    return text;
  }
}
