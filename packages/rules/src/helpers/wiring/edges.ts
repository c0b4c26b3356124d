import {
  type DeployedResource,
  isJoinedText,
  isMap,
  own,
  type SourcePlace,
  type TemplateValue,
  type Trigger,
} from '@bulkhead/core';
import type { PostureModel } from '../../rule.ts';
import { functionsOf, stateMachinesOf } from '../functions.ts';
import { ofType, resourceById } from '../resources.ts';
import { field, isPlainMap, isUndecided, itemsOf, literal, refsOf } from '../values.ts';
import { DEFAULT_BUS, type Located, locateOwn, locateText, locateValue } from './endpoints.ts';
import { busEvent, known } from './message.ts';
import { endpointOf, type Source } from './sends.ts';
import type { Edge, Endpoint, Filter, Passes, Whereabouts } from './types.ts';

const ANY: Filter = { kind: 'any' };
const CLOSED: Filter = { kind: 'closed' };
const MESSAGE: Passes = { kind: 'message' };
const NOTHING_OF_IT: Passes = { kind: 'nothing-of-it' };

/** Everything in a stack that hands on what it takes: triggers, subscriptions, rules, pipes, notifications, state machines. */
export function edgesOf(model: PostureModel): readonly Edge[] {
  const edges = new Map<string, Edge>();
  // A trigger of the model has the place where a person wrote it: the resource that it becomes does not say it again.
  const add = (edge: Edge) => {
    const key = `${edge.from} ${edge.to} ${edge.name === 'eventbridge' ? JSON.stringify(edge.filter) : edge.name}`;
    if (!edges.has(key)) edges.set(key, edge);
  };
  const open: Edge[] = [];
  for (const edge of triggersOf(model)) {
    if (edge.from.includes(UNNAMED)) open.push(edge);
    else add(edge);
  }
  for (const [type, read] of Object.entries(READERS)) {
    for (const resource of ofType(model, type)) for (const edge of read(resource, model)) add(edge);
  }
  for (const edge of machineEdges(model)) add(edge);
  // What the trigger leaves open, a resource may have told.
  const told = new Set([...edges.values()].map(({ to, name }) => `${to} ${name}`));
  for (const edge of open) if (!told.has(`${edge.to} ${edge.name}`)) add(edge);
  return [...edges.values()];
}

/** Of a source whose name only the deploy knows; its own events name it all the same. */
const UNNAMED = 'source that its event names';

/** State machines run functions, and other state machines. */
function* machineEdges(model: PostureModel): Generator<Edge> {
  for (const { resource, functions } of stateMachinesOf(model)) {
    for (const id of functions) {
      const type = resourceById(model, id)?.type ?? '';
      if (id === resource.id || !/^AWS::(?:Lambda::(?:Function|Alias|Version)|StepFunctions::StateMachine)$/.test(type))
        continue;
      const ends = { from: locateOwn(model, resource.id), to: locateOwn(model, id) };
      yield* between(ends, { name: 'states', place: resource.place });
    }
  }
}

function* triggersOf(model: PostureModel): Generator<Edge> {
  for (const view of functionsOf(model)) {
    const to = endpointOf(model, view);
    for (const trigger of view.fn.triggers) {
      const edge = (source: unknown, filter: Filter, service: string = trigger.type): Edge => {
        const { endpoint: from, at } = (typeof source === 'string' ? sourceOf(model, source, service) : undefined) ?? {
          endpoint: `${to} (the ${trigger.type} ${UNNAMED})`,
          at: {},
        };
        return { from, to, at, name: trigger.type, filter, passes: NOTHING_OF_IT, place: trigger.place };
      };
      switch (trigger.type) {
        case 's3':
          yield edge(trigger.bucket, {
            kind: 'object',
            events: trigger.events,
            prefix: trigger.prefix ?? '',
            suffix: trigger.suffix ?? '',
          });
          break;
        case 'sqs':
          yield edge(trigger.queue, filtered(trigger));
          break;
        case 'kinesis':
        case 'dynamodb':
          yield edge(
            trigger.stream,
            filtered(trigger, typeof trigger.stream === 'string' ? resourceById(model, trigger.stream) : undefined),
          );
          break;
        case 'sns':
          yield edge(trigger.topic, policyFilter(trigger.filterPolicy, trigger.filterPolicyScope));
          break;
        case 'eventbridge':
          yield edge(trigger.bus, { kind: 'pattern', pattern: trigger.pattern }, 'events');
          break;
        default:
          break;
      }
    }
  }
}

