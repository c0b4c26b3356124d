import type { Resolved, S3Trigger, SourcePlace } from '@bulkhead/core';
import type { Reader } from '../read.ts';
import { get, type Tree } from '../yaml/tree.ts';

/**
 * One notification of a bucket; rules are `{Name: prefix, Value: x}` or `{prefix: x}`.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
 */
export function readS3Notification(
  bucket: Resolved<string>,
  events: Tree | undefined,
  rules: Tree | undefined,
  place: SourcePlace,
  read: Reader,
): S3Trigger {
  const known = read.list(events).flatMap((item) => read.knownText(item, 'the event') ?? []);
  const rule = (name: 'prefix' | 'suffix') => {
    for (const item of read.list(rules)) {
      const own = read.knownText(get(item, name), name);
      if (own !== undefined) return own;
      if (read.knownText(get(item, 'Name'), 'Name')?.toLowerCase() === name) {
        return read.knownText(get(item, 'Value'), 'Value');
      }
    }
    return undefined;
  };
  const prefix = rule('prefix');
  const suffix = rule('suffix');
  return {
    type: 's3',
    bucket,
    events: known.length > 0 ? known : ['s3:ObjectCreated:*'],
    ...(prefix === undefined ? {} : { prefix }),
    ...(suffix === undefined ? {} : { suffix }),
    place,
  };
}
