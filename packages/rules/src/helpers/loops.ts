import type { AwsCall, Guard, StaticValue } from '@bulkhead/core';
import type { PostureModel } from '../rule.ts';
import { type Entry, everyRef, type FunctionView, functionsOf } from './functions.ts';
import { ofType } from './resources.ts';
import { edgesOf, inputOf, isSend, type Target, targetsOf } from './targets.ts';
import { field } from './values.ts';

/** One function's call that starts another function, or itself. */
export interface Hop {
  readonly from: FunctionView;
  readonly to: FunctionView;
  readonly call: AwsCall;
  /** What carries it: `bucket Uploads`. */
  readonly through: string;
  readonly entry?: Entry;
}

const HOPS = new WeakMap<PostureModel, readonly Hop[]>();

/** Every way from a call in the code of one function to the start of a function, as far as names and prefixes tell. */
export function hopsOf(model: PostureModel): readonly Hop[] {
  let hops = HOPS.get(model);
  if (!hops) {
    const receivers = receiversOf(model);
    hops = functionsOf(model).flatMap((from) =>
      (from.code?.calls ?? []).filter(isSend).flatMap((call) => hopsOfCall(model, receivers, from, call)),
    );
    HOPS.set(model, hops);
  }
  return hops;
}

interface Receiver {
  readonly view: FunctionView;
  readonly entry: Entry;
}

/** By logical id (or name of a bus): the functions that start when something arrives there. */
function receiversOf(model: PostureModel): ReadonlyMap<string, readonly Receiver[]> {
  const receivers = new Map<string, Receiver[]>();
  const add = (id: string, receiver: Receiver) => {
    const list = receivers.get(id);
    if (!list) receivers.set(id, [receiver]);
    else if (!list.some((known) => known.view === receiver.view && known.entry === receiver.entry)) list.push(receiver);
  };
  for (const view of functionsOf(model)) {
    for (const entry of view.entries) for (const id of sourceIdsOf(model, view, entry)) add(id, { view, entry });
    if (view.resource) add(view.resource.id, { view, entry: { kind: 'async', name: 'invoke', place: view.fn.place } });
  }
  return receivers;
}

function sourceIdsOf(model: PostureModel, view: FunctionView, entry: Entry): readonly string[] {
  const { trigger } = entry;
  const text = (value: unknown) => (typeof value === 'string' ? [idOfName(model, value)] : []);
  switch (trigger?.type) {
    case 's3':
      return text(trigger.bucket);
    case 'sqs':
      return text(trigger.queue);
    case 'sns':
      return text(trigger.topic);
    case 'kinesis':
    case 'dynamodb':
      return text(trigger.stream);
    default:
      break;
  }
  if (entry.kind !== 'async' || !view.resource) return [];
  // What the model of triggers leaves open, the resources still tell.
  return ofType(model, 'AWS::S3::Bucket')
    .filter(
      (bucket) =>
        entry.name === 's3' &&
        [...everyRef(field(bucket.properties, 'NotificationConfiguration'))].includes(view.resource!.id),
    )
    .map((bucket) => bucket.id);
}

function idOfName(model: PostureModel, name: string): string {
  const last = name.replace(/^.*[:/]/, '');
  const hit = model.resources.find((resource) =>
    ['BucketName', 'QueueName', 'TopicName', 'TableName', 'Name'].some((property) => {
      const value = resource.properties[property];
      return typeof value === 'string' && (value === name || value === last);
    }),
  );
  return hit && !model.resources.some((resource) => resource.id === name) ? hit.id : name;
}

function hopsOfCall(
  model: PostureModel,
  receivers: ReadonlyMap<string, readonly Receiver[]>,
  from: FunctionView,
  call: AwsCall,
): readonly Hop[] {
  return targetsOf(model, from, call).flatMap((target) => {
    if (target.self) return [{ from, to: from, call, through: 'its own name' }];
    const found = target.ownSource ? ownReceivers(from, call) : (receivers.get(target.id ?? '') ?? []);
    return found
      .filter(({ entry }) => reaches(call, entry))
      .map(({ view, entry }) => ({ from, to: view, call, through: throughOf(target, entry), entry }));
  });
}

function ownReceivers(from: FunctionView, call: AwsCall): readonly Receiver[] {
  const service: Readonly<Record<string, string>> = {
    s3: 's3',
    sqs: 'sqs',
    sns: 'sns',
    kinesis: 'kinesis',
    dynamodb: 'dynamodb',
  };
  return from.entries.filter((entry) => entry.name === service[call.service]).map((entry) => ({ view: from, entry }));
}

