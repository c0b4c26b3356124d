import type { App, Resolved } from '@bulkhead/core';
import { localProperties, localResourceName } from '@bulkhead/iac';
import { isDeliverable } from '../deliverable.ts';
import type { LocalNames } from '../names.ts';
import type { AwsConfig, DeliverableTrigger } from '../types.ts';
import type { Declared, ProvisionContext, Replacement } from './types.ts';

export interface Provisioned {
  /** Puts the server's own addresses into a text: queue URLs and ARNs of table streams. */
  localise(text: string): string;
}

/**
 * Makes at the server what the template declares and the server lacks: queues, topics, streams, tables, event buses and
 * buckets. The SDK's clients are loaded for what is there to make, and for nothing else.
 */
export async function provision(
  app: App,
  { aws, kinesis }: { readonly aws: AwsConfig; readonly kinesis: AwsConfig },
  names: LocalNames,
  onProblem: ProvisionContext['onProblem'],
): Promise<Provisioned> {
  const declared = app.resources.map(
    ({ id, type }): Declared => ({ id, type, name: localResourceName(app, id), properties: localProperties(app, id) }),
  );
  const context: ProvisionContext = { app, aws, kinesis, names, declared, onProblem };
  const triggers = app.functions.flatMap((fn) => fn.triggers.filter(isDeliverable));
  const has = (...types: string[]) => declared.some(({ type }) => types.includes(type));
  const of = (type: DeliverableTrigger['type']) => triggers.filter((trigger) => trigger.type === type);
  const elsewhere = (references: readonly Resolved<string>[]): string[] =>
    references.flatMap((reference) => names.nameOf(reference) ?? []);
  const queues = of('sqs').map((trigger) => (trigger as { queue: Resolved<string> }).queue);
  const topics = of('sns').map((trigger) => (trigger as { topic: Resolved<string> }).topic);
  const streams = of('kinesis').map((trigger) => (trigger as { stream: Resolved<string> }).stream);
  const buses = of('eventbridge').map((trigger) => (trigger as { bus: Resolved<string> }).bus);
  const buckets = of('s3').map((trigger) => (trigger as { bucket: Resolved<string> }).bucket);
  const replacements: Replacement[] = [];
  if (has('AWS::SQS::Queue') || queues.length > 0) {
    const { makeQueues } = await import('./queues.ts');
    replacements.push(...(await makeQueues(context, elsewhere(queues))));
  }
  const rest: Promise<unknown>[] = [];
  if (has('AWS::SNS::Topic') || topics.length > 0) {
    rest.push(import('./topics.ts').then(({ makeTopics }) => makeTopics(context, elsewhere(topics))));
  }
  if (has('AWS::Kinesis::Stream') || streams.length > 0) {
    rest.push(import('./streams.ts').then(({ makeStreams }) => makeStreams(context, elsewhere(streams))));
  }
  if (has('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable', 'AWS::Serverless::SimpleTable')) {
    const tables = import('./tables.ts').then(({ makeTables }) => makeTables(context));
    rest.push(tables.then((found) => replacements.push(...found)));
  }
  if (has('AWS::Events::EventBus', 'AWS::Events::Rule') || buses.length > 0) {
    rest.push(import('./buses.ts').then(({ makeBuses }) => makeBuses(context, elsewhere(buses))));
  }
  if (has('AWS::S3::Bucket') || buckets.length > 0) {
    rest.push(import('./buckets.ts').then(({ makeBuckets }) => makeBuckets(context, elsewhere(buckets))));
  }
  await Promise.all(rest);
  return { localise: replacing(replacements) };
}

/** Longer texts first: the URL of the queue `votes` begins that of `votes-dead`. */
export function replacing(replacements: readonly Replacement[]): (text: string) => string {
  const sorted = [...replacements].sort(([a], [b]) => b.length - a.length);
  return (text) => sorted.reduce((done, [local, real]) => done.replaceAll(local, real), text);
}
