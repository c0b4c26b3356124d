import { joinPath } from '../visits.ts';
import { visitBase64 } from './base64.ts';
import { isMap } from './http.ts';
import { parse } from './json.ts';
import { visitBlanks } from './object-key.ts';
import { visitRecords } from './visit-records.ts';
import { step, visitName, visitText, visitValue, type Walk } from './walk.ts';

/**
 * Visits the text of a message. Another service may have written it: an SNS notification in SQS, an S3 notification in
 * either, an EventBridge event. Whoever may send to the queue can write the same by hand, so every string in it counts;
 * known shapes only add readings that the text alone does not give (blanks in object keys, binary attributes).
 */
export function visitMessage(walk: Walk, text: unknown, parent: string, key: string | number): void {
  if (typeof text !== 'string') {
    visitValue(walk, text, parent, key, 0);
    return;
  }
  visitText(walk, text, parent, key, 0);
  if (text.includes('aws:s3') || (text.includes('Notification') && text.includes('Binary'))) {
    visitKnownShapes(walk, text, parent, key, 0);
  }
}

/** SNS in SNS in SQS is more than any set-up has. */
const MAX_ENVELOPES = 3;

function visitKnownShapes(walk: Walk, text: string, parent: string, key: string | number, envelopes: number): void {
  const message = envelopes === MAX_ENVELOPES ? undefined : parse(walk, text, parent, key);
  if (!isMap(message)) return;
  const path = joinPath(parent, step(key, 'json'));
  visitRecords(walk, message['Records'], joinPath(path, 'Records'), (record, recordPath) => {
    const object = isMap(record['s3']) ? record['s3']['object'] : undefined;
    if (isMap(object)) visitBlanks(walk, object['key'], `${recordPath}.s3.object`, 'key');
  });
  if (message['Type'] !== 'Notification') return;
  visitBinaryAttributes(walk, message['MessageAttributes'], joinPath(path, 'MessageAttributes'));
  const inner = message['Message'];
  if (typeof inner === 'string') visitKnownShapes(walk, inner, path, 'Message', envelopes + 1);
}

function visitBinaryAttributes(walk: Walk, attributes: unknown, path: string): void {
  if (!isMap(attributes)) return;
  for (const name in attributes) {
    const attribute = attributes[name];
    if (isMap(attribute) && attribute['Type'] === 'Binary') {
      visitBase64(walk, attribute['Value'], joinPath(path, name), 'Value');
    }
  }
}

/**
 * Visits message attributes as SNS hands them to Lambda: `String`, `String.Array` (a JSON list in a string), `Number` and
 * `Binary` (base64).
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
export function visitSnsAttributes(walk: Walk, attributes: unknown, path: string): void {
  if (!isMap(attributes)) {
    visitValue(walk, attributes, '', path, 0);
    return;
  }
  for (const name in attributes) {
    visitName(walk, name, path, 0);
    const attribute = attributes[name];
    if (!isMap(attribute)) {
      visitValue(walk, attribute, path, name, 0);
      continue;
    }
    if (attribute['Type'] === 'Binary') visitBase64(walk, attribute['Value'], joinPath(path, name), 'Value');
    else visitValue(walk, attribute['Value'], joinPath(path, name), 'Value', 0);
  }
}
