import { isMap, own } from '@bulkhead/core';
import type { AccessRequest, AccessScope, ApiCall } from './types.ts';

/** Name of the signature to prefix of its actions, where they differ. */
const PREFIXES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch', email: 'ses' };

/**
 * Operations whose action has another name, after the "Actions defined by" pages of the Service Authorization Reference
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/). `''`: no permission is needed.
 */
const ACTIONS: Readonly<Record<string, string>> = {
  'sqs:SendMessageBatch': 'sqs:SendMessage',
  'sqs:DeleteMessageBatch': 'sqs:DeleteMessage',
  'sqs:ChangeMessageVisibilityBatch': 'sqs:ChangeMessageVisibility',
  'sns:PublishBatch': 'sns:Publish',
  'lambda:Invoke': 'lambda:InvokeFunction',
  'lambda:InvokeAsync': 'lambda:InvokeFunction',
  'lambda:InvokeWithResponseStream': 'lambda:InvokeFunction',
  'sts:GetCallerIdentity': '',
  'sts:GetSessionToken': '',
  'sts:GetAccessKeyInfo': '',
};

/** What a request to any other service asks for; the resource stays open where this table does not know it. */
export function readOtherAccess(call: ApiCall, scope: AccessScope): AccessRequest[] {
  const service = own(PREFIXES, call.service) ?? call.service;
  const named = `${service}:${call.operation}`;
  const action = own(ACTIONS, named) ?? named;
  if (action === '' || call.operation === '') return [];
  if (named === 'events:PutEvents') return busesOf(call, scope);
  const resource = own(RESOURCES, service)?.(call.input, scope, call.operation);
  const resources = resource === undefined || typeof resource === 'string' ? [resource] : resource;
  const context = service === 'kms' ? encryptionContext(call.input) : {};
  return resources.map((one) => ({ action, resource: one, context }));
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-context */
function encryptionContext({ EncryptionContext: pairs }: ApiCall['input']): AccessRequest['context'] {
  if (!isMap(pairs)) return {};
  const texts = Object.entries(pairs).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return {
    ...Object.fromEntries(texts.map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
    'kms:EncryptionContextKeys': texts.map(([name]) => name),
  };
}

type ReadResource = (
  input: ApiCall['input'],
  scope: AccessScope,
  operation: string,
) => string | readonly string[] | undefined;

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The ARN that a field holds, or the one that its name makes. */
function arnOr(value: unknown, make: (name: string) => string): string | undefined {
  const name = text(value);
  if (name === undefined) return undefined;
  return name.startsWith('arn:') ? name : make(name);
}

const RESOURCES: Readonly<Record<string, ReadResource>> = {
  sqs: (input, { region, account }, operation) => {
    if (operation === 'ListQueues') return '*';
    const name = text(input['QueueName']) ?? text(input['QueueUrl'])?.split('/').at(-1);
    return name === undefined ? undefined : `arn:aws:sqs:${region}:${account}:${name}`;
  },
  sns: (input, { region, account }, operation) =>
    text(input['TopicArn']) ??
    text(input['TargetArn']) ??
    (operation === 'CreateTopic'
      ? `arn:aws:sns:${region}:${account}:${text(input['Name']) ?? ''}`
      : // A text message to a telephone, and lists, have no resource.
        '*'),
  kinesis: (input, { region, account }, operation) =>
    operation === 'ListStreams'
      ? '*'
      : (text(input['StreamARN']) ??
        arnOr(input['StreamName'], (name) => `arn:aws:kinesis:${region}:${account}:stream/${name}`)),
  firehose: (input, { region, account }) =>
    arnOr(input['DeliveryStreamName'], (name) => `arn:aws:firehose:${region}:${account}:deliverystream/${name}`),
  lambda: (input, { region, account }) => {
    const name = text(input['FunctionName']);
    if (name === undefined) return '*';
    const qualifier = text(input['Qualifier']);
    const arn = name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${account}:function:${name}`;
    return qualifier === undefined ? arn : `${arn}:${qualifier}`;
  },
  states: (input, { region, account }, operation) => {
    if (operation === 'ListStateMachines' || operation === 'ListActivities') return '*';
    // Answers of tasks carry a token, and no resource.
    if (/^SendTask/.test(operation)) return '*';
    return (
      text(input['stateMachineArn']) ??
      text(input['executionArn']) ??
      text(input['activityArn']) ??
      arnOr(input['name'], (name) => `arn:aws:states:${region}:${account}:stateMachine:${name}`)
    );
  },
  // A secret's ARN ends in six characters that only the service knows; a name stands for any of them.
  secretsmanager: (input, { region, account }, operation) => {
    if (operation === 'ListSecrets' || operation === 'GetRandomPassword') return '*';
    return arnOr(
      input['SecretId'] ?? input['Name'],
      (name) => `arn:aws:secretsmanager:${region}:${account}:secret:${name}-a1B2c3`,
    );
  },
  ssm: (input, { region, account }, operation) => {
    if (operation === 'DescribeParameters') return '*';
    const names = Array.isArray(input['Names']) ? input['Names'] : [input['Name'] ?? input['Path']];
    const arns = names.map((name: unknown) =>
      arnOr(name, (path) => `arn:aws:ssm:${region}:${account}:parameter/${path.replace(/^\//, '')}`),
    );
    return arns.every((arn) => arn !== undefined) ? arns : undefined;
  },
  kms: (input, { region, account }, operation) =>
    /^List|^GenerateRandom$/.test(operation)
      ? '*'
      : arnOr(input['KeyId'], (id) => `arn:aws:kms:${region}:${account}:${id.startsWith('alias/') ? id : `key/${id}`}`),
  sts: (input) => text(input['RoleArn']),
  ses: (input, { region, account }) => {
    const source = text(input['Source'])?.replace(/^.*<|>$/g, '');
    return source === undefined ? undefined : `arn:aws:ses:${region}:${account}:identity/${source}`;
  },
  logs: (input, { region, account }) =>
    arnOr(
      input['logGroupName'] ?? input['logGroupIdentifier'],
      (name) => `arn:aws:logs:${region}:${account}:log-group:${name}:*`,
    ),
  cloudwatch: (_input, _scope, operation) =>
    /^(?:Put|Get)Metric(?:Data|Statistics)$|^List/.test(operation) ? '*' : undefined,
};

/** Each entry names its bus; https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html */
function busesOf({ input }: ApiCall, { region, account }: AccessScope): AccessRequest[] {
  const entries = Array.isArray(input['Entries']) ? input['Entries'].filter(isMap) : [];
  return entries.map((entry) => ({
    action: 'events:PutEvents',
    resource: arnOr(
      entry['EventBusName'] ?? 'default',
      (name) => `arn:aws:events:${region}:${account}:event-bus/${name}`,
    ),
    context: {
      ...(typeof entry['Source'] === 'string' ? { 'events:source': entry['Source'] } : {}),
      ...(typeof entry['DetailType'] === 'string' ? { 'events:detail-type': entry['DetailType'] } : {}),
    },
  }));
}
