import { visitExcept } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import { visitMessage, visitSnsAttributes } from '../reading/message.ts';
import { firstRecord, removeRecords } from '../reading/records.ts';
import { visitRecords } from '../reading/visit-records.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * SNS topic, which calls the function asynchronously with one notification at a time.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 *
 * Walked: message (plain or JSON; also an S3 notification or an alarm that came through the topic), subject, names and
 * values of message attributes.
 * Not walked: ids, ARNs, time, signature and the addresses of certificate and unsubscription are SNS's.
 */
export const sns: EventSource = {
  id: 'sns',
  title: 'SNS topic',
  invocation: 'asynchronous',
  match(event) {
    return firstRecord(event, 'Records')?.['EventSource'] === 'aws:sns';
  },
  fields: ['Records'],
  read(walk, event) {
    visitRecords(
      walk,
      event['Records'],
      'Records',
      (record, path) => {
        const notification = record['Sns'];
        visitExcept(walk, notification, path, 'Sns', NOTIFICATION);
        if (!isMap(notification)) return;
        visitMessage(walk, notification['Message'], `${path}.Sns`, 'Message');
        visitSnsAttributes(walk, notification['MessageAttributes'], `${path}.Sns.MessageAttributes`);
      },
      RECORD,
    );
  },
  /**
   * Nobody waits for the answer, and an exception buys the notification two retries: a hostile one counts as handled.
   * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
   */
  block(event, request) {
    return removeRecords(event, 'Records', request, null);
  },
};

const RECORD = ['EventSource', 'EventVersion', 'EventSubscriptionArn', 'Sns'];

/** The subject is the sender's too. */
const NOTIFICATION = [
  'Type',
  'MessageId',
  'TopicArn',
  'Message',
  'Timestamp',
  'SignatureVersion',
  'Signature',
  'SigningCertUrl',
  'SigningCertURL',
  'UnsubscribeUrl',
  'UnsubscribeURL',
  'MessageAttributes',
];

function notification(message: string, subject: string | null = null): Record<string, unknown> {
  return {
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn: 'arn:aws:sns:eu-west-1:123456789012:votes:4c1d4f7b-3a1f-4a9c-8a6e-111111111111',
    Sns: {
      Type: 'Notification',
      MessageId: '0f5a1f3e-74a5-5d25-9f2c-41b3c1a1a1a1',
      TopicArn: 'arn:aws:sns:eu-west-1:123456789012:votes',
      Subject: subject,
      Message: message,
      Timestamp: '2026-11-21T09:15:00.000Z',
      SignatureVersion: '1',
      Signature: 'c2lnbmF0dXJl',
      SigningCertUrl: 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem',
      UnsubscribeUrl: 'https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=votes',
      MessageAttributes: {
        origin: { Type: 'String', Value: 'web' },
        regions: { Type: 'String.Array', Value: '["north","south"]' },
        ballot: { Type: 'Binary', Value: 'YmFsbG90' },
      },
    },
  };
}

/** Events after the AWS page above, by variant. */
export const samples = /* @__PURE__ */ makeSamples();

function makeSamples() {
  return {
    notification: { Records: [notification('{"poll":"spring-2026","choice":"blue"}', 'A vote')] },
    s3: {
      Records: [
        notification(
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
          'Amazon S3 Notification',
        ),
      ],
    },
  } satisfies EventSamples;
}