/** Of a trigger: logical id, name or ARN. */
function sourceOf(model: PostureModel, source: string, service: string): Located | undefined {
  if (source === 'default' && service === 'events') return DEFAULT_BUS;
  return resourceById(model, source) ? locateOwn(model, source) : locateText(source, service);
}

/**
 * @param filters patterns as JSON; one that cannot be read lets nothing be claimed
 * @param table the one behind a stream, where it is at hand
 */
function filtered(
  { filters = [], disabled }: { readonly filters?: readonly string[]; readonly disabled?: true },
  table?: DeployedResource,
): Filter {
  if (disabled === true) return CLOSED;
  if (filters.length === 0) return ANY;
  const view = literal(field(table?.properties['StreamSpecification'], 'StreamViewType')) ?? '';
  const patterns = filters.map(parsed).filter((pattern) => !asksForMore(pattern, own(LACKED, view) ?? []));
  return patterns.length === 0 ? CLOSED : { kind: 'record', patterns };
}

/** Images that records of a stream lack: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_StreamSpecification.html */
const LACKED: Readonly<Record<string, readonly string[]>> = {
  KEYS_ONLY: ['NewImage', 'OldImage'],
  NEW_IMAGE: ['OldImage'],
  OLD_IMAGE: ['NewImage'],
};

/** Whether a pattern asks for something of what is never there. */
function asksForMore(pattern: unknown, lacked: readonly string[]): boolean {
  const change = isMap(pattern) ? pattern['dynamodb'] : undefined;
  if (!isMap(change)) return false;
  return lacked.some((image) => {
    const asked = own(change, image);
    return asked !== undefined && !/"exists":false/.test(JSON.stringify(asked));
  });
}

/** `Filters` of filter criteria as {@link filtered} takes them. */
function patternsOf(filters: TemplateValue | undefined): readonly string[] {
  return itemsOf(filters).map((one) => literal(field(one, 'Pattern')) ?? '');
}

/** Policies of subscriptions: https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering-scope.html */
function policyFilter(policy: unknown, scope: unknown): Filter {
  if (policy === undefined) return ANY;
  if (scope !== undefined && scope !== 'MessageAttributes' && scope !== 'MessageBody') return CLOSED;
  return { kind: 'record', patterns: [{ [scope === 'MessageBody' ? 'body' : 'attributes']: parsed(policy) }] };
}

function parsed(pattern: unknown): unknown {
  if (typeof pattern !== 'string') return pattern;
  try {
    return JSON.parse(pattern);
  } catch {
    return undefined;
  }
}

type Read = (resource: DeployedResource, model: PostureModel) => Iterable<Edge>;

const READERS: Readonly<Record<string, Read>> = {
  'AWS::Lambda::EventSourceMapping': readMapping,
  'AWS::Lambda::Alias': readQualified,
  'AWS::Lambda::Version': readQualified,
  'AWS::SNS::Subscription': readSubscription,
  'AWS::SNS::Topic': readTopic,
  'AWS::Events::Rule': readRule,
  'AWS::Events::ApiDestination': readApiDestination,
  'AWS::S3::Bucket': readBucket,
  'AWS::DynamoDB::Table': readTable,
  'AWS::Pipes::Pipe': readPipe,
};

interface Ends {
  readonly from: Located | undefined;
  readonly to: Located | undefined;
}

function* between(
  { from, to }: Ends,
  rest: { readonly name: string; readonly place: SourcePlace; readonly filter?: Filter; readonly passes?: Passes },
): Generator<Edge> {
  if (!from || !to) return;
  const at: Whereabouts = { ...to.at, ...from.at };
  yield { from: from.endpoint, to: to.endpoint, at, filter: ANY, passes: NOTHING_OF_IT, ...rest };
}

function* readMapping(resource: DeployedResource, model: PostureModel): Generator<Edge> {
  const { properties } = resource;
  const filters = patternsOf(field(properties, 'FilterCriteria', 'Filters'));
  const isClosed = isUndecided(properties['FilterCriteria']) || literal(properties['Enabled']) === 'false';
  const from = locateValue(model, properties['EventSourceArn'], 'sqs');
  yield* between(
    { from, to: locateValue(model, properties['FunctionName'], 'lambda') },
    {
      name: sourceName(model, properties['EventSourceArn'], from),
      place: resource.placeOf(['EventSourceArn']),
      filter: isClosed ? CLOSED : filtered({ filters }, resourceById(model, refsOf(properties['EventSourceArn'])[0])),
    },
  );
}

