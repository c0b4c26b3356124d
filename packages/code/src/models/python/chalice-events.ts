import { own, type SourcePlace } from '@bulkhead/core';
import type { AbstractValue, Engine, Model } from '../../engine/types.ts';

/*
 * Functions of a Chalice application that are no routes: each is a Lambda function of its own, and gets an object of Chalice
 * in place of the event. https://aws.github.io/chalice/topics/events.html
 */

interface Decorated {
  readonly kind: 'chalice-event';
  readonly isEntry: true;
  readonly decorator: string;
  /** What runs; the engine takes its place for the handler's. */
  readonly wraps: AbstractValue;
}

/** Attributes of the object, and where the event has them. */
const ATTRIBUTES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  on_s3_event: { bucket: 's3.bucket.name', key: 's3.object.key' },
  on_sns_message: { subject: 'Sns.Subject', message: 'Sns.Message', message_attributes: 'Sns.MessageAttributes' },
  on_sqs_message: { body: 'body', receipt_handle: 'receiptHandle' },
  on_kinesis_record: { data: 'kinesis.data', partition_key: 'kinesis.partitionKey' },
  on_dynamodb_record: { new_image: 'dynamodb.NewImage', old_image: 'dynamodb.OldImage', keys: 'dynamodb.Keys' },
};

/** Those that the function runs through itself. */
const LISTS = new Set(['on_sqs_message', 'on_kinesis_record', 'on_dynamodb_record']);
/** Attributes of events that are no records: the event's own names. */
const WHOLE = new Set(['on_cw_event', 'schedule']);

export function isEventDecorator(name: string): boolean {
  return Object.hasOwn(ATTRIBUTES, name) || WHOLE.has(name) || name === 'lambda_function';
}

/** `@app.on_sns_message(topic='orders')`: the decorated name is a handler. */
export function decorateForEvent(engine: Engine, decorator: string): AbstractValue {
  return engine.native(decorator, (call) => {
    const [wraps] = call.arguments;
    if (wraps === undefined) return undefined;
    const state: Decorated = { kind: 'chalice-event', isEntry: true, decorator, wraps };
    return engine.external('chalice', 'event-handler#', state);
  });
}

/** Lambda calls the decorated function. */
export const callForEvent: Model = (call, engine) => {
  const state = call.callee.state as Decorated | undefined;
  if (state?.kind !== 'chalice-event') return undefined;
  const [event, context] = call.arguments;
  if (event === undefined) return undefined;
  const { decorator, wraps } = state;
  if (decorator === 'lambda_function') return engine.call(wraps, context ? [event, context] : [event], call.place);
  return engine.call(wraps, [wrapper(engine, decorator, event, call.place)], call.place);
};

function wrapper(engine: Engine, decorator: string, event: AbstractValue, place: SourcePlace): AbstractValue {
  const toDictionary = engine.native('to_dict', () => event);
  if (WHOLE.has(decorator)) {
    const names = ['detail', 'source', 'account', 'region', 'resources'];
    const fields = Object.fromEntries(names.map((name) => [name, engine.field(event, name, place)]));
    return engine.object({ ...fields, to_dict: toDictionary }, place);
  }
  const record = engine.item(engine.field(event, 'Records', place), place);
  const fields = Object.entries(own(ATTRIBUTES, decorator) ?? {}).map(([name, path]) => [
    name,
    path.split('.').reduce((value, step) => engine.field(value, step, place), record),
  ]);
  const made = engine.object({ ...Object.fromEntries(fields), to_dict: toDictionary }, place);
  return LISTS.has(decorator) ? engine.list([], place, made) : made;
}
