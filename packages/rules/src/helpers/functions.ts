import {
  type DeployedResource,
  type FunctionCode,
  type LambdaFunction,
  own,
  type SourcePlace,
  type TemplateValue,
  type Trigger,
} from '@bulkhead/core';
import type { PostureModel } from '../rule.ts';
import { ofType, referring, resourceById } from './resources.ts';
import { field, literal, refsOf } from './values.ts';

/** How Lambda is called: decides who retries, who waits, and who sees an error. */
export type EntryKind = 'http' | 'sync' | 'async' | 'queue' | 'stream' | 'task';

export interface Entry {
  readonly kind: EntryKind;
  /** `s3`, `sqs`, `apigateway-v1`, `schedule`, `states` … */
  readonly name: string;
  readonly place: SourcePlace;
  /** Who may call it, for `http`. */
  readonly access?: 'anybody' | 'api-key' | 'authenticated';
  readonly trigger?: Trigger;
}

/** One function with everything that rules ask of it. */
export interface FunctionView {
  readonly fn: LambdaFunction;
  readonly resource: DeployedResource | undefined;
  readonly role: DeployedResource | undefined;
  readonly code: FunctionCode | undefined;
  readonly entries: readonly Entry[];
}

const VIEWS = new WeakMap<PostureModel, readonly FunctionView[]>();

export function functionsOf(model: PostureModel): readonly FunctionView[] {
  let views = VIEWS.get(model);
  if (!views) {
    views = model.app.functions.map((fn) => viewOf(model, fn));
    VIEWS.set(model, views);
  }
  return views;
}

/** The function that a value names: by reference, or through its alias or version. */
export function functionOf(model: PostureModel, value: TemplateValue | undefined): FunctionView | undefined {
  for (const id of refsOf(value)) {
    const target = resourceById(model, id);
    if (target?.type === 'AWS::Lambda::Alias' || target?.type === 'AWS::Lambda::Version') {
      const behind = functionOf(model, field(target.properties, 'FunctionName'));
      if (behind) return behind;
    }
    const view = functionsOf(model).find((candidate) => candidate.resource?.id === id);
    if (view) return view;
  }
  const text = literal(value);
  if (text === undefined) return undefined;
  const name = /:function:([^:]+)/.exec(text)?.[1] ?? text;
  return functionsOf(model).find((view) => view.fn.name === name);
}

function viewOf(model: PostureModel, fn: LambdaFunction): FunctionView {
  const resource = resourceOfFunction(model, fn);
  const role = refsOf(field(resource?.properties, 'Role'))[0];
  return {
    fn,
    resource,
    role: resourceById(model, role),
    code: model.code.functions.get(fn.id),
    entries: entriesOf(model, fn, resource),
  };
}

function resourceOfFunction(model: PostureModel, fn: LambdaFunction): DeployedResource | undefined {
  const wanted = [(fn as { logicalId?: string }).logicalId, fn.id, serverlessId(fn.id)];
  const functions = ofType(model, 'AWS::Lambda::Function');
  for (const id of wanted) {
    const hit = id === undefined ? undefined : functions.find((candidate) => candidate.id === id);
    if (hit) return hit;
  }
  return undefined;
}

/** The Serverless Framework's logical id of a function. */
function serverlessId(key: string): string {
  const normal = key.replaceAll('-', 'Dash').replaceAll('_', 'Underscore');
  return `${normal.charAt(0).toUpperCase()}${normal.slice(1)}LambdaFunction`;
}

/**
 * Triggers that hand an event over and do not wait, by the name that frameworks or `Principal` give them; after
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html. Whatever is not named here waits for the answer.
 */
const ASYNCHRONOUS =
  /^(?:s3|sns|schedule(?:v2|r)?|eventbridge(?:rule)?|cloudwatchevents?|events|cloudwatchlogs?|logs|iot(?:rule)?|ses|config|codecommit|codepipeline|cloudformation)$/i;
const POLLED = /^(?:msk|kafka|selfmanagedkafka|activemq|rabbitmq|mq|documentdb)/i;

function entriesOf(model: PostureModel, fn: LambdaFunction, resource: DeployedResource | undefined): readonly Entry[] {
  const entries: Entry[] = fn.triggers.map(entryOfTrigger).map((entry) => withAccess(model, entry, resource));
  if (!resource) return entries;
  const has = (name: string) => entries.some((entry) => entry.name === name || entry.name.startsWith(name));
  for (const permission of referring(model, 'AWS::Lambda::Permission', ['FunctionName']).get(resource.id) ?? []) {
    const service = /^([a-z0-9-]+)\.amazonaws\.com/.exec(literal(field(permission.properties, 'Principal')) ?? '')?.[1];
    if (service === undefined || service === 'apigateway' || service === 'elasticloadbalancing') continue;
    const known: Readonly<Record<string, string>> = {
      events: 'eventbridge',
      logs: 'cloudwatchlog',
      scheduler: 'schedule',
    };
    const name = own(known, service) ?? service;
    if (
      has(name) ||
      (name === 'eventbridge' && entries.some((entry) => entry.kind === 'async' && /schedule|event/i.test(entry.name)))
    )
      continue;
    if (name === 'cloudwatchlog' && entries.some((entry) => /log/i.test(entry.name))) continue;
    if (name === 'cognito-idp' && entries.some((entry) => /cognito/i.test(entry.name))) continue;
    entries.push({ kind: ASYNCHRONOUS.test(name) ? 'async' : 'sync', name, place: permission.place });
  }
  for (const machine of stateMachinesOf(model)) {
    if (machine.functions.has(resource.id))
      entries.push({ kind: 'task', name: 'states', place: machine.resource.place });
  }
  return entries;
}

