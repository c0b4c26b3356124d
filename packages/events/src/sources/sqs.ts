import { visitBase64 } from '../reading/base64.ts';
import { visitExcept, visitOthers } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import { visitMessage } from '../reading/message.ts';
import { firstRecord, removeRecords } from '../reading/records.ts';
import { visitRecords } from '../reading/visit-records.ts';
import { visitName, visitValue, type Walk } from '../reading/walk.ts';
import type { BlockOutcome, EventSamples, EventSource } from '../types.ts';

/**
 * SQS queue, polled by Lambda in batches.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 *
 * Walked: body (plain or JSON; also an SNS notification, an S3 notification or an EventBridge event that came through the
 * queue, each of which whoever may send can also write by hand), names and values of message attributes, and the three
 * system attributes that the sender chooses.
 * Not walked: ids, receipt handle, times, counts, ARNs (that of the queue a dead letter came from, too), digests and the
 * sender's principal are AWS's. Data types of attributes are short words.
 */
export const sqs: EventSource = {
  id: 'sqs',
  title: 'SQS queue',
  invocation: 'poll',
  match(event) {
    return firstRecord(event, 'Records')?.['eventSource'] === 'aws:sqs';
  },
  fields: ['Records'],
  read(walk, event) {
    visitRecords(walk, event['Records'], 'Records', (record, path) => visitSqsMessage(walk, record, path), MESSAGE);
  },
  /**
   * A hostile message must neither be retried nor hold up its neighbours: it is taken out of the batch, and since it is
   * not reported as failed, Lambda deletes it. The record in the log is what stays of it. Where the policy says that a
   * dead-letter queue waits, the message is reported instead and ends there, once it was received as often as the
   * queue's redrive policy says. Never in a FIFO queue, where it would hold up its message group until then.
   * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
   */
  block(event, request) {
    const outcome = removeRecords(event, 'Records', request);
    if (request.deadLetter !== true || isFifo(event) || outcome.is === 'throw') return outcome;
    return reported(outcome);
  },
};

function message(id: string, body: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    messageId: `5f0c7e0e-8d0b-4b53-9a61-5a4d2c7b1a${id}`,
    receiptHandle: `AQEBsampleHandle${id}==`,
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1795169700000',
      SenderId: 'AROAEXAMPLEEXAMPLE:api',
      ApproximateFirstReceiveTimestamp: '1795169700010',
    },
    messageAttributes: {},
    md5OfBody: '0cc175b9c0f1b6a831c399e269772661',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:votes',
    awsRegion: 'eu-west-1',
    ...more,
  };
}

function fifoMessage(id: string, body: string, group: string): Record<string, unknown> {
  return message(id, body, {
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1795169700000',
      SequenceNumber: `188731772322227038${id}`,
      MessageGroupId: group,
      SenderId: 'AROAEXAMPLEEXAMPLE:api',
      MessageDeduplicationId: `voter-${id}`,
      ApproximateFirstReceiveTimestamp: '1795169700010',
    },
    eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:votes.fifo',
  });
}

/** Events after the AWS page above, by variant. */
export const samples = /* @__PURE__ */ makeSamples();

function makeSamples() {
  return {
    batch: {
      Records: [
        message('01', '{"poll":"spring-2026","vote":{"choice":"blue"}}', {
          messageAttributes: {
            origin: { stringValue: 'web', dataType: 'String', stringListValues: [], binaryListValues: [] },
          },
        }),
        message('02', 'recount spring-2026', {
          messageAttributes: {
            note: { binaryValue: 'bGF0ZSB2b3Rl', dataType: 'Binary', stringListValues: [], binaryListValues: [] },
          },
        }),
      ],
    },
    fifo: {
      Records: [
        fifoMessage('01', '{"vote":"blue"}', 'spring-2026'),
        fifoMessage('02', '{"vote":"green"}', 'spring-2026'),
        fifoMessage('03', '{"vote":"red"}', 'autumn-2026'),
      ],
    },
    deadLetter: {
      Records: [
        message('01', 'recount spring-2026', {
          attributes: {
            ApproximateReceiveCount: '4',
            SentTimestamp: '1795169700000',
            SenderId: 'AROAEXAMPLEEXAMPLE:api',
            ApproximateFirstReceiveTimestamp: '1795169700010',
            DeadLetterQueueSourceArn: 'arn:aws:sqs:eu-west-1:123456789012:votes',
          },
          eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:votes-dead',
        }),
      ],
    },
    sns: {
      Records: [
        message(
          '01',
          JSON.stringify({
            Type: 'Notification',
            MessageId: '0f5a1f3e-74a5-5d25-9f2c-41b3c1a1a1a1',
            TopicArn: 'arn:aws:sns:eu-west-1:123456789012:votes',
            Subject: 'A vote',
            Message: '{"vote":"blue"}',
            Timestamp: '2026-11-21T09:15:00.000Z',
            SignatureVersion: '1',
            Signature: 'c2lnbmF0dXJl',
            SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem',
            UnsubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=votes',
            MessageAttributes: { origin: { Type: 'String', Value: 'web' } },
          }),
        ),
      ],
    },
    s3: {
      Records: [
        message(
          '01',
          JSON.stringify({
            Records: [
              {
                eventVersion: '2.1',
                eventSource: 'aws:s3',
                eventName: 'ObjectCreated:Put',
                s3: { bucket: { name: 'ballots' }, object: { key: 'spring/ballot+17.pdf', size: 1024 } },
              },
            ],
          }),
        ),
      ],
    },
    eventbridge: {
      Records: [
        message(
          '01',
          JSON.stringify({
            version: '0',
            id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
            'detail-type': 'Vote cast',
            source: 'votes.web',
            account: '123456789012',
            time: '2026-11-21T09:15:00Z',
            region: 'eu-west-1',
            resources: [],
            detail: { choice: 'blue' },
          }),
        ),
      ],
    },
  } satisfies EventSamples;
}

