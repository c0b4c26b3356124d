import { isReference, isUnknown, type TemplateValue, type Trigger, type Unknown } from '@bulkhead/core';
import { field, type Scope } from './scope.ts';
import { joinParts } from './template-text.ts';

/**
 * What the function's triggers tell of a part of its event: the bucket of an S3 notification is the bucket that notifies,
 * its key begins with the filter's prefix, and a record's source is the queue or stream that it was read from.
 */
export function fromEvent(path: string, scope: Scope): readonly TemplateValue[] {
  const { triggers } = scope.fn;
  const bucket = BUCKET.exec(path);
  if (bucket !== null) {
    const buckets = notifyingBuckets(scope).map((name) => own(name, scope, bucket[1] === 'arn'));
    if (buckets.length > 0) return buckets;
  }
  if (/(?:^|\.)s3\.object\.key$|^detail\.object\.key$/.test(path)) {
    const prefixes = triggers.flatMap((trigger) => (trigger.type === 's3' ? [trigger.prefix ?? ''] : []));
    if (prefixes.length > 0) return prefixes.map((prefix) => joinParts([prefix, comesFromEvent(path)]));
  }
  if (/(?:^|\.)event(?:SourceARN|_source_arn)$/i.test(path)) {
    const sources = triggers.flatMap((trigger) => sourceOf(trigger));
    if (sources.length > 0) return sources.map((source) => own(source, scope, true));
  }
  if (/(?:^|\.)Sns\.TopicArn$/.test(path)) {
    const topics = triggers.flatMap((trigger) => (trigger.type === 'sns' ? [trigger.topic] : []));
    if (topics.length > 0) return topics.map((topic) => own(topic, scope, false));
  }
  return [comesFromEvent(path)];
}

/**
 * Where events name a bucket: S3's own records, also inside of a message, its event on EventBridge, and CloudTrail's there.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
const BUCKET = /(?:^|\.)s3\.bucket\.(name|arn)$|^detail\.(?:bucket\.name|requestParameters\.bucketName)$/;

/** The buckets that a function hears of: directly, by a rule's pattern, or through a queue or topic of the template. */
function notifyingBuckets(scope: Scope): readonly (string | Unknown)[] {
  const { triggers } = scope.fn;
  const direct = triggers.flatMap((trigger) => (trigger.type === 's3' ? [trigger.bucket] : []));
  if (direct.length > 0) {
    const named = direct.filter((name) => typeof name === 'string' && scope.own.byId.has(name));
    // A trigger of a bucket with a name of its own has that name; which bucket it is, its notifications tell.
    const others = configuredBuckets(scope).filter((id) => !named.includes(id));
    return named.length + others.length >= new Set(direct).size ? [...named, ...others] : [...direct, ...others];
  }
  const ofRules = triggers.flatMap((trigger) =>
    trigger.type === 'eventbridge' ? patternBuckets(trigger.pattern) : [],
  );
  if (ofRules.length > 0) return ofRules.every((name) => isKnownName(name, scope)) ? ofRules.map(nameOfRef) : [];
  const kinds = new Set(triggers.map(({ type }) => type));
  const through = [
    ...(kinds.has('sqs') ? ['QueueConfigurations'] : []),
    ...(kinds.has('sns') || kinds.has('sqs') ? ['TopicConfigurations'] : []),
    ...(kinds.has('eventbridge') ? ['EventBridgeConfiguration'] : []),
  ];
  return (scope.own.byType.get('AWS::S3::Bucket') ?? []).flatMap(({ id, properties }) =>
    through.some((name) => field(properties['NotificationConfiguration'], name) !== undefined) ? [id] : [],
  );
}

/** Own buckets whose configuration notifies the function. */
function configuredBuckets({ own: { byType }, deployed }: Scope): readonly string[] {
  if (deployed === undefined) return [];
  return (byType.get('AWS::S3::Bucket') ?? []).flatMap(({ id, properties }) => {
    const all = field(properties['NotificationConfiguration'], 'LambdaConfigurations');
    const notified = (Array.isArray(all) ? (all as readonly TemplateValue[]) : []).some((one) => {
      const target = field(one, 'Function');
      return isReference(target) && target.ref === deployed.id;
    });
    return notified ? [id] : [];
  });
}

/** Names in `detail.bucket.name` or `detail.requestParameters.bucketName` of a pattern; matchers of parts are none. */
function patternBuckets(pattern: unknown): readonly (string | Unknown)[] {
  const detail = fieldOf(pattern, 'detail');
  const names =
    fieldOf(fieldOf(detail, 'bucket'), 'name') ?? fieldOf(fieldOf(detail, 'requestParameters'), 'bucketName');
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string' || isUnknown(name)) : [];
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

/** A pattern names own buckets as `!Ref`. */
const nameOfRef = (name: string | Unknown): string | Unknown =>
  isUnknown(name) ? (/^!Ref (\w+)$/.exec(name.expression)?.[1] ?? name) : name;

const isKnownName = (name: string | Unknown, scope: Scope): boolean => {
  const known = nameOfRef(name);
  return typeof known === 'string' && (!isUnknown(name) || scope.own.byId.has(known));
};

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
