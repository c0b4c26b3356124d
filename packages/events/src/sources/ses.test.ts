import { describe, expect, it } from 'vitest';
import { at, BASE64, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { samples, ses } from './ses.ts';

const mail = (...steps: (string | number)[]) => at('Records', 0, 'ses', 'mail', ...steps);
const receipt = (...steps: (string | number)[]) => at('Records', 0, 'ses', 'receipt', ...steps);
const WORD = `=?utf-8?B?${BASE64}?=`;

testMatrix(
  ses,
  samples.mail,
  [
    ['the sender', plant(mail('source'), PAYLOAD), 'Records[0].ses.mail.source'],
    ['a destination', plant(mail('destination', 0), PAYLOAD), 'Records[0].ses.mail.destination[0]'],
    ['a recipient', plant(receipt('recipients', 0), PAYLOAD), 'Records[0].ses.receipt.recipients[0]'],
    ['a header', plant(mail('headers', 4, 'value'), PAYLOAD), 'Records[0].ses.mail.headers[4].value'],
    ['the name of a header', plant(mail('headers', 4, 'name'), PAYLOAD), 'Records[0].ses.mail.headers[4].name'],
    ['an encoded header', plant(mail('headers', 3, 'value'), WORD), 'Records[0].ses.mail.headers[3].value|words'],
    ['the subject', plant(mail('commonHeaders', 'subject'), PAYLOAD), 'Records[0].ses.mail.commonHeaders.subject'],
    [
      'an encoded subject',
      plant(mail('commonHeaders', 'subject'), WORD),
      'Records[0].ses.mail.commonHeaders.subject|words',
    ],
    ['an author', plant(mail('commonHeaders', 'from', 0), PAYLOAD), 'Records[0].ses.mail.commonHeaders.from[0]'],
    [
      'an encoded author',
      plant(mail('commonHeaders', 'from', 0), WORD),
      'Records[0].ses.mail.commonHeaders.from[0]|words',
    ],
    [
      'the message id',
      plant(mail('commonHeaders', 'messageId'), PAYLOAD),
      'Records[0].ses.mail.commonHeaders.messageId',
    ],
    [
      'a header that AWS may add',
      plant(mail('commonHeaders', 'replyTo'), [PAYLOAD]),
      'Records[0].ses.mail.commonHeaders.replyTo[0]',
    ],
    ['a field beside the mail', plant(at('Records', 0, 'ses', 'content'), PAYLOAD), 'Records[0].ses.content'],
  ],
  [
    ['a verdict', plant(receipt('spamVerdict', 'status'), PAYLOAD)],
    ['the action', plant(receipt('action', 'functionArn'), PAYLOAD)],
    ["SES's own message id", plant(mail('messageId'), PAYLOAD)],
  ],
);

describe('ses', () => {
  it('ends the rule set for a blocked mail', () => {
    expect(ses.block(samples.mail, { requestId: 'r', paths: ['Records[0].ses.mail.source'] })).toEqual({
      is: 'respond',
      response: { disposition: 'STOP_RULE_SET' },
      removed: [samples.mail],
    });
  });
});
