import { visitBase64 } from '../reading/base64.ts';
import { decodeBase64 } from '../reading/decode-base64.ts';
import { visitExcept, visitOthers } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import { inflate, isGzip } from '../reading/inflate.ts';
import { parse } from '../reading/json.ts';
import { isBeside, removeRecords } from '../reading/records.ts';
import { visitRecords } from '../reading/visit-records.ts';

import { MAX_UNPACKED, visitText, visitValue } from '../reading/walk.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Subscription of a CloudWatch Logs group, which calls the function asynchronously with gzip in base64.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 *
 * Walked: the messages, and the fields that the subscription's filter pattern took out of them. Applications log what
 * strangers say.
 * Not walked: ids, times and levels are CloudWatch's; account, group, stream and filter are the owner's.
 */
export const cloudwatchLogs: EventSource = {
  id: 'cloudwatch-logs',
  title: 'CloudWatch Logs subscription',
  invocation: 'asynchronous',
  match(event) {
    const logs = event['awslogs'];
    return isMap(logs) && typeof logs['data'] === 'string';
  },
  fields: ['awslogs'],
  read(walk, event) {
    const logs = event['awslogs'];
    visitExcept(walk, logs, '', 'awslogs', ['data']);
    if (!isMap(logs)) return;
    const { data } = logs;
    if (typeof data !== 'string') {
      visitValue(walk, data, 'awslogs', 'data', 0);
      return;
    }
    const bytes = decodeBase64(walk, data, 'awslogs', 'data');
    const document = readDocument(walk, bytes, (text) => parse(walk, text, 'awslogs', 'data|base64|gzip'));
    if (!Array.isArray(document?.['logEvents'])) {
      visitBase64(walk, data, 'awslogs', 'data');
      return;
    }
    visitRecords(
      walk,
      document['logEvents'],
      LOG_EVENTS,
      (record, path) => {
        const message = record['message'];
        if (typeof message === 'string') visitText(walk, message, path, 'message', 0);
      },
      LOG_EVENT,
    );
    visitOthers(walk, document, 'awslogs.data|base64|gzip|json', DOCUMENT);
  },
  /**
   * Nobody waits for the answer, and an exception buys two retries: hostile messages are taken out and the others packed
   * again.
   */
  block(event, request) {
    const logs = event['awslogs'];
    if (!isMap(logs)) return { is: 'throw' };
    const { data } = logs;
    const document =
      typeof data === 'string'
        ? readDocument({ unpacked: MAX_UNPACKED }, Buffer.from(data, 'base64'), JSON.parse)
        : undefined;
    if (document === undefined || isBeside(request.paths, LOG_EVENTS)) return { is: 'throw' };
    const paths = request.paths.map((path) => path.slice(LOG_EVENTS.length - 'logEvents'.length));
    const outcome = removeRecords(document, 'logEvents', { ...request, paths }, null);
    if (outcome.is !== 'continue') return outcome;
    const packed = process.getBuiltinModule('node:zlib').gzipSync(JSON.stringify(outcome.event));
    return { ...outcome, event: { ...event, awslogs: { ...logs, data: packed.toString('base64') } } };
  },
};

/** Events after the AWS page above, by variant; the data unpacks to two log events, `vote blue` and `{"vote":"green"}`. */
export const samples = {
  subscription: {
    awslogs: {
      data: 'H4sIAAAAAAACA6XQO2vDMBQF4L9SDh0Nlq5lvTZD3SztZG9xKHIjgsEvLCWhBP/3EodCl05dz4XzXc4Ngw/BnXz9NXtYvBR18fFeVlWxK5Fguo5+gQWnTORSacM4IUE/nXbLdJ5hkbprSHs3tEeXXqbow+NcxcW7ARbESKacp8TT/fNbUZdVfWCOt0gQzm34XLo5dtP42vXRLwF2j0fLYaspL36M9/SG7giLTEiijEtmjDRKa6GYzAUzSjKpNZHO7x9KyYkYF1yKTBvKhUSC2A0+RDfMsFyZnEujGOOUJT8LwG70U9ufPdbkf6L6WxS/xVuzoQ1sg9Pi/dhgxXpYvwGb81YUmAEAAA==',
    },
  },
} satisfies EventSamples;

const LOG_EVENT = ['id', 'timestamp', 'ingestionTime', 'message'];
const DOCUMENT = ['messageType', 'owner', 'logGroup', 'logStream', 'subscriptionFilters', 'policyLevel', 'logEvents'];
const LOG_EVENTS = 'awslogs.data|base64|gzip|json.logEvents';

/** Some producers pack as zlib does. The path says gzip all the same. */
function readDocument(
  budget: { unpacked: number },
  bytes: Buffer,
  parseText: (text: string) => unknown,
): Record<string, unknown> | undefined {
  const unpacked = inflate(budget, bytes, isGzip(bytes) ? 'gzip' : 'deflate');
  if (unpacked === undefined) return undefined;
  try {
    const document = parseText(unpacked.toString('utf8'));
    return isMap(document) ? document : undefined;
  } catch {
    return undefined;
  }
}
