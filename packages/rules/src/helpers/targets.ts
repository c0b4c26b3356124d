import { type AwsCall, type DeployedResource, own, type StaticValue, type TemplateValue } from '@bulkhead/core';
import type { PostureModel } from '../rule.ts';
import { type FunctionView, variableOf } from './functions.ts';
import { physicalName } from './physical-names.ts';
import { resourceById } from './resources.ts';
import { refsOf, textOf } from './values.ts';

/** What a call writes to. */
export interface Target {
  /** Logical id of a resource of the application. */
  readonly id?: string;
  /** The very resource that the event came from: `Records[].s3.bucket.name`. */
  readonly ownSource?: true;
  /** The function itself. */
  readonly self?: true;
  /** A name that belongs to no resource of the application. */
  readonly name?: string;
}

/** Parameters of the requests that send work on, and where each names its receiver. */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  's3:PutObject': ['Bucket'],
  's3:CopyObject': ['Bucket'],
  's3:CreateMultipartUpload': ['Bucket'],
  's3:CompleteMultipartUpload': ['Bucket'],
  'sqs:SendMessage': ['QueueUrl'],
  'sqs:SendMessageBatch': ['QueueUrl'],
  'sns:Publish': ['TopicArn', 'TargetArn'],
  'sns:PublishBatch': ['TopicArn'],
  'kinesis:PutRecord': ['StreamName', 'StreamARN'],
  'kinesis:PutRecords': ['StreamName', 'StreamARN'],
  'dynamodb:PutItem': ['TableName'],
  'dynamodb:UpdateItem': ['TableName'],
  'dynamodb:DeleteItem': ['TableName'],
  'lambda:Invoke': ['FunctionName'],
  'lambda:InvokeAsync': ['FunctionName'],
  'sfn:StartExecution': ['stateMachineArn'],
  'sfn:StartSyncExecution': ['stateMachineArn'],
  'scheduler:CreateSchedule': ['Target'],
  'scheduler:UpdateSchedule': ['Target'],
  'eventbridge:PutEvents': ['Entries'],
};

/** What a name in a call of a service means: a table and a queue may be called the same. */
const TYPES: Readonly<Record<string, RegExp>> = {
  s3: /^AWS::S3::/,
  sqs: /^AWS::SQS::/,
  sns: /^AWS::SNS::/,
  kinesis: /^AWS::Kinesis::/,
  dynamodb: /^AWS::DynamoDB::/,
};

/** Whether a call sends something that may start a function; a signed URL is used by somebody else, when they like. */
export function isSend(call: AwsCall): boolean {
  return call.by !== 'presign' && Object.hasOwn(WRITES, `${call.service}:${call.operation}`);
}

/** What a call sends to; empty where nothing tells. */
export function targetsOf(model: PostureModel, view: FunctionView, call: AwsCall): readonly Target[] {
  const names = own(WRITES, `${call.service}:${call.operation}`) ?? [];
  return names.flatMap((name) => {
    const value = inputOf(call, name);
    if (value === undefined) return [];
    // The schedule's target is what it starts.
    const named = name === 'Target' && value.kind === 'object' ? value.fields['Arn'] : value;
    return named === undefined ? [] : resolveTarget(model, view, named, 0, TYPES[call.service]);
  });
}

export function inputOf(call: AwsCall, name: string): StaticValue | undefined {
  return call.input.kind === 'object' && Object.hasOwn(call.input.fields, name) ? call.input.fields[name] : undefined;
}

/** The resource that a value of the code names, through environment variables and physical names. */
export function resolveTarget(
  model: PostureModel,
  view: FunctionView,
  value: StaticValue,
  depth = 0,
  type: RegExp = /^/,
): readonly Target[] {
  if (depth > 6) return [];
  switch (value.kind) {
    case 'literal':
      return typeof value.value === 'string' ? [byName(model, value.value, type)] : [];
    case 'environment': {
      const given = variableOf(view, value.name);
      if (given !== undefined) return [fromTemplate(model, view, given, type)];
      if (value.name === 'AWS_LAMBDA_FUNCTION_NAME') return [{ self: true }];
      return value.fallback ? resolveTarget(model, view, value.fallback, depth + 1, type) : [];
    }
    case 'context':
      return /^(?:functionName|function_name|invokedFunctionArn|invoked_function_arn)$/.test(value.property)
        ? [{ self: true }]
        : [];
    case 'event':
      return /(?:s3\.bucket\.(?:name|arn)|eventSourceARN)$/.test(value.path) ? [{ ownSource: true }] : [];
    case 'either':
      return value.options.flatMap((option) => resolveTarget(model, view, option, depth + 1, type));
    case 'concat': {
      const parts = value.parts.flatMap((part) =>
        part.kind === 'literal' ? [] : resolveTarget(model, view, part, depth + 1, type),
      );
      const owned = parts.filter((part) => part.id !== undefined);
      return owned.length > 0 ? owned : [];
    }
    default:
      return [];
  }
}

function fromTemplate(model: PostureModel, view: FunctionView, value: TemplateValue, type: RegExp): Target {
  const [ref] = refsOf(value);
  if (ref !== undefined && resourceById(model, ref)) return ref === view.resource?.id ? { self: true } : { id: ref };
  return byName(model, textOf(value), type, view);
}

const NAMES = new WeakMap<PostureModel, Map<string, DeployedResource[]>>();

function byName(model: PostureModel, text: string, type: RegExp, view?: FunctionView): Target {
  let names = NAMES.get(model);
  if (!names) {
    names = new Map();
    for (const resource of model.resources) {
      const name = textOf(physicalName(resource)?.name);
      if (name !== '') names.set(name, [...(names.get(name) ?? []), resource]);
    }
    NAMES.set(model, names);
  }
  // A name, an ARN or a queue's URL: the name is the last part.
  const hits = names.get(text) ?? names.get(text.replace(/^.*[:/]/, '')) ?? [];
  const hit = hits.findLast((one) => type.test(one.type));
  if (!hit) return { name: text };
  return hit.id === view?.resource?.id ? { self: true } : { id: hit.id };
}

/** The beginning and the end of a text that are known: `thumbs/` of `thumbs/${key}`. */
export interface TextEdges {
  readonly start: string;
  readonly end: string;
  /** Start and end are the whole text. */
  readonly whole: boolean;
}

export function edgesOf(value: StaticValue | undefined): TextEdges {
  const parts = value === undefined ? [] : value.kind === 'concat' ? value.parts : [value];
  const textAt = (part: StaticValue | undefined) => (part?.kind === 'literal' ? String(part.value) : undefined);
  if (parts.every((part) => part.kind === 'literal') && parts.length > 0) {
    const whole = parts.map((part) => textAt(part) ?? '').join('');
    return { start: whole, end: whole, whole: true };
  }
  return { start: textAt(parts[0]) ?? '', end: textAt(parts.at(-1)) ?? '', whole: false };
}
