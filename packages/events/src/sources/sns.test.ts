import { expect, it } from 'vitest';
import { at, BASE64, ENCODED, PAYLOAD, PLUS, plant, testMatrix, visitsOf } from '../testing/matrix.ts';
import { samples, sns } from './sns.ts';

const PATH = 'Records[0].Sns';
const message = (text: string) => plant(at('Records', 0, 'Sns', 'Message'), text);
const attribute = (Type: string, Value: string) =>
  plant(at('Records', 0, 'Sns', 'MessageAttributes', 'note'), { Type, Value });

testMatrix(
  sns,
  samples.notification,
  [
    ['the message', message(PAYLOAD), `${PATH}.Message`],
    ['a JSON message', message(JSON.stringify({ a: [PAYLOAD] })), `${PATH}.Message|json.a[0]`],
    ['a percent-encoded message', message(ENCODED), `${PATH}.Message|url`],
    [
      'an S3 notification',
      message(JSON.stringify({ Records: [{ eventSource: 'aws:s3', s3: { object: { key: PLUS } } }] })),
      `${PATH}.Message|json.Records[0].s3.object.key|url`,
    ],
    ['the subject', plant(at('Records', 0, 'Sns', 'Subject'), PAYLOAD), `${PATH}.Subject`],
    ['a text attribute', attribute('String', PAYLOAD), `${PATH}.MessageAttributes.note.Value`],
    [
      'a list attribute',
      attribute('String.Array', JSON.stringify(['a', PAYLOAD])),
      `${PATH}.MessageAttributes.note.Value|json[1]`,
    ],
    ['a binary attribute', attribute('Binary', BASE64), `${PATH}.MessageAttributes.note.Value|base64`],
    [
      'the name of an attribute',
      plant(at('Records', 0, 'Sns', 'MessageAttributes', PAYLOAD), { Type: 'String', Value: 'a' }),
      `${PATH}.MessageAttributes.{keys}.${PAYLOAD}`,
    ],
  ],
  [
    ['the topic', plant(at('Records', 0, 'Sns', 'TopicArn'), PAYLOAD)],
    ['the signature', plant(at('Records', 0, 'Sns', 'Signature'), PAYLOAD)],
    ["the certificate's address", plant(at('Records', 0, 'Sns', 'SigningCertUrl'), PAYLOAD)],
    ['the subscription', plant(at('Records', 0, 'EventSubscriptionArn'), PAYLOAD)],
  ],
);

it('reads an S3 notification that came through the topic', () => {
  const visits = visitsOf(sns, samples.s3);
  expect(visits.get(`${PATH}.Message|json.Records[0].s3.object.key|url`)).toBe('spring/ballot 17.pdf');
});

it('counts a hostile notification as handled, since an exception would buy two retries', () => {
  const request = { requestId: 'r', paths: ['Records[0].Sns.Message|json.a'] };
  const { Records: records } = samples.notification;
  expect(sns.block(samples.notification, request)).toEqual({ is: 'respond', response: null, removed: records });
  const [one] = records;
  const two = { ...one, EventVersion: '1.1' };
  const event = { Records: [one, two] };
  expect(sns.block(event, request)).toEqual({ is: 'continue', event: { Records: [two] }, removed: [one] });
  expect(event.Records).toEqual([one, two]);
});
