import type { Trigger } from '@bulkhead/core';
import { badTemplate } from '../../bad-template.ts';
import { otherTrigger } from '../../serverless/events/other.ts';
import { get, kindOf, type Tree } from '../../yaml/tree.ts';
import type { SamContext, SamEvent } from '../context.ts';
import { readApiEvent } from './api.ts';
import { readEventBridgeEvent } from './eventbridge.ts';
import { readHttpApiEvent } from './http-api.ts';
import { readS3Event } from './s3.ts';
import { readSnsEvent } from './sns.ts';
import { readSqsEvent } from './sqs.ts';
import { readDynamoDbEvent, readKinesisEvent } from './stream.ts';
import { readUrlConfig } from './url.ts';

const READERS: ReadonlyMap<string, (event: SamEvent) => Trigger> = new Map([
  ['Api', readApiEvent],
  ['HttpApi', readHttpApiEvent],
  ['SQS', readSqsEvent],
  ['Kinesis', readKinesisEvent],
  ['DynamoDB', readDynamoDbEvent],
  ['SNS', readSnsEvent],
  ['EventBridgeRule', readEventBridgeEvent],
  ['CloudWatchEvent', readEventBridgeEvent],
  ['S3', readS3Event],
]);

/** Reads `Events` and `FunctionUrlConfig` of an `AWS::Serverless::Function`. */
export function readSamTriggers(id: string, properties: Tree, context: SamContext): Trigger[] {
  const { read } = context;
  const triggers: Trigger[] = [];
  const url = properties.kind === 'map' ? properties.entries.get('FunctionUrlConfig') : undefined;
  const config = read.value(url?.value);
  if (url && config?.kind === 'map') triggers.push(readUrlConfig(config, url.key, read));
  else if (config) read.note(config);
  const events = read.value(get(properties, 'Events'));
  if (!events) return triggers;
  if (events.kind === 'unknown') {
    read.note(events);
    return triggers;
  }
  if (events.kind !== 'map') throw badTemplate(events.place, `Events of ${id} must be a map, not ${kindOf(events)}`);
  for (const { key, value } of events.entries.values()) {
    if (value.kind === 'unknown') {
      read.note(value);
      continue;
    }
    const type = read.knownText(get(value, 'Type'), 'Type');
    if (type === undefined) throw badTemplate(key, `an event of ${id} has no Type`);
    const reader = READERS.get(type);
    triggers.push(
      reader ? reader({ properties: get(value, 'Properties'), place: key, context }) : otherTrigger(type, key),
    );
  }
  return triggers;
}
