import type { Trigger } from '@bulkhead/core';
import { referenceOf } from '../cloudformation/intrinsic.ts';
import { BUCKET, ownResource, QUEUE, readSourceReference } from '../cloudformation/source-reference.ts';
import type { TemplateResource } from '../cloudformation/template.ts';
import { readRule } from '../event-source/eventbridge.ts';
import { cloudFormationMapping, readQueueMapping, readStreamMapping, streamKindOf } from '../event-source/mapping.ts';
import { readS3Notification } from '../event-source/s3.ts';
import type { Reader } from '../read.ts';
import { otherTrigger } from '../serverless/events/other.ts';
import { get, type Tree } from '../yaml/tree.ts';
import { readSnsSubscription } from './events/sns.ts';
import { STREAM_DEFAULTS } from './events/stream.ts';
import { readUrlConfig } from './events/url.ts';

/** A trigger that stands in a resource of its own. */
export interface AttachedTrigger {
  readonly functionId: string;
  readonly trigger: Trigger;
}

/** Finds a function by its logical id. */
type FunctionOf = (logicalId: string) => string | undefined;

/**
 * Reads what invokes functions of the same template from its own resource: `AWS::Lambda::Url`,
 * `AWS::Lambda::EventSourceMapping`, `AWS::SNS::Subscription`, `AWS::Events::Rule`, the notifications of a bucket, and CDK's custom
 * resource for them.
 */
export function readAttachedTriggers(
  { id, type, properties, place }: TemplateResource,
  functionOf: FunctionOf,
  read: Reader,
): AttachedTrigger[] {
  if (!properties) return [];
  const target = (tree: Tree | undefined) => {
    const found = referenceOf(tree)?.id ?? referenceOf(tree && read.value(tree))?.id;
    return found === undefined ? undefined : functionOf(found);
  };
  const attach = (tree: Tree | undefined, trigger: () => Trigger): AttachedTrigger[] => {
    const functionId = target(tree);
    return functionId === undefined ? [] : [{ functionId, trigger: trigger() }];
  };
  switch (type) {
    case 'AWS::Lambda::Url':
      return attach(get(properties, 'TargetFunctionArn'), () => readUrlConfig(properties, place, read));
    case 'AWS::Lambda::EventSourceMapping':
      return attach(get(properties, 'FunctionName'), () => readMapping(properties, place, read));
    case 'AWS::SNS::Subscription': {
      const topic = get(properties, 'TopicArn');
      const isLambda = read.knownText(get(properties, 'Protocol'), 'Protocol') === 'lambda';
      if (!topic || !isLambda) return [];
      return attach(get(properties, 'Endpoint'), () => readSnsSubscription(topic, properties, place, read));
    }
    case 'AWS::Events::Rule': {
      const pattern = get(properties, 'EventPattern');
      return read.list(get(properties, 'Targets')).flatMap((entry) =>
        attach(get(entry, 'Arn'), () => {
          if (!pattern) return otherTrigger('Schedule', place);
          const settings = { input: get(entry, 'Input'), inputPath: get(entry, 'InputPath') };
          const inputTransformer = get(entry, 'InputTransformer');
          const bus = get(properties, 'EventBusName');
          return readRule({ bus, pattern, ...settings, inputTransformer }, place, read);
        }),
      );
    }
    case 'AWS::S3::Bucket': {
      const configurations = get(properties, 'NotificationConfiguration', 'LambdaConfigurations');
      return read.list(configurations).flatMap((entry) => {
        const rules = get(entry, 'Filter', 'S3Key', 'Rules');
        return attach(get(entry, 'Function'), () => readS3Notification(id, get(entry, 'Event'), rules, place, read));
      });
    }
    // CDK sets notifications by a custom resource, which breaks the circle of bucket and function.
    case 'Custom::S3BucketNotifications': {
      const name = get(properties, 'BucketName');
      if (!name) return [];
      const bucket = readSourceReference(name, BUCKET, 'BucketName', read);
      const configurations = get(properties, 'NotificationConfiguration', 'LambdaFunctionConfigurations');
      return read.list(configurations).flatMap((entry) => {
        const rules = get(entry, 'Filter', 'Key', 'FilterRules');
        return attach(get(entry, 'LambdaFunctionArn'), () =>
          readS3Notification(bucket, get(entry, 'Events'), rules, place, read),
        );
      });
    }
    default:
      return [];
  }
}

function readMapping(properties: Tree, place: TemplateResource['place'], read: Reader): Trigger {
  const source = get(properties, 'EventSourceArn');
  if (!source) return otherTrigger('EventSourceMapping', place);
  const trees = cloudFormationMapping(properties);
  if (isQueue(source, read)) return readQueueMapping(source, 'the queue', trees, place, read);
  const kind = streamKindOf(source, read);
  if (kind === undefined) return otherTrigger('EventSourceMapping', place);
  return readStreamMapping(kind, source, trees, STREAM_DEFAULTS, place, read);
}

function isQueue(source: Tree, read: Reader): boolean {
  if (ownResource(source, QUEUE, read) !== undefined) return true;
  const value = read.value(source);
  return value?.kind === 'scalar' && String(value.value).includes(':sqs:');
}
