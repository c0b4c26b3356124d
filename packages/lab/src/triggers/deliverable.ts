import type { App, Trigger } from '@bulkhead/core';
import type { DeliverableTrigger } from './types.ts';

const DELIVERED: readonly Trigger['type'][] = ['sqs', 'kinesis', 'dynamodb', 'sns', 'eventbridge', 's3'];

/** Whether the lab can deliver a trigger, given an AWS server. */
export function isDeliverable(trigger: Trigger): trigger is DeliverableTrigger {
  return DELIVERED.includes(trigger.type);
}

/** Kinds of triggers of an app that need an AWS server: `SNS`, `SQS` … */
export function serverKinds(app: App): string[] {
  const names = {
    sqs: 'SQS',
    kinesis: 'Kinesis',
    dynamodb: 'DynamoDB streams',
    sns: 'SNS',
    eventbridge: 'EventBridge',
  };
  const kinds = app.functions.flatMap(({ triggers }) => triggers.filter(isDeliverable).map(({ type }) => type));
  return [...new Set(kinds)].map((kind) => (kind === 's3' ? 'S3' : names[kind]));
}