/** `sqs`, `kinesis`, `dynamodb`: as triggers of the model are called. */
function sourceName(model: PostureModel, source: TemplateValue | undefined, from: Located | undefined): string {
  const type = resourceById(model, refsOf(source)[0])?.type;
  return type?.split('::')[1]?.toLowerCase() ?? (from?.endpoint ?? '').replace(/:.*$/, '');
}

function* readQualified(resource: DeployedResource, model: PostureModel): Generator<Edge> {
  const from = locateOwn(model, resource.id);
  const to = locateValue(model, resource.properties['FunctionName'], 'lambda');
  yield* between({ from, to }, { name: 'invoke', place: resource.place, passes: MESSAGE });
}

function* readSubscription(resource: DeployedResource, model: PostureModel): Generator<Edge> {
  const { properties } = resource;
  yield* subscription(model, locateValue(model, properties['TopicArn'], 'sns'), properties, resource.place);
}

function* readTopic(resource: DeployedResource, model: PostureModel): Generator<Edge> {
  const from = locateOwn(model, resource.id);
  for (const [index, one] of itemsOf(resource.properties['Subscription']).entries()) {
    if (isPlainMap(one)) yield* subscription(model, from, one, resource.placeOf(['Subscription', index]));
  }
}

function* subscription(
  model: PostureModel,
  from: Located | undefined,
  properties: { readonly [key: string]: TemplateValue },
  place: SourcePlace,
): Generator<Edge> {
  const protocol = literal(properties['Protocol']) ?? '';
  if (protocol !== 'lambda' && protocol !== 'sqs') return;
  const { FilterPolicy: policy, FilterPolicyScope: scope } = properties;
  const filter = policyFilter(literal(policy) ?? policy, scope === undefined ? undefined : (literal(scope) ?? scope));
  // https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
  const passes = literal(properties['RawMessageDelivery']) === 'true' ? MESSAGE : NOTHING_OF_IT;
  const to = locateValue(model, properties['Endpoint'], protocol);
  yield* between({ from, to }, { name: 'sns', place, filter, passes });
}

/** A rule without a pattern is a schedule: nobody's message starts it. */
function* readRule(resource: DeployedResource, model: PostureModel): Generator<Edge> {
  const { properties } = resource;
  const pattern = properties['EventPattern'];
  if (pattern === undefined || literal(properties['State']) === 'DISABLED') return;
  const bus = properties['EventBusName'];
  const from = bus === undefined ? DEFAULT_BUS : locateValue(model, bus, 'events');
  for (const [index, target] of itemsOf(properties['Targets']).entries()) {
    const arn = field(target, 'Arn');
    const to = locateValue(model, arn, 'lambda');
    yield* between(
      { from, to },
      {
        name: 'eventbridge',
        place: resource.placeOf(['Targets', index, 'Arn']),
        filter: { kind: 'pattern', pattern },
        // Another bus gets the event as it came.
        passes: MESSAGE,
      },
    );
  }
}

/** A request that EventBridge makes to a route or a function URL of the same stack. */
function* readApiDestination(resource: DeployedResource, model: PostureModel): Generator<Edge> {
  const from = locateOwn(model, resource.id);
  const address = resource.properties['InvocationEndpoint'];
  const place = resource.placeOf(['InvocationEndpoint']);
  for (const id of refsOf(address)) {
    const target = resourceById(model, id);
    if (target?.type === 'AWS::Lambda::Url') {
      const to = locateValue(model, target.properties['TargetFunctionArn'], 'lambda');
      yield* between({ from, to }, { name: 'http', place });
    }
    // Triggers do not say of which API they are: with two of them a path says nothing.
    const apis = API_TYPES.flatMap((type) => ofType(model, type));
    if (apis.length !== 1 || apis[0]!.id !== id) continue;
    for (const view of functionsOf(model)) {
      if (!view.fn.triggers.some((trigger) => isRoute(trigger, address, literal(resource.properties['HttpMethod']))))
        continue;
      yield* between({ from, to: { endpoint: endpointOf(model, view), at: {} } }, { name: 'http', place });
    }
  }
}

const API_TYPES = ['AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api'] as const;

