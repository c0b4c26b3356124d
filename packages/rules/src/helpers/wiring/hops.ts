import { isMap, ownId, type StaticValue } from '@bulkhead/core';
import { edgesOf as edgesOfText } from '../targets.ts';
import { fitsPattern } from './event-pattern.ts';
import { busEvent, known } from './message.ts';
import type { Edge, Endpoint, FunctionKey, Hop, Message, Send, Whereabouts, WiredFunction, Wiring } from './types.ts';

/** Things that hand one message on before a function gets it: a topic, a queue, a bus behind a bus. */
const LONGEST = 5;
/** Edges that are followed for one call, and for all calls of a repository. */
const MOST_OF_ONE = 2_000;
const MOST_STEPS = 2_000_000;
/** Ways of all stacks together; a queue of a hundred functions that a hundred functions fill makes ten thousand. */
const MOST_HOPS = 100_000;

/** Every way from a call to the start of a function, as far as names, filters and patterns tell. */
export function hopsThrough(wirings: readonly Wiring[]): readonly Hop[] {
  const network = join(wirings);
  const hops: Hop[] = [];
  let steps = 0;
  for (const wiring of wirings) {
    for (const send of wiring.sends) {
      const from = network.functions.get(network.real(send.from));
      if (!from) continue;
      for (const { to, edges, through } of reached(network, send, wiring.region)) {
        steps += edges.length + 1;
        if (hops.length >= MOST_HOPS || steps > MOST_STEPS) return hops;
        const last = edges.at(-1);
        const entry = { name: last?.name ?? 'invoke', place: last?.place ?? to.place };
        hops.push({ from: keyOf(from), to: keyOf(to), send, through: shown(through, from.file), entry });
      }
    }
  }
  return hops;
}

interface Placed extends WiredFunction {
  readonly file: string;
}

interface Network {
  readonly functions: ReadonlyMap<Endpoint, Placed>;
  readonly edges: ReadonlyMap<Endpoint, readonly Edge[]>;
  /** The resource of a name, where one stack has it. */
  real(endpoint: Endpoint): Endpoint;
}

function join(wirings: readonly Wiring[]): Network {
  const owners = new Map<Endpoint, Endpoint | undefined>();
  for (const { names } of wirings) {
    // Two stacks that name something alike leave open which one is meant.
    for (const [name, own] of names) owners.set(name, owners.has(name) && owners.get(name) !== own ? undefined : own);
  }
  const real = (endpoint: Endpoint) => owners.get(endpoint) ?? endpoint;
  const functions = new Map<Endpoint, Placed>();
  const edges = new Map<Endpoint, Edge[]>();
  for (const wiring of wirings) {
    for (const fn of wiring.functions) functions.set(real(fn.endpoint), { ...fn, file: wiring.file });
    for (const edge of wiring.edges) {
      const from = real(edge.from);
      const list = edges.get(from) ?? [];
      list.push({ ...edge, from, to: real(edge.to), at: whereabouts(edge.at, wiring.region) });
      edges.set(from, list);
    }
  }
  return { functions, edges, real };
}

interface Reached {
  readonly to: Placed;
  readonly edges: readonly Edge[];
  readonly through: readonly Endpoint[];
}

function* reached(network: Network, send: Send, region: string | undefined): Generator<Reached> {
  const start = network.real(send.to);
  const direct = network.functions.get(start);
  if (direct) {
    yield { to: direct, edges: [], through: [network.real(send.from) === direct.endpoint ? 'its own name' : start] };
    return;
  }
  let left = MOST_OF_ONE;
  const sender = network.real(send.from);
  const seen = new Set<Endpoint>([start]);
  const told = new Set<Endpoint>();
  const open = [
    { at: start, message: send.message, where: whereabouts(send.at, region), edges: [] as Edge[], through: [start] },
  ];
  for (const { at, message, where, edges, through } of open) {
    for (const edge of network.edges.get(at) ?? []) {
      if (--left < 0) return;
      if (!isSamePlace(where, edge.at) || !passes(edge, message, sender === edge.to)) continue;
      const to = network.functions.get(edge.to);
      if (to) {
        if (told.has(to.endpoint)) continue;
        told.add(to.endpoint);
        yield { to, edges: [...edges, edge], through };
      } else if (through.length < LONGEST && !seen.has(edge.to)) {
        seen.add(edge.to);
        const next = { at: edge.to, message: behind(edge, message), where: { ...edge.at, ...where } };
        open.push({ ...next, edges: [...edges, edge], through: [...through, edge.to] });
      }
    }
  }
}

