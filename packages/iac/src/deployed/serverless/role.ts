import type { SourcePlace } from '@bulkhead/core';
import { get, type Tree } from '../../yaml/tree.ts';
import { type Buildable, join, ref, sub } from '../build.ts';
import { normalName, ROLE } from './ids.ts';
import {
  isOn,
  isReference,
  itemsOf,
  known,
  make,
  named,
  ownArn,
  type Service,
  type ServiceFunction,
} from './service.ts';

export function allowOf(actions: Buildable, resources: Buildable): Buildable {
  return { Effect: 'Allow', Action: actions, Resource: resources };
}

/** Streams of the log group of a name or prefix. */
export function logGroupArn(name: Buildable, ending: string): Buildable {
  return ownArn('logs', 'log-group:/aws/lambda/', name, ending);
}

const VPC_POLICY = 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole';
const LAMBDA_TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com'] }, Action: ['sts:AssumeRole'] }],
};

/** A role that stands elsewhere takes the place of the one that the framework makes. */
export function sharedRoleOf(provider: Tree | undefined): Tree | undefined {
  const role = get(provider, 'iam', 'role');
  const given = role?.kind === 'scalar' || role?.kind === 'unknown' || isReference(role) ? role : undefined;
  return given ?? get(provider, 'role');
}

/** The plugin serverless-iam-roles-per-function gives a function with `iamRoleStatements` a role of its own. */
export function ownRole({ key, tree }: ServiceFunction, { document }: Service): string | undefined {
  const plugins = itemsOf(get(get(document, 'plugins'), 'modules') ?? get(document, 'plugins'));
  const isListed = plugins.some((item) => item.kind === 'scalar' && item.value === 'serverless-iam-roles-per-function');
  return isListed && get(tree, 'iamRoleStatements') && !get(tree, 'role') ? `${normalName(key)}${ROLE}` : undefined;
}

/** Statements of every function's log group, which the shared role has first. */
function logStatements(service: Service): Buildable[] {
  const prefix = named('-', service.name, service.stage);
  const groups: Buildable[] = [];
  const denied: Buildable[] = [];
  let isCanonical = false;
  for (const fn of service.functions) {
    const own = get(fn.tree, 'name');
    const isOwn = own !== undefined && !known(own, service)?.startsWith(String(prefix));
    const isSilent = isOn(get(fn.tree, 'disableLogs'));
    if (!isSilent && isOwn) groups.push(fn.name);
    else if (!isSilent) isCanonical = true;
    else if (!isOwn) denied.push(logGroupArn(fn.name, ':*'));
  }
  const arns = (ending: string) => [
    ...groups.map((name) => logGroupArn(name, ending)),
    ...(isCanonical ? [logGroupArn(prefix, `*${ending}`)] : []),
  ];
  return [
    allowOf(['logs:CreateLogStream', 'logs:CreateLogGroup', 'logs:TagResource'], arns(':*')),
    allowOf(['logs:PutLogEvents'], arns(':*:*')),
    ...(denied.length > 0 ? [{ Effect: 'Deny', Action: 'logs:PutLogEvents', Resource: denied }] : []),
  ];
}