/** Whether a request arrives at this trigger; the first part of an address's path may be the stage. */
function isRoute(trigger: Trigger, address: TemplateValue | undefined, method: string | undefined): boolean {
  if (trigger.type !== 'apigateway-v1' && trigger.type !== 'apigateway-v2') return false;
  if (trigger.method !== 'ANY' && trigger.method !== method?.toUpperCase()) return false;
  const text = isJoinedText(address) ? address.joined.filter((part) => typeof part === 'string').join('') : '';
  const path = /\.amazonaws\.com(\/[^?#]*)/.exec(text)?.[1];
  if (path === undefined) return false;
  const [first, ...rest] = path.split('/').filter((part) => part !== '');
  const wanted = trigger.path.split('/').filter((part) => part !== '');
  const fits = (parts: readonly string[]) =>
    parts.length === wanted.length && wanted.every((part, i) => part.startsWith('{') || part === parts[i]);
  return fits(rest) || (first !== undefined && fits([first, ...rest]));
}

function* readBucket(resource: DeployedResource, model: PostureModel): Generator<Edge> {
  const from = locateOwn(model, resource.id);
  const path = ['NotificationConfiguration'] as const;
  const config = field(resource.properties, ...path);
  const kinds = [
    ['LambdaConfigurations', 'Function', 'lambda'],
    ['QueueConfigurations', 'Queue', 'sqs'],
    ['TopicConfigurations', 'Topic', 'sns'],
  ] as const;
  for (const [list, key, service] of kinds) {
    for (const [index, one] of itemsOf(field(config, list)).entries()) {
      yield* between(
        { from, to: locateValue(model, field(one, key), service) },
        { name: 's3', place: resource.placeOf([...path, list, index]), filter: objectFilter(one) },
      );
    }
  }
  const toBus = field(config, 'EventBridgeConfiguration', 'EventBridgeEnabled');
  const isOn = field(config, 'EventBridgeConfiguration') !== undefined && literal(toBus) !== 'false';
  if (!isOn) return;
  const place = resource.placeOf([...path, 'EventBridgeConfiguration']);
  yield* between({ from, to: DEFAULT_BUS }, { name: 's3', place, passes: { kind: 's3-event' } });
}

function objectFilter(config: TemplateValue): Filter {
  const event = literal(field(config, 'Event'));
  const rules = itemsOf(field(config, 'Filter', 'S3Key', 'Rules'));
  const value = (name: string): string | undefined => {
    const rule = rules.find((one) => literal(field(one, 'Name'))?.toLowerCase() === name);
    return rule === undefined ? '' : literal(field(rule, 'Value'));
  };
  const [prefix, suffix] = [value('prefix'), value('suffix')];
  if (event === undefined || prefix === undefined || suffix === undefined) return CLOSED;
  return { kind: 'object', events: [event], prefix, suffix };
}

function* readTable(resource: DeployedResource, model: PostureModel): Generator<Edge> {
  const path = ['KinesisStreamSpecification', 'StreamArn'] as const;
  const stream = field(resource.properties, ...path);
  if (stream === undefined) return;
  const from = locateOwn(model, resource.id);
  yield* between(
    { from, to: locateValue(model, stream, 'kinesis') },
    { name: 'dynamodb', place: resource.placeOf(path) },
  );
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes.html */
function* readPipe(resource: DeployedResource, model: PostureModel): Generator<Edge> {
  const { properties } = resource;
  if (literal(properties['DesiredState']) === 'STOPPED') return;
  const from = locateValue(model, properties['Source'], 'sqs');
  const criteria = field(properties, 'SourceParameters', 'FilterCriteria', 'Filters');
  const filter = isUndecided(criteria) ? CLOSED : filtered({ filters: patternsOf(criteria) });
  const enrichment = locateValue(model, properties['Enrichment'], 'lambda');
  yield* between({ from, to: enrichment }, { name: 'pipe', place: resource.placeOf(['Enrichment']), filter });
  const put = field(properties, 'TargetParameters', 'EventBridgeEventBusParameters');
  const event = busEvent(told(field(put, 'Source')), told(field(put, 'DetailType')), told(undefined));
  yield* between(
    { from, to: locateValue(model, properties['Target'], 'lambda') },
    { name: 'pipe', place: resource.placeOf(['Target']), filter, passes: { kind: 'new-event', event } },
  );
}

function told(value: TemplateValue | undefined) {
  return known(literal(value));
}

/** The sources of each function by its endpoint. */
export function sourcesOf(edges: readonly Edge[]): ReadonlyMap<Endpoint, readonly Source[]> {
  const sources = new Map<Endpoint, Source[]>();
  for (const { from, to, name } of edges) {
    if (!/^(?:s3|sqs|sns|kinesis|dynamodb)$/.test(name)) continue;
    const list = sources.get(to);
    if (list) list.push({ endpoint: from, name });
    else sources.set(to, [{ endpoint: from, name }]);
  }
  return sources;
}
