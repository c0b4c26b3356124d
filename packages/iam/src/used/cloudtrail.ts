import { gunzipSync } from 'node:zlib';
import { operationNamed, serviceOfEndpoint } from '@bulkhead/code';
import { isMap, own } from '@bulkhead/core';
import { needsOf } from '../actions/needs-of.ts';

/** An action that somebody asked for, as CloudTrail tells it. */
export interface UsedAction {
  /** `dynamodb:PutItem` */
  readonly action: string;
  /** Milliseconds since the epoch. */
  readonly first: number;
  readonly last: number;
  readonly count: number;
  /** How many of these were denied. */
  readonly denied: number;
}

/** What a set of CloudTrail files tells. */
export interface CloudTrailUse {
  /** By name of the session (Lambda names it after the function), or of the role. */
  readonly bySession: ReadonlyMap<string, ReadonlyMap<string, UsedAction>>;
  readonly byRole: ReadonlyMap<string, ReadonlyMap<string, UsedAction>>;
  /**
   * Services of which data events stand in the files, by prefix. Trails leave data events out unless they are asked for
   * them, and what is not recorded is not unused.
   */
  readonly dataOf: ReadonlySet<string>;
  readonly events: number;
  /** Events of operations that IAM's data does not name. */
  readonly unknown: number;
  readonly from?: number;
  readonly to?: number;
}

interface Counter {
  action: string;
  first: number;
  last: number;
  count: number;
  denied: number;
}

/** One file unpacked; a trail's own are a few MB. */
const MAX_BYTES = 512 * 1024 * 1024;

/**
 * Adds up what roles asked for. Takes the files of a trail (`{"Records": […]}`, also gzipped), the answer of
 * `aws cloudtrail lookup-events`, and one event a line.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function createCloudTrailReader() {
  const bySession = new Map<string, Map<string, Counter>>();
  const byRole = new Map<string, Map<string, Counter>>();
  const dataOf = new Set<string>();
  const seen = new Set<string>();
  let events = 0;
  let unknown = 0;
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;

  function addEvent(event: unknown): void {
    if (!isMap(event)) return;
    const id = event['eventID'];
    if (typeof id === 'string') {
      // Trails of several regions and organisations tell one event more than once.
      if (seen.has(id)) return;
      seen.add(id);
    }
    const [source, name, when] = [event['eventSource'], event['eventName'], event['eventTime']];
    if (typeof source !== 'string' || typeof name !== 'string' || typeof when !== 'string') return;
    const time = Date.parse(when);
    if (Number.isNaN(time)) return;
    events++;
    from = Math.min(from, time);
    to = Math.max(to, time);
    const actions = actionsOf(source, name);
    if (event['eventCategory'] === 'Data')
      for (const action of actions) dataOf.add(action.slice(0, action.indexOf(':')));
    const who = assumedRole(event['userIdentity']);
    if (!who) return;
    if (actions.length === 0) unknown++;
    const isDenied = /AccessDenied|UnauthorizedOperation|AuthorizationError/.test(String(event['errorCode'] ?? ''));
    for (const action of actions) {
      count(bySession, who.session, action, time, isDenied);
      count(byRole, who.role, action, time, isDenied);
    }
  }

  return {
    /** @returns whether anything in it was an event */
    add(content: Buffer): boolean {
      const before = events;
      for (const event of eventsIn(content)) addEvent(event);
      return events > before;
    },
    result: (): CloudTrailUse => ({
      bySession,
      byRole,
      dataOf,
      events,
      unknown,
      ...(events > 0 ? { from, to } : {}),
    }),
  };
}

function count(
  all: Map<string, Map<string, Counter>>,
  who: string,
  action: string,
  time: number,
  isDenied: boolean,
): void {
  const own = all.get(who) ?? new Map<string, Counter>();
  all.set(who, own);
  const known = own.get(action);
  if (!known) own.set(action, { action, first: time, last: time, count: 1, denied: isDenied ? 1 : 0 });
  else {
    known.count++;
    known.first = Math.min(known.first, time);
    known.last = Math.max(known.last, time);
    if (isDenied) known.denied++;
  }
}

function* eventsIn(content: Buffer): Generator<unknown> {
  let text: string;
  try {
    const isGzip = content[0] === 0x1f && content[1] === 0x8b;
    text = (isGzip ? gunzipSync(content, { maxOutputLength: MAX_BYTES }) : content).toString('utf8');
  } catch {
    return;
  }
  const whole = parse(text);
  if (whole === undefined) {
    for (const line of text.split('\n')) {
      const event = parse(line);
      if (event !== undefined) yield event;
    }
    return;
  }
  if (!isMap(whole)) return;
  if (Array.isArray(whole['Records'])) yield* whole['Records'];
  else if (Array.isArray(whole['Events'])) {
    for (const found of whole['Events']) {
      if (isMap(found) && typeof found['CloudTrailEvent'] === 'string') yield parse(found['CloudTrailEvent']);
    }
  } else yield whole;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Hosts whose first label is not the service's endpoint: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-aws-service-specific-topics.html */
const SOURCES: Readonly<Record<string, string>> = {
  monitoring: 'cloudwatch',
  email: 'ses',
  logs: 'cloudwatch-logs',
  tagging: 'resource-groups-tagging-api',
};

/** CloudTrail's name of an operation is the API's, with a date behind it in Lambda's older ones: `Invoke`, `GetFunction20150331v2`. */
function actionsOf(source: string, eventName: string): readonly string[] {
  const label = source.replace(/\.amazonaws\.com(?:\.cn)?$/, '');
  const service = own(SOURCES, label) ?? serviceOfEndpoint(label);
  const operation = service && operationNamed(service, eventName.replace(/\d{8}(?:v\d)?$/, ''));
  if (service === undefined || operation === undefined) return [];
  const { needs } = needsOf({ service, operation, input: { kind: 'object', fields: {}, open: true } });
  return needs.filter(({ kind }) => kind !== 'dependent').map(({ action }) => action);
}

function assumedRole(identity: unknown): { readonly role: string; readonly session: string } | undefined {
  if (!isMap(identity) || identity['type'] !== 'AssumedRole' || typeof identity['arn'] !== 'string') return undefined;
  const match = /:assumed-role\/([^/]{1,200})\/([^/]{1,200})$/.exec(identity['arn']);
  return match ? { role: match[1]!, session: match[2]! } : undefined;
}
