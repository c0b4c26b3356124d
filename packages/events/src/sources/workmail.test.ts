import { describe, expect, it } from 'vitest';
import { at, BASE64, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { samples, workmail } from './workmail.ts';

testMatrix(
  workmail,
  samples.inbound,
  [
    ['the subject', plant(at('subject'), PAYLOAD), 'subject'],
    ['an encoded subject', plant(at('subject'), `=?utf-8?B?${BASE64}?=`), 'subject|words'],
    ['the author', plant(at('sender', 'address'), PAYLOAD), 'sender.address'],
    ['the sender of the envelope', plant(at('envelope', 'mailFrom', 'address'), PAYLOAD), 'envelope.mailFrom.address'],
    ['a recipient', plant(at('envelope', 'recipients', 1, 'address'), PAYLOAD), 'envelope.recipients[1].address'],
  ],
  [['the id of the message', plant(at('messageId'), PAYLOAD)]],
);

describe('workmail', () => {
  it('drops the mail', () => {
    expect(workmail.block(samples.inbound, { requestId: 'r', paths: ['subject'] })).toEqual({
      is: 'respond',
      response: { actions: [{ action: { type: 'DROP' }, allRecipients: true }] },
    });
  });
});
