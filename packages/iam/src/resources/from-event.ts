import { isUnknown, type TemplateValue, type Trigger, type Unknown } from '@bulkhead/core';
import type { Scope } from './scope.ts';
import { joinParts } from './template-text.ts';

/**
 * What the function's triggers tell of a part of its event: the bucket of an S3 notification is the bucket that notifies,
 * its key begins with the filter's prefix, and a record's source is the queue or stream that it was read from.
 */
export function fromEvent(path: string, scope: Scope): readonly TemplateValue[] {
  const { triggers } = scope.fn;
  if (/(?:^|\.)s3\.bucket\.(?:name|arn)$|^detail\.bucket\.name$/.test(path)) {
    const buckets = triggers.flatMap((trigger) =>
      trigger.type === 's3' ? [own(trigger.bucket, scope, path.endsWith('arn'))] : [],
    );
    if (buckets.length > 0) return buckets;
  }
  if (/(?:^|\.)s3\.object\.key$/.test(path)) {
    const prefixes = triggers.flatMap((trigger) => (trigger.type === 's3' ? [trigger.prefix ?? ''] : []));
    if (prefixes.length > 0) return prefixes.map((prefix) => joinParts([prefix, comesFromEvent(path)]));
  }
  if (/(?:^|\.)event(?:SourceARN|_source_arn)$/i.test(path)) {
    const sources = triggers.flatMap((trigger) => sourceOf(trigger));
    if (sources.length > 0) return sources.map((source) => own(source, scope, true));
  }
  return [comesFromEvent(path)];
}

export const comesFromEvent = (path: string): Unknown => ({
  unknown: path === '' ? 'it comes from the event' : `it comes from the event (${path})`,
  expression: `event.${path}`,
});

function sourceOf(trigger: Trigger): readonly (string | Unknown)[] {
  if (trigger.type === 'sqs') return [trigger.queue];
  if (trigger.type === 'kinesis' || trigger.type === 'dynamodb') return [trigger.stream];
  return [];
}

/** A trigger names a resource by its logical id, or by its name or ARN. */
function own(name: string | Unknown, scope: Scope, arn: boolean): TemplateValue {
  if (isUnknown(name)) return name;
  const resource = scope.own.byId.get(name);
  if (resource === undefined) return name;
  return arn ? { ref: resource.id, attribute: 'Arn' } : { ref: resource.id };
}

/** The text of a trigger's resource, for callers that have no scope of a call. */
export const triggerResource = own;