/** Access of a route that only the API's methods tell. */
function withAccess(model: PostureModel, entry: Entry, resource: DeployedResource | undefined): Entry {
  if (entry.kind !== 'http' || entry.access !== undefined || !resource) return entry;
  const methods = referring(model, 'AWS::ApiGateway::Method', ['Integration', 'Uri']).get(resource.id);
  if (!methods) return entry;
  const open = methods.filter((method) => literal(field(method.properties, 'AuthorizationType')) === 'NONE');
  if (open.length === 0) return { ...entry, access: 'authenticated' };
  const keyed = open.every((method) => literal(field(method.properties, 'ApiKeyRequired')) === 'true');
  return { ...entry, access: keyed ? 'api-key' : 'anybody' };
}

function entryOfTrigger(trigger: Trigger): Entry {
  const base = { place: trigger.place, trigger };
  switch (trigger.type) {
    case 'apigateway-v1':
    case 'apigateway-v2':
      return { ...base, kind: 'http', name: trigger.type, access: accessOf(trigger.authorizer) };
    case 'function-url':
      return {
        ...base,
        kind: 'http',
        name: 'function-url',
        access: trigger.authType === 'NONE' ? 'anybody' : 'authenticated',
      };
    case 'alb':
      return { ...base, kind: 'http', name: 'alb', access: 'anybody' };
    case 'sqs':
      return { ...base, kind: 'queue', name: 'sqs' };
    case 'kinesis':
    case 'dynamodb':
      return { ...base, kind: 'stream', name: trigger.type };
    case 'sns':
    case 'eventbridge':
    case 's3':
      return { ...base, kind: 'async', name: trigger.type };
    case 'other':
      // An API that maps requests itself; who may call it is looked up among its methods.
      if (/^http\b/i.test(trigger.name)) return { ...base, kind: 'http', name: 'apigateway-v1' };
      if (POLLED.test(trigger.name)) return { ...base, kind: 'stream', name: trigger.name };
      return { ...base, kind: ASYNCHRONOUS.test(trigger.name) ? 'async' : 'sync', name: trigger.name };
  }
}

function accessOf(authorizer: string): NonNullable<Entry['access']> {
  if (authorizer === 'none') return 'anybody';
  return authorizer === 'api-key' ? 'api-key' : 'authenticated';
}

/** Whether a stranger on the internet can call the function without proving who they are. */
export function isPublic(view: FunctionView): boolean {
  return view.entries.some((entry) => entry.access === 'anybody');
}

interface StateMachine {
  readonly resource: DeployedResource;
  /** Logical ids of functions (or their aliases) in the definition. */
  readonly functions: ReadonlySet<string>;
}

const MACHINES = new WeakMap<PostureModel, readonly StateMachine[]>();

export function stateMachinesOf(model: PostureModel): readonly StateMachine[] {
  let machines = MACHINES.get(model);
  if (!machines) {
    machines = ofType(model, 'AWS::StepFunctions::StateMachine').map((resource) => {
      const functions = new Set<string>();
      const budget = { left: 20_000 };
      for (const name of ['Definition', 'DefinitionString', 'DefinitionSubstitutions']) {
        for (const id of everyRef(field(resource.properties, name), budget)) {
          const target = resourceById(model, id);
          functions.add(id);
          if (target?.type === 'AWS::Lambda::Alias' || target?.type === 'AWS::Lambda::Version') {
            for (const behind of refsOf(field(target.properties, 'FunctionName'))) functions.add(behind);
          }
        }
      }
      return { resource, functions };
    });
    MACHINES.set(model, machines);
  }
  return machines;
}

/** Every logical id that a value refers to, however deep. */
export function everyRef(value: TemplateValue | undefined, budget = { left: 20_000 }): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (here: TemplateValue | undefined): void => {
    if (here === undefined || here === null || typeof here !== 'object' || budget.left-- <= 0) return;
    const direct = refsOf(here);
    if (direct.length > 0) for (const id of direct) found.add(id);
    else for (const item of Object.values(here)) visit(item as TemplateValue);
  };
  visit(value);
  return found;
}

/** A name for messages: `upload (src/upload.handler)`. */
export function nameOf(view: FunctionView): string {
  return view.fn.id;
}

/** The place of a property of the function's resource, or of the function where there is none. */
export function placeIn(view: FunctionView, ...path: readonly (string | number)[]): SourcePlace {
  return view.resource?.placeOf(path) ?? view.fn.place;
}

/** The value of an environment variable as the template has it. */
export function variableOf(view: FunctionView, name: string): TemplateValue | undefined {
  const value = field(view.resource?.properties, 'Environment', 'Variables', name);
  if (value !== undefined) return value;
  const known = view.fn.environment[name];
  return typeof known === 'string' ? known : undefined;
}

/**
 * Whether the template is read for a stage that real users depend on. Only the Serverless Framework has stages; a SAM or
 * CloudFormation template is deployed for all of them.
 */
export function isProduction(model: PostureModel): boolean {
  return model.app.framework === 'serverless' && /^(?:prod|production|prd|live)\b/i.test(model.app.stage);
}
