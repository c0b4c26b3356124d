import { type AwsCall, own, type StaticValue } from '@bulkhead/core';
import type { PostureModel } from '../../rule.ts';
import { exactBound, isBounded } from '../bounds.ts';
import { type FunctionView, functionsOf } from '../functions.ts';
import { ofType } from '../resources.ts';
import { inputOf, isSend, resolveTarget, type Target, targetsOf } from '../targets.ts';
import { field, refsOf } from '../values.ts';
import { DEFAULT_BUS, type Located, locateOwn, locateText, locateValue, ownEndpoint } from './endpoints.ts';
import { entriesIn, eventOf, messageOf } from './message.ts';
import type { Endpoint, Message, Send } from './types.ts';

/** Services of the SDK by the name that ARNs have. */
const ARN_SERVICE: Readonly<Record<string, string>> = { sfn: 'states', eventbridge: 'events', scheduler: 'lambda' };

/** Where a function's events come from: what `eventSourceARN` in them names. */
export interface Source {
  readonly endpoint: Endpoint;
  /** `sqs`, `s3` … */
  readonly name: string;
}

/** Every call of the stack's functions that gives somebody work, and what Lambda sends when they have ended. */
export function sendsOf(model: PostureModel, sources: ReadonlyMap<Endpoint, readonly Source[]>): readonly Send[] {
  return functionsOf(model).flatMap((view) => {
    const from = endpointOf(model, view);
    const calls = (view.code?.calls ?? []).filter(isSend);
    return [
      ...calls.flatMap((call) => sendsOfCall(model, view, from, call, sources.get(from) ?? [])),
      ...destinationsOf(model, view, from),
    ];
  });
}

export function endpointOf(model: PostureModel, { fn, resource }: FunctionView): Endpoint {
  return ownEndpoint(model, resource?.id ?? fn.id);
}

function sendsOfCall(
  model: PostureModel,
  view: FunctionView,
  from: Endpoint,
  call: AwsCall,
  sources: readonly Source[],
): readonly Send[] {
  const exact = exactBound(call);
  const common = {
    from,
    service: call.service,
    operation: call.operation,
    place: call.place,
    trail: call.trail,
    times: call.times,
    bounded: isBounded(call),
    guarded: call.guards.length > 0,
    ...(exact ? { exact: { place: exact.place, text: exact.text } } : {}),
    ...(isEvent(call) ? { event: true as const } : {}),
  };
  if (call.operation === 'PutEvents') {
    return entriesIn(inputOf(call, 'Entries')).flatMap((entry) =>
      busesOf(model, view, entry).map(({ endpoint, at }) => ({
        ...common,
        to: endpoint,
        at,
        message: eventOf(entry, view),
      })),
    );
  }
  const message: Message = messageOf(call, view);
  return targetsOf(model, view, call).flatMap((target) =>
    placesOf(model, view, call, target, sources).map(({ endpoint, at }) => ({ ...common, to: endpoint, at, message })),
  );
}

function isEvent(call: AwsCall): boolean {
  if (call.service !== 'lambda') return false;
  const type = inputOf(call, 'InvocationType');
  return call.operation === 'InvokeAsync' || (type?.kind === 'literal' && type.value === 'Event');
}

function placesOf(
  model: PostureModel,
  view: FunctionView,
  call: AwsCall,
  target: Target,
  sources: readonly Source[],
): readonly Located[] {
  if (target.self) return [{ endpoint: endpointOf(model, view), at: {} }];
  if (target.ownSource) {
    return sources.filter(({ name }) => name === call.service).map(({ endpoint }) => ({ endpoint, at: {} }));
  }
  if (target.id !== undefined) return [locateOwn(model, target.id)];
  const found = locateText(target.name ?? '', own(ARN_SERVICE, call.service) ?? call.service);
  return found ? [found] : [];
}

function busesOf(model: PostureModel, view: FunctionView, entry: StaticValue): readonly Located[] {
  if (entry.kind !== 'object') return [];
  const bus = own(entry.fields, 'EventBusName');
  if (bus === undefined) return entry.open ? [] : [DEFAULT_BUS];
  return resolveTarget(model, view, bus).flatMap(({ id, name }) => {
    if (id !== undefined) return [locateOwn(model, id)];
    const found = locateText(name ?? '', 'events');
    return found ? [found] : [];
  });
}

/** What Lambda sends after each asynchronous run that succeeds; failures end by themselves after their retries. */
function destinationsOf(model: PostureModel, view: FunctionView, from: Endpoint): readonly Send[] {
  const id = view.resource?.id;
  if (id === undefined) return [];
  return ofType(model, 'AWS::Lambda::EventInvokeConfig')
    .filter(({ properties }) => refsOf(properties['FunctionName']).includes(id))
    .flatMap((config) => {
      const path = ['DestinationConfig', 'OnSuccess', 'Destination'] as const;
      const found = locateValue(model, field(config.properties, ...path), 'sqs');
      if (!found) return [];
      const send: Send = {
        from,
        to: found.endpoint,
        at: found.at,
        message: { kind: 'plain' },
        service: 'lambda',
        operation: 'OnSuccess',
        place: config.placeOf(path),
        trail: [],
        times: 'once',
        bounded: false,
        guarded: false,
        destination: true,
      };
      return [send];
    });
}
