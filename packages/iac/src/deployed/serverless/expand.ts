import type { Resolved, SourcePlace } from '@bulkhead/core';
import { isUnknown } from '@bulkhead/core';
import { get, type MapEntry, type Tree, unknownTree } from '../../yaml/tree.ts';
import { type Buildable, getAtt, join } from '../build.ts';
import type { DeployedEvaluator } from '../evaluate.ts';
import type { ExpandedResource } from '../expanded.ts';
import { expandDeploymentBucket } from './bucket.ts';
import { applyExtensions, layOver } from './extensions.ts';
import { expandFunction } from './functions.ts';
import { expandHelperRole } from './helpers.ts';
import { expandHttpApi } from './http-api.ts';
import { normalName } from './ids.ts';
import { expandLayers } from './layers.ts';
import { expandMapping } from './mappings.ts';
import {
  expandAlb,
  expandAlexa,
  expandCognito,
  expandIot,
  expandLogs,
  expandS3,
  expandSns,
  type Shared,
  writeShared,
} from './notifications.ts';
import { expandRestApi } from './rest-api.ts';
import { expandRoles, ownRole, sharedRoleOf } from './role.ts';
import { expandCloudWatchEvent, expandEventBridge, expandSchedules } from './rules.ts';
import { isOn, itemsOf, named, type Service, type ServiceEvent, type ServiceFunction } from './service.ts';
import { expandWebsocketApi } from './websocket.ts';

export interface ServiceInput {
  readonly document: Tree;
  readonly functions: ReadonlyMap<string, MapEntry>;
  readonly name: Resolved<string>;
  readonly stage: string;
  /** Resources that the service itself writes. */
  readonly written: ReadonlyMap<string, ExpandedResource>;
  readonly peek: DeployedEvaluator;
}

/** Everything that `serverless package` would put into its template. */
export function expandService(input: ServiceInput): Map<string, ExpandedResource> {
  const { document, stage, written, peek } = input;
  const provider = get(document, 'provider');
  const place = entryPlace(document, 'provider') ?? document.place;
  const name: Buildable = isUnknown(input.name) ? unknownTree(input.name, input.name.place ?? place) : input.name;
  const base: Service = {
    document,
    provider,
    functions: [],
    name,
    stage,
    out: new Map(),
    statements: [],
    managed: [],
    helpers: new Map(),
    peek,
  };
  const functions = [...input.functions].map(([key, entry]) => readFunction(key, entry, base));
  const service: Service = { ...base, functions };
  expandDeploymentBucket(service, place);
  for (const fn of functions) expandFunction(fn, service);
  expandLayers(service);
  const shared: Shared = { buckets: new Map(), pools: new Map(), topics: new Map() };
  for (const fn of functions) expandEvents(fn, shared, service);
  writeShared(shared, service);
  expandRestApi(service);
  expandHttpApi(service);
  expandWebsocketApi(service);
  if (functions.length > 0) expandRoles(service, place);
  expandHelperRole(service);
  const { out } = service;
  for (const resource of written.values()) {
    const made = out.get(resource.id);
    out.set(resource.id, made ? layOver(made, resource) : resource);
  }
  for (const part of itemsOf(get(document, 'resources'))) applyExtensions(get(part, 'extensions'), out);
  return out;
}

function entryPlace(document: Tree, key: string): SourcePlace | undefined {
  return document.kind === 'map' ? document.entries.get(key)?.key : undefined;
}

function readFunction(key: string, { key: place, value: tree }: MapEntry, service: Service): ServiceFunction {
  const logicalId = `${normalName(key)}LambdaFunction`;
  const provisioned = get(tree, 'provisionedConcurrency');
  const isSnap = isOn(get(tree, 'snapStart'));
  const alias = provisioned
    ? { id: `${normalName(key)}ProvConcLambdaAlias`, name: 'provisioned' }
    : isSnap
      ? { id: `${normalName(key)}SnapStartLambdaAlias`, name: 'snapstart' }
      : undefined;
  const condition = get(tree, 'condition');
  const fn: ServiceFunction = {
    key,
    place,
    tree,
    logicalId,
    name: get(tree, 'name') ?? named('-', service.name, service.stage, key),
    target: alias ? join(':', getAtt(logicalId, 'Arn'), alias.name) : getAtt(logicalId, 'Arn'),
    alias,
    condition: condition?.kind === 'scalar' ? String(condition.value) : undefined,
    sharesRole: false,
    events: readEvents(get(tree, 'events')),
  };
  const sharesRole = !get(tree, 'role') && !sharedRoleOf(service.provider) && ownRole(fn, service) === undefined;
  return { ...fn, sharesRole };
}

function readEvents(events: Tree | undefined): ServiceEvent[] {
  const found: ServiceEvent[] = [];
  for (const event of itemsOf(events)) {
    // An event that is only a name makes nothing.
    if (event.kind !== 'map') continue;
    const [first] = event.entries;
    if (first) found.push({ kind: first[0], tree: first[1].value, place: first[1].key });
  }
  return found;
}

function expandEvents(fn: ServiceFunction, shared: Shared, service: Service): void {
  const counts = new Map<string, number>();
  let schedule = 1;
  fn.events.forEach((event, index) => {
    const number = (counts.get(event.kind) ?? 0) + 1;
    counts.set(event.kind, number);
    switch (event.kind) {
      case 'sqs':
      case 'stream':
      case 'msk':
      case 'kafka':
      case 'activemq':
      case 'rabbitmq':
        expandMapping(event, fn, service);
        break;
      case 'schedule':
        schedule = expandSchedules(event, schedule, fn, service);
        break;
      case 'eventBridge':
        expandEventBridge(event, index + 1, fn, service);
        break;
      case 'cloudwatchEvent':
        expandCloudWatchEvent(event, number, fn, service);
        break;
      case 's3':
        expandS3(event, fn, shared, service);
        break;
      case 'sns':
        expandSns(event, fn, shared, service);
        break;
      case 'cognitoUserPool':
        expandCognito(event, fn, shared, service);
        break;
      case 'iot':
        expandIot(event, number, fn, service);
        break;
      case 'cloudwatchLog':
        expandLogs(event, number, fn, service);
        break;
      case 'alexaSkill':
      case 'alexaSmartHome':
        expandAlexa(event, number, fn, service);
        break;
      case 'alb':
        expandAlb(event, number, fn, service);
        break;
      default:
    }
  });
}
