import { describe, expect, it } from 'vitest';
import { at, BASE64, ENCODED, type Json, PAYLOAD, PLUS, plant, testMatrix, visitsOf } from '../testing/matrix.ts';
import { joinPath } from '../visits.ts';
import { walkEvent } from '../walk-event.ts';
import { samples, sqs } from './sqs.ts';

const S3_KEY = (key: string) => JSON.stringify({ Records: [{ eventSource: 'aws:s3', s3: { object: { key } } }] });
const SNS = (more: Json) =>
  JSON.stringify({ Type: 'Notification', TopicArn: 'arn:aws:sns:x', Message: 'hello', ...more });
const body = (text: string) => plant(at('Records', 0, 'body'), text);

testMatrix(
  sqs,
  samples.batch,
  [
    [
      'the body of a later record',
      plant(at('Records', 1, 'body'), JSON.stringify([PAYLOAD])),
      'Records[1].body|json[0]',
    ],
    ['an EventBridge event', body(JSON.stringify({ detail: { a: PAYLOAD } })), 'Records[0].body|json.detail.a'],
    ['an S3 notification', body(S3_KEY(ENCODED)), 'Records[0].body|json.Records[0].s3.object.key|url'],
    ['an S3 notification with blanks', body(S3_KEY(PLUS)), 'Records[0].body|json.Records[0].s3.object.key|url'],
    ['an SNS message', body(SNS({ Message: PAYLOAD })), 'Records[0].body|json.Message'],
    [
      'JSON in an SNS message',
      body(SNS({ Message: JSON.stringify({ a: PAYLOAD }) })),
      'Records[0].body|json.Message|json.a',
    ],
    [
      'an S3 notification in an SNS message',
      body(SNS({ Message: S3_KEY(PLUS) })),
      'Records[0].body|json.Message|json.Records[0].s3.object.key|url',
    ],
    ['the subject of an SNS message', body(SNS({ Subject: PAYLOAD })), 'Records[0].body|json.Subject'],
    [
      'an attribute of an SNS message',
      body(SNS({ MessageAttributes: { a: { Type: 'String', Value: PAYLOAD } } })),
      'Records[0].body|json.MessageAttributes.a.Value',
    ],
    [
      'a binary attribute of an SNS message',
      body(SNS({ MessageAttributes: { a: { Type: 'Binary', Value: BASE64 } } })),
      'Records[0].body|json.MessageAttributes.a.Value|base64',
    ],
    ['a field that SNS does not have', body(SNS({ Nonsense: PAYLOAD })), 'Records[0].body|json.Nonsense'],
    [
      'the name of an attribute',
      plant(at('Records', 0, 'messageAttributes'), { [PAYLOAD]: { dataType: 'String', stringValue: 'a' } }),
      `Records[0].messageAttributes.{keys}.${PAYLOAD}`,
    ],
    [
      'a list of binary values',
      plant(at('Records', 0, 'messageAttributes', 'origin', 'binaryListValues'), ['YQ==', BASE64]),
      'Records[0].messageAttributes.origin.binaryListValues[1]|base64',
    ],
  ],
  [
    ['the queue of a dead letter', plant(at('Records', 0, 'attributes', 'DeadLetterQueueSourceArn'), PAYLOAD)],
    ['the receipt handle', plant(at('Records', 0, 'receiptHandle'), PAYLOAD)],
    ['the message id', plant(at('Records', 0, 'messageId'), PAYLOAD)],
  ],
);

testMatrix(sqs, samples.deadLetter, [['a dead letter', body(PAYLOAD), 'Records[0].body']]);
testMatrix(sqs, samples.fifo, [
  [
    'the group',
    plant(at('Records', 2, 'attributes', 'MessageGroupId'), PAYLOAD),
    'Records[2].attributes.MessageGroupId',
  ],
]);

it('visits what comes by way of SNS, S3 and EventBridge', () => {
  expect(visitsOf(sqs, samples.sns).get('Records[0].body|json.Message|json.vote')).toBe('blue');
  expect(visitsOf(sqs, samples.s3).get('Records[0].body|json.Records[0].s3.object.key|url')).toBe(
    'spring/ballot 17.pdf',
  );
  expect(visitsOf(sqs, samples.eventbridge).get('Records[0].body|json.detail.choice')).toBe('blue');
});

it('reads the JSON of every message of a large batch, whatever the first one holds', () => {
  const broken = JSON.stringify(Array.from({ length: 1000 }, () => '[broken]'));
  const last = { ...samples.batch.Records[0], body: JSON.stringify({ a: PAYLOAD }) };
  const event = {
    Records: [{ ...last, body: broken }, ...Array.from({ length: 998 }, () => samples.batch.Records[0]), last],
  };
  const paths: string[] = [];
  const result = walkEvent(sqs, event, (_value, parent, key) => paths.push(joinPath(parent, key)));
  expect(result.truncated).toBe(true);
  expect(paths.at(-1)).toBe('Records[999].messageAttributes.origin.stringValue');
  expect(paths).toContain('Records[999].body|json.a');
});

