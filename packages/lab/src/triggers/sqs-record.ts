import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { Json } from './types.ts';

/**
 * A message as Lambda shows it to a function.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event
 */
export function sqsRecord(message: Message, queueArn: string, region: string): Json {
  const attributes = message.MessageAttributes ?? {};
  const isAny = Object.keys(attributes).length > 0;
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body ?? '',
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, messageAttribute(value)]),
    ),
    ...(isAny && message.MD5OfMessageAttributes !== undefined
      ? { md5OfMessageAttributes: message.MD5OfMessageAttributes }
      : {}),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}

function messageAttribute(value: MessageAttributeValue): Json {
  return {
    ...(value.StringValue === undefined ? {} : { stringValue: value.StringValue }),
    ...(value.BinaryValue === undefined ? {} : { binaryValue: Buffer.from(value.BinaryValue).toString('base64') }),
    stringListValues: [],
    binaryListValues: [],
    dataType: value.DataType,
  };
}

/**
 * The trace of a batch: that of its messages where they agree, so that Lambda's count of a chain's steps goes on; a batch
 * of several traces starts one of its own.
 */
export function traceOf(messages: readonly Message[]): string | undefined {
  const headers = new Set(messages.map(({ Attributes }) => Attributes?.['AWSTraceHeader']));
  const [header] = headers;
  return headers.size === 1 ? header : undefined;
}
