import type { AbstractValue, CallSite, Engine, Model, ReadModel } from '../../engine/types.ts';
import { parseJson } from './data.ts';

/*
 * Powertools' data classes: `event.query_string_parameters` is `queryStringParameters` of the event, `record.s3.get_object.key`
 * is `s3.object.key`. The wrapper holds the part of the event that it stands for, so that paths go on.
 */

const MODULE = 'aws_lambda_powertools';
const PATH = 'data#';

interface Wrapped {
  readonly wraps: AbstractValue;
}

/** A part of the event as a data class. */
export function wrapped(engine: Engine, value: AbstractValue): AbstractValue {
  const state: Wrapped = { wraps: value };
  return engine.carrying(engine.external(MODULE, PATH, state), value);
}

export function unwrapped(state: unknown): AbstractValue | undefined {
  return (state as Wrapped | undefined)?.wraps;
}

/** Parts that are objects with fields of their own, and what the event calls them. */
const PARTS: Readonly<Record<string, string>> = {
  s3: 's3',
  get_object: 'object',
  bucket: 'bucket',
  dynamodb: 'dynamodb',
  kinesis: 'kinesis',
  sns: 'Sns',
  request_context: 'requestContext',
  authorizer: 'authorizer',
  identity: 'identity',
  http: 'http',
  request: 'request',
  response: 'response',
  attributes: 'attributes',
  message_attributes: 'messageAttributes',
};

/** Fields whose name is not the attribute's in another case. */
const NAMES: Readonly<Record<string, string>> = {
  event_source_arn: 'eventSourceARN',
  aws_region: 'awsRegion',
  http_method: 'httpMethod',
  get_type: 'type',
  get_id: 'id',
  detail_type: 'detail-type',
  new_image: 'NewImage',
  old_image: 'OldImage',
  keys: 'Keys',
  user_name: 'userName',
  bucket_name: 's3.bucket.name',
  object_key: 's3.object.key',
  sns_message: 'Records.0.Sns.Message',
  message: 'Message',
  subject: 'Subject',
  resolved_query_string_parameters: 'queryStringParameters',
  resolved_headers_field: 'headers',
};

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

const GETTERS: Readonly<Record<string, string>> = {
  get_query_string_value: 'queryStringParameters',
  get_multi_value_query_string_values: 'multiValueQueryStringParameters',
  get_header_value: 'headers',
};

const METHODS = new Set([...Object.keys(GETTERS), 'get', 'items', 'keys', 'values', 'data_as_text', 'data_as_json']);

/** An attribute of a data class. */
export const readDataClass: ReadModel = ({ object, name, place }, engine) => {
  const value = unwrapped(object.state);
  if (!value || object.path !== PATH || METHODS.has(name)) return undefined;
  if (name === 'raw_event') return value;
  if (name === 'records' || name === 'record') {
    const record = wrapped(engine, engine.item(engine.field(value, 'Records', place), place));
    return name === 'record' ? record : engine.list([], place, record);
  }
  if (name === 'json_body' || name === 'decoded_body' || name === 'body') {
    const body = engine.field(value, 'body', place);
    return name === 'json_body' ? parsed(engine, body) : body;
  }
  if (name === 'raw_json_body') return parsed(engine, engine.field(value, 'body', place));
  const part = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
  if (part !== undefined) return wrapped(engine, engine.field(value, part, place));
  const path = (Object.hasOwn(NAMES, name) ? NAMES[name] : undefined) ?? camelCase(name);
  if (path.includes('.')) {
    let at = value;
    for (const step of path.startsWith('s3.') ? ['Records', '0', ...path.split('.')] : path.split('.'))
      at = engine.field(at, step, place);
    return at;
  }
  return engine.field(value, path, place);
};

function parsed(engine: Engine, value: AbstractValue): AbstractValue {
  const call = {
    callee: { kind: 'external', module: 'json', path: 'loads' },
    receiver: undefined,
    arguments: [value],
    named: new Map(),
    others: undefined,
    place: { file: '', line: 1, column: 1 },
    isNew: false,
    language: 'python',
  } as const;
  return parseJson(call, engine) ?? value;
}

/** A method of a data class: `event.get_header_value('X-Tenant')`, and the dictionary that it also is. */
export const callDataClass: Model = (call, engine) => {
  const value = unwrapped(call.callee.state);
  const method = call.callee.path.slice(PATH.length + 1);
  if (!value || !call.callee.path.startsWith(`${PATH}.`)) return undefined;
  const from = Object.hasOwn(GETTERS, method) ? GETTERS[method] : undefined;
  if (from !== undefined) {
    const name = call.named.get('name') ?? call.arguments[0];
    const key = name && engine.constantOf(name);
    const fields = engine.field(value, from, call.place);
    return typeof key === 'string' ? engine.field(fields, key, call.place) : engine.item(fields, call.place);
  }
  if (method === 'data_as_text' || method === 'data_as_json') {
    const data = engine.field(value, 'data', call.place);
    return method === 'data_as_json' ? parsed(engine, data) : data;
  }
  if (method === 'get') {
    const key = call.arguments[0] && engine.constantOf(call.arguments[0]);
    return typeof key === 'string' ? engine.field(value, key, call.place) : engine.item(value, call.place);
  }
  return undefined;
};

/** `SQSEvent(event)`, `@event_source(data_class=SQSEvent)`. */
export const makeDataClass: Model = (call: CallSite, engine) => {
  const [event] = call.arguments;
  return event && wrapped(engine, event);
};