const MESSAGE = [
  'messageId',
  'receiptHandle',
  'body',
  'attributes',
  'messageAttributes',
  'md5OfBody',
  'md5OfMessageAttributes',
  'eventSource',
  'eventSourceARN',
  'awsRegion',
];

/**
 * The others are chosen by the sender: `MessageGroupId`, `MessageDeduplicationId`, `AWSTraceHeader`.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Message.html
 */
const AWS_ATTRIBUTES = [
  'ApproximateReceiveCount',
  'SentTimestamp',
  'SenderId',
  'ApproximateFirstReceiveTimestamp',
  'SequenceNumber',
  'DeadLetterQueueSourceArn',
];

function visitSqsMessage(walk: Walk, record: Record<string, unknown>, path: string): void {
  visitMessage(walk, record['body'], path, 'body');
  visitExcept(walk, record['attributes'], path, 'attributes', AWS_ATTRIBUTES);
  const messageAttributes = record['messageAttributes'];
  if (!isMap(messageAttributes)) {
    visitValue(walk, messageAttributes, path, 'messageAttributes', 0);
    return;
  }
  for (const name in messageAttributes) {
    visitName(walk, name, `${path}.messageAttributes`, 0);
    const attribute = messageAttributes[name];
    if (isMap(attribute)) visitAttribute(walk, attribute, `${path}.messageAttributes.${name}`);
    else visitValue(walk, attribute, `${path}.messageAttributes`, name, 0);
  }
}

function visitAttribute(walk: Walk, attribute: Record<string, unknown>, path: string): void {
  visitOthers(walk, attribute, path, ['dataType', 'binaryValue', 'binaryListValues']);
  visitBase64(walk, attribute['binaryValue'], path, 'binaryValue');
  const list = attribute['binaryListValues'];
  if (!Array.isArray(list)) {
    visitValue(walk, list, path, 'binaryListValues', 0);
    return;
  }
  for (let i = 0; i < list.length; i++) visitBase64(walk, list[i], `${path}.binaryListValues`, i);
}

/** The name of a FIFO queue ends so, and no other does. */
function isFifo(event: Record<string, unknown>): boolean {
  const arn = firstRecord(event, 'Records')?.['eventSourceARN'];
  return typeof arn === 'string' && arn.endsWith('.fifo');
}

function reported(outcome: Exclude<BlockOutcome, { is: 'throw' }>): BlockOutcome {
  const ids: string[] = [];
  for (const record of outcome.removed ?? []) {
    const id = isMap(record) ? record['messageId'] : undefined;
    if (typeof id === 'string' && id !== '') ids.push(id);
  }
  if (outcome.is === 'respond') return { ...outcome, response: withFailures(undefined, ids) };
  return { ...outcome, merge: (response) => withFailures(response, ids) };
}

/** Adds to what the handler reports. Entries of its own stay as they are, odd ones too: Lambda judges them. */
function withFailures(response: unknown, ids: readonly string[]): Record<string, unknown> {
  try {
    const own = isMap(response) ? response['batchItemFailures'] : undefined;
    const seen = new Set<unknown>();
    const failures: unknown[] = [];
    for (const failure of [...(Array.isArray(own) ? own : []), ...ids.map((id) => ({ itemIdentifier: id }))]) {
      const id: unknown = isMap(failure) ? failure['itemIdentifier'] : undefined;
      if (typeof id === 'string' && id !== '' && seen.has(id)) continue;
      seen.add(id);
      failures.push(failure);
    }
    return { ...(isMap(response) ? response : undefined), batchItemFailures: failures };
  } catch {
    // The handler's answer has a getter or a proxy that throws: nothing of it can be sent anyway.
    return { batchItemFailures: ids.map((id) => ({ itemIdentifier: id })) };
  }
}
