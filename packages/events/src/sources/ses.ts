import { decodeEncodedWords } from '../reading/encoded-words.ts';
import { visitExcept } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import { step, visitText, visitValue, type Walk } from '../reading/walk.ts';
import type { EventSamples, EventSource } from '../types.ts';
import { joinPath } from '../visits.ts';

/**
 * Mail received by SES, handed over by the Lambda action of a receipt rule. The event has the headers, not the body.
 * https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda-event.html
 *
 * Walked: the envelope (`source`, `destination`, `recipients`: what stands before the @ is free), every header with its
 * name, `commonHeaders`; encoded words (RFC 2047) as they are and decoded at `|words`.
 * Not walked: verdicts, action, times, `mail.messageId` are AWS's.
 */
export const ses: EventSource = {
  id: 'ses',
  title: 'SES incoming mail',
  // Unless the rule says RequestResponse; the two events look the same.
  invocation: 'asynchronous',
  match(event) {
    const records = event['Records'];
    const first: unknown = Array.isArray(records) ? records[0] : undefined;
    return isMap(first) && first['eventSource'] === 'aws:ses';
  },
  read(walk, event) {
    visitExcept(walk, event, '', '', RECORDS);
    const records = event['Records'];
    if (!Array.isArray(records)) return;
    for (let i = 0; i < records.length; i++) {
      const record: unknown = records[i];
      const path = `Records[${i}]`;
      visitExcept(walk, record, '', path, RECORD);
      const mail = isMap(record) ? record['ses'] : undefined;
      if (isMap(mail)) visitMail(walk, mail, `${path}.ses`);
    }
  },
  /**
   * For a rule that waits for the answer (RequestResponse) this ends the rule set: no later action of any rule sees the
   * mail. What earlier actions did, such as storing it in S3, stays, and the sender hears nothing, because SES has
   * accepted the mail already. A rule that does not wait (Event, the default) ignores the answer and goes on; there it
   * only keeps Lambda from trying again.
   */
  block(event) {
    return { is: 'respond', response: { disposition: 'STOP_RULE_SET' }, removed: [event] };
  },
};

const RECORDS = ['Records'];
const RECORD = ['ses', 'eventSource', 'eventVersion'];
const SES = ['mail', 'receipt'];
const MAIL = ['headers', 'commonHeaders', 'timestamp', 'messageId'];
const RECEIPT = [
  'timestamp',
  'processingTimeMillis',
  'spamVerdict',
  'virusVerdict',
  'spfVerdict',
  'dkimVerdict',
  'dmarcVerdict',
  'dmarcPolicy',
  'action',
];

function visitMail(walk: Walk, parts: Record<string, unknown>, path: string): void {
  visitExcept(walk, parts, '', path, SES);
  visitExcept(walk, parts['receipt'], path, 'receipt', RECEIPT);
  const mail = parts['mail'];
  visitExcept(walk, mail, path, 'mail', MAIL);
  if (!isMap(mail)) return;
  visitHeaderFields(walk, mail['headers'], `${path}.mail.headers`);
  visitCommonHeaders(walk, mail['commonHeaders'], `${path}.mail`, 'commonHeaders');
}

/** `[{ name, value }]`. RFC 5322 allows every printable character but the colon in a name. */
function visitHeaderFields(walk: Walk, headers: unknown, path: string): void {
  if (!Array.isArray(headers)) return;
  for (let i = 0; i < headers.length; i++) {
    const header: unknown = headers[i];
    if (!isMap(header)) visitValue(walk, header, path, i, 0);
    else for (const name in header) visitField(walk, header[name], joinPath(path, i), name);
  }
}

/** Strings and lists of strings. */
function visitCommonHeaders(walk: Walk, headers: unknown, parent: string, key: string): void {
  if (!isMap(headers)) return;
  const path = joinPath(parent, key);
  for (const name in headers) {
    const value = headers[name];
    if (!Array.isArray(value)) visitField(walk, value, path, name);
    else for (let i = 0; i < value.length; i++) visitField(walk, value[i], joinPath(path, name), i);
  }
}

function visitField(walk: Walk, value: unknown, parent: string, key: string | number): void {
  visitValue(walk, value, parent, key, 0);
  if (typeof value !== 'string') return;
  const decoded = decodeEncodedWords(value);
  if (decoded !== value) visitText(walk, decoded, parent, step(key, 'words'), 1);
}

/** Events after the AWS page above, by variant. */
export const samples = {
  mail: {
    Records: [
      {
        eventSource: 'aws:ses',
        eventVersion: '1.0',
        ses: {
          mail: {
            timestamp: '2026-11-20T10:15:00.000Z',
            source: 'ada@example.com',
            messageId: 'o3vrnil0e2ic28trm7dfhrc2v0clambda4nbp0g1',
            destination: ['polls@example.org'],
            headersTruncated: false,
            headers: [
              { name: 'Return-Path', value: '<ada@example.com>' },
              { name: 'From', value: 'Ada Example <ada@example.com>' },
              { name: 'To', value: 'polls@example.org' },
              { name: 'Subject', value: 'Minutes of spring' },
              { name: 'X-Mailer', value: 'Example Mail 2.1' },
            ],
            commonHeaders: {
              returnPath: 'ada@example.com',
              from: ['Ada Example <ada@example.com>'],
              date: 'Fri, 20 Nov 2026 10:14:58 +0000',
              to: ['polls@example.org'],
              messageId: '<0123456789@example.com>',
              subject: 'Minutes of spring',
            },
          },
          receipt: {
            timestamp: '2026-11-20T10:15:00.000Z',
            processingTimeMillis: 574,
            recipients: ['polls@example.org'],
            spamVerdict: { status: 'PASS' },
            virusVerdict: { status: 'PASS' },
            spfVerdict: { status: 'PASS' },
            dkimVerdict: { status: 'PASS' },
            dmarcVerdict: { status: 'PASS' },
            action: {
              type: 'Lambda',
              functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:minutes',
              invocationType: 'Event',
            },
          },
        },
      },
    ],
  },
} satisfies EventSamples;
