import type { SnsTrigger, SourcePlace, Trigger } from '@bulkhead/core';
import { readPlain, readSourceReference, TOPIC } from '../../cloudformation/source-reference.ts';
import type { Reader } from '../../read.ts';
import { otherTrigger } from '../../serverless/events/other.ts';
import { get, type Tree } from '../../yaml/tree.ts';
import type { SamEvent } from '../context.ts';

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-sns.html */
export function readSnsEvent({ properties, place, context }: SamEvent): Trigger {
  const topic = get(properties, 'Topic');
  if (!topic) return otherTrigger('SNS', place);
  // SAM puts a queue of its own between topic and function.
  if (context.read.value(get(properties, 'SqsSubscription'))) return otherTrigger('SNS (SqsSubscription)', place);
  return readSnsSubscription(topic, properties, place, context.read);
}

/** An event of SAM and `AWS::SNS::Subscription` have the same keys. */
export function readSnsSubscription(
  topic: Tree,
  properties: Tree | undefined,
  place: SourcePlace,
  read: Reader,
): SnsTrigger {
  const filterPolicy = readPlain(get(properties, 'FilterPolicy'), read);
  const scope = read.oneOf(get(properties, 'FilterPolicyScope'), 'FilterPolicyScope', [
    'MessageAttributes',
    'MessageBody',
  ]);
  return {
    type: 'sns',
    topic: readSourceReference(topic, TOPIC, 'the topic', read),
    ...(filterPolicy === undefined ? {} : { filterPolicy }),
    ...(scope === undefined ? {} : { filterPolicyScope: scope }),
    place,
  };
}