function throughOf(target: Target, entry: Entry): string {
  return target.ownSource
    ? `the ${entry.name} source that its event names`
    : `${target.id ?? target.name ?? entry.name}`;
}

/** Whether what is written passes the filter of the trigger; filters that cannot be compared let nothing be claimed. */
function reaches(call: AwsCall, entry: Entry): boolean {
  const { trigger } = entry;
  if (entry.name === 'invoke') return call.service === 'lambda';
  if (!trigger) return call.service === entry.name;
  switch (trigger.type) {
    case 's3': {
      if (call.service !== 's3') return false;
      if (!trigger.events.some((event) => /ObjectCreated|^s3:\*|^\*$/.test(event))) return false;
      return keyPasses(inputOf(call, 'Key'), trigger.prefix ?? '', trigger.suffix ?? '');
    }
    case 'sqs':
    case 'kinesis':
    case 'dynamodb':
      return call.service === trigger.type && (trigger.filters ?? []).length === 0 && trigger.disabled !== true;
    case 'sns':
      return call.service === 'sns' && trigger.filterPolicy === undefined;
    default:
      return false;
  }
}

function keyPasses(key: StaticValue | undefined, prefix: string, suffix: string): boolean {
  if (key?.kind === 'either') return key.options.some((option) => keyPasses(option, prefix, suffix));
  const { start, end, whole } = edgesOf(key);
  if (whole) return start.startsWith(prefix) && end.endsWith(suffix);
  // A key whose beginning comes from the event's own key begins as that one did.
  const startsOpen = start === '';
  const endsOpen = end === '';
  const fromKey =
    key !== undefined &&
    [key, ...(key.kind === 'concat' ? key.parts : [])].some(
      (part) => part.kind === 'event' && /object\.key$/.test(part.path),
    );
  const startFits = startsOpen
    ? prefix === '' || fromKey
    : start.startsWith(prefix) || (prefix.startsWith(start) && fromKey);
  const endFits = endsOpen ? suffix === '' || fromKey : end.endsWith(suffix) || suffix.endsWith(end);
  return startFits && endFits;
}

/** Names by which people mark what has been through, or ask for the next part: that it is there or not ends the chain. */
const MARKS = /cursor|next|token|done|finish|complete|last|stop|recurs|processed|resized|thumb|marker|status|state/i;
const COMPARES_TEXT =
  /startsWith|startswith|endsWith|endswith|includes|indexOf|\.test\(|\.match\(|\bin\b|(?:[=!]==?|\bis(?: not)?)\s*['"`]|['"`]\s*[=!]==?/;
/** Tests of a shape that every event passes end nothing. */
const SHAPE = /typeof|instanceof|\.length\b|\blen\(|undefined|\bnull\b|\bNone\b|isArray/;

/**
 * Whether a condition that can end the chain stands before the call: a counter that is compared by order, or a mark. That
 * a field is there, or is text, holds for each round alike and ends nothing; neither does a number that has to be met
 * exactly, because a caller may begin on its far side.
 */
export function isBounded(call: AwsCall): boolean {
  return call.guards.some((guard) => {
    const plain = guard.text.replaceAll('=>', '');
    // What a written item or object causes is another event than the one that was waited for.
    if (guard.paths.some((path) => /eventName$/.test(path)))
      return /Remov|REMOVE|Delet/.test(plain) || (call.operation === 'UpdateItem' && /INSERT/.test(plain));
    if (!looksAtContent(guard)) return false;
    if (MARKS.test(plain)) return true;
    if (SHAPE.test(plain)) return false;
    return /[<>]/.test(plain) || COMPARES_TEXT.test(plain);
  });
}

function looksAtContent({ paths }: Guard): boolean {
  return paths.some((path) => path !== '' && !/(?:^|\.)(?:Records(?:\[\])?|eventSource|httpMethod)$/.test(path));
}

/** A condition that ends the chain at one number only: `n !== 0`. */
export function exactBound(call: AwsCall): Guard | undefined {
  return call.guards.find(
    (guard) =>
      looksAtContent(guard) &&
      !SHAPE.test(guard.text) &&
      /(?:[=!]==?|\bis(?: not)?)\s*-?\d|\d\s*[=!]==?/.test(guard.text),
  );
}