describe('blocking', () => {
  const [one, two, three] = samples.fifo.Records as [Json, Json, Json];
  const id = (record: Json) => ({ itemIdentifier: record['messageId'] });
  const standard = {
    Records: samples.fifo.Records.map((record) => ({ ...record, eventSourceARN: 'arn:aws:sqs:x:1:votes' })),
  };
  const paths = ['Records[1].body|json.vote', 'Records[1].attributes.MessageGroupId'];
  const all = ['Records[0].body', 'Records[1].body', 'Records[2].body'];

  it('takes a hostile message out of a FIFO queue, even where a dead-letter queue waits', () => {
    const before = structuredClone(samples.fifo);
    for (const deadLetter of [undefined, true]) {
      const outcome = sqs.block(samples.fifo, { requestId: 'r', paths, ...(deadLetter ? { deadLetter } : {}) });
      expect(outcome).toEqual({ is: 'continue', event: { Records: [one, three] }, removed: [two] });
    }
    expect(samples.fifo).toEqual(before);
  });

  it('answers a FIFO queue of hostile messages that none failed', () => {
    expect(sqs.block(samples.fifo, { requestId: 'r', paths: all, deadLetter: true })).toMatchObject({
      is: 'respond',
      response: { batchItemFailures: [] },
    });
  });

  const merged = (response: unknown): unknown => {
    const outcome = sqs.block(standard, { requestId: 'r', paths, deadLetter: true });
    if (outcome.is !== 'continue') throw new Error(outcome.is);
    expect(outcome.event).toEqual({ Records: [standard.Records[0], standard.Records[2]] });
    expect(outcome.removed).toEqual([standard.Records[1]]);
    return outcome.merge!(response);
  };

  it.each<[what: string, response: unknown, expected: unknown]>([
    ['nothing', undefined, { batchItemFailures: [id(two)] }],
    ['null', null, { batchItemFailures: [id(two)] }],
    ['a text', 'ok', { batchItemFailures: [id(two)] }],
    ['a list', [1], { batchItemFailures: [id(two)] }],
    ['an odd list', { batchItemFailures: 'none' }, { batchItemFailures: [id(two)] }],
    ['no failures', { batchItemFailures: [] }, { batchItemFailures: [id(two)] }],
    ['null failures', { batchItemFailures: null }, { batchItemFailures: [id(two)] }],
    ['a failure', { batchItemFailures: [id(three)] }, { batchItemFailures: [id(three), id(two)] }],
    ['the same failure', { batchItemFailures: [id(two), id(two)] }, { batchItemFailures: [id(two)] }],
    [
      'a failure without id, by which the whole batch fails',
      { batchItemFailures: [{ itemIdentifier: '' }] },
      { batchItemFailures: [{ itemIdentifier: '' }, id(two)] },
    ],
    ['more than failures', { batchItemFailures: [], note: 1 }, { batchItemFailures: [id(two)], note: 1 }],
  ])(
    'reports a hostile message of a standard queue to the dead-letter queue beside %s',
    (_what, response, expected) => {
      expect(merged(response)).toEqual(expected);
    },
  );

  it('leaves the answer of the handler as it was, and survives one that throws', () => {
    const own = Object.freeze({ batchItemFailures: Object.freeze([id(three)]) });
    expect(merged(own)).toEqual({ batchItemFailures: [id(three), id(two)] });
    const bomb = Object.defineProperty({}, 'batchItemFailures', {
      enumerable: true,
      get: () => {
        throw new Error('thrown on purpose');
      },
    });
    expect(merged(bomb)).toEqual({ batchItemFailures: [id(two)] });
    const proxies = new Proxy([], { get: () => Reflect.get(bomb, 'batchItemFailures') });
    expect(merged({ batchItemFailures: proxies })).toEqual({ batchItemFailures: [id(two)] });
  });

  it('reports all when all are hostile', () => {
    expect(sqs.block(standard, { requestId: 'r', paths: all, deadLetter: true })).toEqual({
      is: 'respond',
      response: { batchItemFailures: [id(one), id(two), id(three)] },
      removed: standard.Records,
    });
  });

  it('names no message that has no id, which would fail the whole batch', () => {
    const event = { Records: standard.Records.map((record) => ({ ...record, messageId: undefined })) };
    expect(sqs.block(event, { requestId: 'r', paths: all, deadLetter: true })).toMatchObject({
      response: { batchItemFailures: [] },
    });
  });

  it('removes a hostile message of a standard queue without dead-letter queue', () => {
    const outcome = sqs.block(standard, { requestId: 'r', paths });
    expect(outcome).toEqual({
      is: 'continue',
      event: { Records: [standard.Records[0], standard.Records[2]] },
      removed: [standard.Records[1]],
    });
  });
});
