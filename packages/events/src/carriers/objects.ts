import { decodeObjectKey } from '@bulkhead/core';
import { type Fields, isFields } from './values.ts';

/** Longer messages are not parsed only for the object that they name. */
const LONGEST_MESSAGE = 1_000_000;

/** Notices are put into at most two others: a topic's into a queue's. */
const DEEPEST = 3;

/** Whether an event tells of an object of S3: by itself, or in a message of SQS, SNS or EventBridge. */
export function namesObject(event: unknown, bucket: unknown, key: unknown): boolean {
  return typeof bucket === 'string' && typeof key === 'string' && names(event, bucket, key, DEEPEST);
}

function names(event: unknown, bucket: string, key: string, deep: number): boolean {
  if (!isFields(event) || deep === 0) return false;
  const records = event['Records'];
  if (Array.isArray(records)) return records.some((record) => isFields(record) && ofRecord(record, bucket, key, deep));
  // EventBridge writes keys as they are.
  const detail = event['detail'];
  return isFields(detail) && isObject(detail['bucket'], detail['object'], bucket, key);
}

function ofRecord(record: Fields, bucket: string, key: string, deep: number): boolean {
  const { s3, Sns: topic } = record;
  if (isFields(s3)) return isObject(s3['bucket'], s3['object'], bucket, key);
  const inner = parsed(isFields(topic) ? topic['Message'] : record['body']);
  if (names(inner, bucket, key, deep - 1)) return true;
  return isFields(inner) && names(parsed(inner['Message']), bucket, key, deep - 1);
}

function isObject(ofBucket: unknown, object: unknown, bucket: string, key: string): boolean {
  if (!isFields(ofBucket) || !isFields(object) || ofBucket['name'] !== bucket) return false;
  const name = object['key'];
  return typeof name === 'string' && (name === key || decodeObjectKey(name) === key);
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string' || text.length > LONGEST_MESSAGE || !text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
