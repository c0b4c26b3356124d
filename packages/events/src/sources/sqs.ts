import { isMap } from '../reading/http.ts';
import { removeRecords } from '../reading/records.ts';
import { boundedWalk, visitText, visitValue, type Walk } from '../reading/walk.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * SQS queue, polled by Lambda in batches.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 *
 * Walked: body (plain or JSON, also an SNS notification with JSON inside), message attributes, and the three system
 * attributes that the sender chooses.
 * Not walked: ids, receipt handle, times, counts, ARNs and the sender's principal are AWS's.
 */
export const sqs: EventSource = {
  id: 'sqs',
  title: 'SQS queue',
  invocation: 'poll',
  match(event) {
    const records = event['Records'];
    if (!Array.isArray(records)) return false;
    const first: unknown = records[0];
    return isMap(first) && first['eventSource'] === 'aws:sqs';
  },
  walk(event, visit, limits) {
    return boundedWalk(visit, limits, (walk) => {
      const records = event['Records'];
      if (!Array.isArray(records)) return;
      for (let i = 0; i < records.length; i++) {
        const record: unknown = records[i];
        if (isMap(record)) visitRecord(walk, record, `Records[${i}]`);
      }
    });
  },
  /**
   * A hostile message must neither be retried nor hold up its neighbours: it is taken out of the batch, and since it is
   * not reported as failed, Lambda deletes it. The record in the log is what stays of it.
   */
  block(event, request) {
    return removeRecords(event, 'Records', request);
  },
};

/** Events after the AWS page above, by variant. */
export const samples = {
  batch: {
    Records: [
      {
        messageId: '5f0c7e0e-8d0b-4b53-9a61-5a4d2c7b1a01',
        receiptHandle: 'AQEBsampleHandleOne==',
        body: '{"poll":"spring-2026","vote":{"choice":"blue"}}',
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: '1795169700000',
          SenderId: 'AROAEXAMPLEEXAMPLE:api',
          ApproximateFirstReceiveTimestamp: '1795169700010',
          MessageGroupId: 'spring-2026',
          MessageDeduplicationId: 'voter-17',
        },
        messageAttributes: {
          origin: { stringValue: 'web', dataType: 'String', stringListValues: [], binaryListValues: [] },
        },
        md5OfBody: '0cc175b9c0f1b6a831c399e269772661',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:votes.fifo',
        awsRegion: 'eu-west-1',
      },
      {
        messageId: '5f0c7e0e-8d0b-4b53-9a61-5a4d2c7b1a02',
        receiptHandle: 'AQEBsampleHandleTwo==',
        body: 'recount spring-2026',
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: '1795169700020',
          SenderId: 'AROAEXAMPLEEXAMPLE:api',
          ApproximateFirstReceiveTimestamp: '1795169700030',
        },
        messageAttributes: {
          note: { binaryValue: 'bGF0ZSB2b3Rl', dataType: 'Binary', stringListValues: [], binaryListValues: [] },
        },
        md5OfBody: '92eb5ffee6ae2fec3ad71c777531578f',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:votes.fifo',
        awsRegion: 'eu-west-1',
      },
    ],
  },
} satisfies EventSamples;

/** Chosen by the sender; https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Message.html */
const SENDER_ATTRIBUTES = ['MessageGroupId', 'MessageDeduplicationId', 'AWSTraceHeader'];

function visitRecord(walk: Walk, record: Record<string, unknown>, path: string): void {
  const body = record['body'];
  if (typeof body === 'string') visitText(walk, body, path, 'body', 0);
  const attributes = record['attributes'];
  if (isMap(attributes)) {
    for (const name of SENDER_ATTRIBUTES) visitValue(walk, attributes[name], `${path}.attributes`, name, 0);
  }
  const messageAttributes = record['messageAttributes'];
  if (!isMap(messageAttributes)) return;
  for (const name in messageAttributes) {
    const attribute = messageAttributes[name];
    if (isMap(attribute)) visitAttribute(walk, attribute, `${path}.messageAttributes.${name}`);
  }
}

function visitAttribute(walk: Walk, attribute: Record<string, unknown>, path: string): void {
  visitValue(walk, attribute['stringValue'], path, 'stringValue', 0);
  visitValue(walk, attribute['stringListValues'], path, 'stringListValues', 0);
  const binary = attribute['binaryValue'];
  if (typeof binary !== 'string') return;
  const text = Buffer.from(binary.slice(0, walk.characters), 'base64').toString('utf8');
  visitText(walk, text, path, 'binaryValue|base64', 0);
}