function whereabouts(at: Whereabouts, region: string | undefined): Whereabouts {
  return region === undefined ? at : { region, ...at };
}

function isSamePlace(a: Whereabouts, b: Whereabouts): boolean {
  const differ = (one: string | undefined, other: string | undefined) =>
    one !== undefined && other !== undefined && one !== other;
  return !differ(a.region, b.region) && !differ(a.account, b.account);
}

/** Whether what is sent passes; filters that cannot be compared let nothing be claimed. */
function passes(edge: Edge, message: Message, again: boolean): boolean {
  if (message.kind === 'batch') return message.messages.some((one) => passes(edge, one, again));
  if (message.kind === 'one-of') return message.messages.every((one) => passes(edge, one, again));
  const { filter } = edge;
  switch (filter.kind) {
    case 'any':
      return true;
    case 'closed':
      return false;
    case 'object':
      if (message.kind !== 'object') return false;
      if (!filter.events.some((event) => /ObjectCreated|^s3:\*|^\*$/.test(event))) return false;
      return keyPasses(message.key, filter.prefix, filter.suffix);
    case 'pattern':
      return message.kind === 'event' && fitsPattern(filter.pattern, message.event, { again }) === 'yes';
    case 'record':
      return message.kind === 'record' && filter.patterns.some((one) => fitsRecord(one, message.record, again));
  }
}

/** A body that is passed on as it came fits again where nothing else is asked of it. */
function fitsRecord(pattern: unknown, record: StaticValue, again: boolean): boolean {
  if (fitsPattern(pattern, record) === 'yes') return true;
  const body = record.kind === 'object' ? record.fields['body'] : undefined;
  const isSame = body?.kind === 'event' && /^Records\[\d*\]\.body$/.test(body.path);
  return again && isSame && isMap(pattern) && Object.keys(pattern).every((key) => key === 'body');
}

/** What the next thing gets. */
function behind({ passes: kind }: Edge, message: Message): Message {
  switch (kind.kind) {
    case 'message':
      return message;
    case 'nothing-of-it':
      return { kind: 'plain' };
    case 'new-event':
      return { kind: 'event', event: kind.event };
    case 's3-event':
      return message.kind === 'object' ? { kind: 'event', event: objectEvent(message) } : { kind: 'plain' };
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
function objectEvent({ key, bucket }: Extract<Message, { kind: 'object' }>): StaticValue {
  const open: StaticValue = { kind: 'unknown', reason: 'only the run knows it' };
  const detail: StaticValue = {
    kind: 'object',
    open: true,
    fields: {
      bucket: { kind: 'object', open: false, fields: { name: bucket ?? open } },
      object: { kind: 'object', open: true, fields: { key } },
    },
  };
  return busEvent(known('aws.s3'), known('Object Created'), detail);
}

function keyPasses(key: StaticValue | undefined, prefix: string, suffix: string): boolean {
  if (key?.kind === 'either') return key.options.some((option) => keyPasses(option, prefix, suffix));
  const { start, end, whole } = edgesOfText(key);
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

function keyOf({ file, id }: Placed): FunctionKey {
  return { file, id };
}

/** Endpoints for people: an own resource by its id alone. */
function shown(through: readonly Endpoint[], file: string): string {
  return through.map((one) => ownId(one, file)).join(' and ');
}