/** `IamRoleLambdaExecution`, and the roles of functions that have statements of their own. */
export function expandRoles(service: Service, place: SourcePlace): void {
  const { provider, functions } = service;
  const settings = get(provider, 'iam', 'role');
  const shared = get(settings, 'statements') ?? get(provider, 'iamRoleStatements');
  const managed = get(settings, 'managedPolicies') ?? get(provider, 'iamManagedPolicies');
  const boundary =
    get(settings, 'permissionsBoundary') ??
    get(settings, 'permissionBoundary') ??
    get(provider, 'rolePermissionsBoundary');
  const usesVpc = get(provider, 'vpc') !== undefined || functions.some(({ tree }) => get(tree, 'vpc'));
  const common = {
    Path: get(settings, 'path') ?? '/',
    AssumeRolePolicyDocument: service.statements.includes(SCHEDULER)
      ? {
          Version: '2012-10-17',
          Statement: [allowedToAssume(['lambda.amazonaws.com', 'scheduler.amazonaws.com'])],
        }
      : LAMBDA_TRUST,
    PermissionsBoundary: boundary,
  };
  const policyName = named('-', service.name, service.stage, 'lambda');
  const policy = (statements: readonly Buildable[]): Buildable => [
    { PolicyName: policyName, PolicyDocument: { Version: '2012-10-17', Statement: statements } },
  ];
  if (!sharedRoleOf(provider) && functions.some(({ tree }) => !get(tree, 'role'))) {
    make(service, {
      id: ROLE,
      type: 'AWS::IAM::Role',
      place: settings?.place ?? shared?.place ?? place,
      properties: {
        ...common,
        RoleName: get(settings, 'name') ?? join('-', service.name, service.stage, ref('AWS::Region'), 'lambdaRole'),
        Policies: policy([
          ...logStatements(service),
          ...itemsOf(shared),
          ...service.statements.filter((statement) => statement !== SCHEDULER),
        ]),
        ManagedPolicyArns: listOrNothing([
          ...itemsOf(managed),
          ...service.managed,
          usesVpc ? sub(VPC_POLICY) : undefined,
        ]),
      },
    });
  }
  for (const fn of functions) {
    const id = ownRole(fn, service);
    if (id === undefined) continue;
    const own = get(fn.tree, 'iamRoleStatements');
    const inherits =
      get(fn.tree, 'iamRoleStatementsInherit') ??
      get(service.document, 'custom', 'serverless-iam-roles-per-function', 'defaultInherit');
    const onError = get(fn.tree, 'onError');
    make(service, {
      id,
      type: 'AWS::IAM::Role',
      place: own!.place,
      properties: {
        ...common,
        PermissionsBoundary:
          get(fn.tree, 'iamPermissionsBoundary') ??
          get(service.document, 'custom', 'serverless-iam-roles-per-function', 'iamGlobalPermissionsBoundary') ??
          boundary,
        RoleName:
          get(fn.tree, 'iamRoleStatementsName') ??
          join('-', service.name, service.stage, fn.key, ref('AWS::Region'), 'lambdaRole'),
        Policies: policy([
          allowOf(['logs:CreateLogStream', 'logs:CreateLogGroup', 'logs:PutLogEvents'], [logGroupArn(fn.name, ':*:*')]),
          ...pollingStatements(fn),
          onError && allowOf(['sns:Publish'], onError),
          ...(isOn(inherits) ? itemsOf(shared) : []),
          ...itemsOf(own),
        ]),
        ManagedPolicyArns: get(fn.tree, 'vpc') || get(provider, 'vpc') ? [sub(VPC_POLICY)] : [],
      },
    });
  }
}

/** Marks that the shared role is also taken by the scheduler. */
export const SCHEDULER: Buildable = { Sid: 'scheduler' };

function allowedToAssume(services: readonly string[]): Buildable {
  return { Effect: 'Allow', Principal: { Service: services }, Action: ['sts:AssumeRole'] };
}

export const DYNAMODB_STREAM = [
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:DescribeStream',
  'dynamodb:ListStreams',
];
export const KINESIS_STREAM = [
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:DescribeStream',
  'kinesis:ListStreams',
];
export const QUEUE = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

function pollingStatements(fn: ServiceFunction): Buildable[] {
  const arns = { queue: [] as Buildable[], dynamodb: [] as Buildable[], kinesis: [] as Buildable[] };
  for (const { kind, tree } of fn.events) {
    const arn = get(tree, 'arn') ?? tree;
    if (kind === 'sqs') arns.queue.push(arn);
    else if (kind === 'stream') arns[streamKind(tree)].push(arn);
  }
  return [
    arns.dynamodb.length > 0 ? allowOf(DYNAMODB_STREAM, arns.dynamodb) : undefined,
    arns.kinesis.length > 0 ? allowOf(KINESIS_STREAM, arns.kinesis) : undefined,
    arns.queue.length > 0 ? allowOf(QUEUE, arns.queue) : undefined,
  ];
}

export function streamKind(event: Tree | undefined): 'dynamodb' | 'kinesis' {
  const type = get(event, 'type');
  if (type?.kind === 'scalar') return type.value === 'kinesis' ? 'kinesis' : 'dynamodb';
  const arn = get(event, 'arn') ?? event;
  // What a plug-in wrote as `#{AWS::Region}` the framework has seen as text.
  const text = get(arn, 'Fn::Sub') ?? arn;
  return text?.kind === 'scalar' && String(text.value).includes(':kinesis:') ? 'kinesis' : 'dynamodb';
}

function listOrNothing(items: readonly Buildable[]): Buildable {
  const known = items.filter((item) => item !== undefined);
  return known.length > 0 ? known : undefined;
}
