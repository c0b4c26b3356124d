import type { App, Trigger } from '@bulkhead/core';
import type { DeliverableTrigger } from './types.ts';

const DELIVERED: readonly Trigger['type'][] = ['sqs', 'kinesis', 'dynamodb', 'sns', 'eventbridge', 's3'];

/** Whether the lab can deliver a trigger, given an AWS server. */
export function isDeliverable(trigger: Trigger): trigger is DeliverableTrigger {
  return DELIVERED.includes(trigger.type);
}

/** What a function calls by the name in its environment. */
const NAMED: Readonly<Record<string, string>> = {
  'AWS::SQS::Queue': 'SQS',
  'AWS::SNS::Topic': 'SNS',
  'AWS::Kinesis::Stream': 'Kinesis',
  'AWS::Events::EventBus': 'EventBridge',
  'AWS::S3::Bucket': 'S3',
};
const TABLES = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable', 'AWS::Serverless::SimpleTable'];

/**
 * What an app needs an AWS server for, `SNS`, `SQS` …: its triggers, its tables, and what its functions' environment names.
 * Nothing else would answer: functions have credentials that no account knows.
 */
export function serverKinds(app: App): string[] {
  const names = {
    sqs: 'SQS',
    kinesis: 'Kinesis',
    dynamodb: 'DynamoDB',
    sns: 'SNS',
    eventbridge: 'EventBridge',
    s3: 'S3',
  };
  const triggers = app.functions.flatMap(({ triggers }) =>
    triggers.filter(isDeliverable).map(({ type }) => names[type]),
  );
  const environments = app.functions.map(({ environment }) => JSON.stringify(environment ?? {})).join();
  const resources = app.resources.flatMap(({ id, type }) => {
    if (TABLES.includes(type)) return 'DynamoDB';
    const kind = NAMED[type];
    return kind !== undefined && environments.includes(id) ? kind : [];
  });
  return [...new Set([...triggers, ...resources])];
}
