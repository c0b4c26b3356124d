import { decodeEncodedWords } from '../reading/encoded-words.ts';
import { visitExcept } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import { visitText } from '../reading/walk.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Mail of an Amazon WorkMail organisation, handed over by an e-mail flow rule.
 * https://docs.aws.amazon.com/workmail/latest/adminguide/lambda.html
 *
 * Walked: subject (encoded words decoded at `|words`), sender and envelope.
 * Not walked: ids, direction and version are WorkMail's.
 */
export const workmail: EventSource = {
  id: 'workmail',
  title: 'WorkMail mail flow rule',
  invocation: 'synchronous',
  match(event) {
    return typeof event['summaryVersion'] === 'string' && isMap(event['envelope']);
  },
  read(walk, event) {
    visitExcept(walk, event, '', '', NOT_A_STRANGERS);
    const { subject } = event;
    if (typeof subject !== 'string') return;
    const decoded = decodeEncodedWords(subject);
    if (decoded !== subject) visitText(walk, decoded, '', 'subject|words', 1);
  },
  /**
   * The mail is dropped for all recipients, without a bounce that the sender could learn from. An error would be tried
   * again until the rule's timeout, up to four hours, and then the rule's fallback applies. A rule that does not wait for
   * the answer ignores it.
   */
  block() {
    return { is: 'respond', response: { actions: [{ action: { type: 'DROP' }, allRecipients: true }] } };
  },
};

const NOT_A_STRANGERS = ['summaryVersion', 'messageId', 'invocationId', 'flowDirection', 'truncated'];

/** Events after the AWS page above, by variant. */
export const samples = {
  inbound: {
    summaryVersion: '2019-07-28',
    envelope: {
      mailFrom: { address: 'ada@example.com' },
      recipients: [{ address: 'polls@example.org' }, { address: 'board@example.org' }],
    },
    sender: { address: 'ada@example.com' },
    subject: 'Minutes of spring',
    messageId: '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
    invocationId: '0a1b2c3d4e5f60718293a4b5c6d7e8f9',
    flowDirection: 'INBOUND',
    truncated: false,
  },
} satisfies EventSamples;
