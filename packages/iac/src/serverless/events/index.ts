import type { Trigger } from '@bulkhead/core';
import { badTemplate } from '../../bad-template.ts';
import { get, isNull, kindOf, type Tree } from '../../yaml/tree.ts';
import { readAlbEvent } from './alb.ts';
import type { EventContext, ReadEvent } from './context.ts';
import { readCloudWatchEvent, readEventBridgeEvent } from './eventbridge.ts';
import { readHttpEvent } from './http.ts';
import { readHttpApiEvent } from './http-api.ts';
import { otherTrigger } from './other.ts';
import { readS3Event } from './s3.ts';
import { readSnsEvent } from './sns.ts';
import { readSqsEvent } from './sqs.ts';
import { readStreamEvent } from './stream.ts';
import { readFunctionUrl } from './url.ts';

const READERS: ReadonlyMap<string, ReadEvent> = new Map<string, ReadEvent>([
  ['http', readHttpEvent],
  ['httpApi', readHttpApiEvent],
  ['alb', readAlbEvent],
  ['sqs', readSqsEvent],
  ['stream', readStreamEvent],
  ['sns', readSnsEvent],
  ['eventBridge', readEventBridgeEvent],
  ['cloudwatchEvent', readCloudWatchEvent],
  ['s3', readS3Event],
  ['url', (event, context) => readFunctionUrl(event, context)],
]);

/** Reads `events` and `url` of a function; an event that the model does not describe keeps its name. */
export function readTriggers(tree: Tree, context: Omit<EventContext, 'place' | 'functionTree'>): Trigger[] {
  const triggers: Trigger[] = [];
  const add = (name: string, event: Tree, place: Tree['place']) => {
    const reader = READERS.get(name);
    const inner = { ...context, functionTree: tree, place };
    const trigger = reader ? reader(event, inner) : otherTrigger(name, place);
    if (trigger) triggers.push(trigger);
  };
  const url = get(tree, 'url');
  if (url) add('url', url, tree.kind === 'map' ? tree.entries.get('url')!.key : url.place);
  const events = context.read.value(get(tree, 'events'));
  if (!events) return triggers;
  if (events.kind === 'unknown') {
    context.read.note(events);
    return triggers;
  }
  if (events.kind !== 'list') {
    throw badTemplate(events.place, `events of ${context.functionId} must be a list, not ${kindOf(events)}`);
  }
  for (const event of events.items) {
    if (isNull(event)) continue;
    if (event.kind === 'unknown') context.read.note(event);
    else if (event.kind === 'scalar') add(String(event.value), event, event.place);
    else if (event.kind === 'list') throw badTemplate(event.place, 'an event must be a map or a name, not a list');
    else addMap(event);
  }
  return triggers;

  function addMap(event: Extract<Tree, { kind: 'map' }>): void {
    const [first] = event.entries;
    if (!first) throw badTemplate(event.place, 'an event must name its kind');
    const [name, { key, value }] = first;
    // An event indented one level too little: its settings stand beside its name.
    if (isNull(value) && event.entries.size > 1 && READERS.has(name)) {
      throw badTemplate(key, `${name} has its settings beside it, not under it`, `Indent what belongs to ${name}.`);
    }
    add(name, value, key);
  }
}
