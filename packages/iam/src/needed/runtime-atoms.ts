import type { DeployedResource, NeedReason, SourcePlace, TemplateValue } from '@bulkhead/core';
import * as kinds from '../resources/kinds.ts';
import { locate } from '../resources/locate.ts';
import { isPlainObject, type Scope } from '../resources/scope.ts';
import { fillArn, joinParts, type Part, partsOf } from '../resources/template-text.ts';
import type { Atom } from './atoms.ts';
import { customerKeyOf, keyArn, keyAtoms } from './key-needs.ts';
import { mappingAtoms } from './mapping-atoms.ts';

/** Resources of the application that belong to one function. */
export interface FunctionParts {
  readonly mappings: readonly DeployedResource[];
  readonly invokeConfigs: readonly DeployedResource[];
}

/** What Lambda itself does in the name of the function's role. */
export function runtimeAtoms(scope: Scope, parts: FunctionParts): readonly Atom[] {
  const { deployed, fn } = scope;
  const properties = deployed?.properties ?? {};
  const at = (...path: readonly (string | number)[]): SourcePlace => deployed?.placeOf(path) ?? fn.place;
  return [
    ...logAtoms(scope, at('LoggingConfig')),
    ...networkAtoms(properties['VpcConfig'], at('VpcConfig')),
    ...tracingAtoms(properties['TracingConfig'], at('TracingConfig')),
    ...environmentKeyAtoms(properties['KmsKeyArn'], scope, at('KmsKeyArn')),
    ...fileSystemAtoms(properties['FileSystemConfigs'], at('FileSystemConfigs')),
    ...destination(field(properties['DeadLetterConfig'], 'TargetArn'), scope, at('DeadLetterConfig')),
    ...parts.invokeConfigs.flatMap((config) =>
      ['OnSuccess', 'OnFailure'].flatMap((name) => {
        const target = field(field(config.properties['DestinationConfig'], name), 'Destination');
        return destination(target, scope, config.placeOf(['DestinationConfig', name]));
      }),
    ),
    ...mappingAtoms(parts.mappings, scope),
  ];
}

const runtime = (place: SourcePlace, wide?: string): readonly NeedReason[] => [
  { place, kind: 'runtime', ...(wide === undefined ? {} : { wide }) },
];

/** A group that the template makes needs no permission to make one. */
function logAtoms(scope: Scope, place: SourcePlace): readonly Atom[] {
  const { deployed, own, fn } = scope;
  const set = field(deployed?.properties['LoggingConfig'], 'LogGroup');
  const id: Part = deployed === undefined ? (partsOf(fn.name)?.[0] ?? '*') : { ref: deployed.id };
  const name: readonly Part[] = set === undefined ? ['/aws/lambda/', id] : (partsOf(set) ?? ['*']);
  const streams = joinParts(fillArn(`${kinds.logGroup.arn}:*`, { Name: name }));
  const literal = deployed?.properties['FunctionName'];
  const groups = own.byType.get('AWS::Logs::LogGroup') ?? [];
  const made = groups.some((group) => {
    const parts = partsOf(group.properties['LogGroupName']) ?? [];
    const last = parts.at(-1);
    if (typeof last === 'object' && 'ref' in last) return last.ref === deployed?.id;
    return typeof literal === 'string' && parts.length === 1 && parts[0] === `/aws/lambda/${literal}`;
  });
  const actions = [
    ...(made || set !== undefined ? [] : ['logs:CreateLogGroup']),
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ];
  return actions.map((action) => ({ action, resource: streams, because: runtime(place) }));
}

/** AWS Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC", execution role. */
const NETWORK = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

export function networkAtoms(value: TemplateValue | undefined, place: SourcePlace): readonly Atom[] {
  const subnets = field(value, 'SubnetIds');
  if (subnets === undefined || (Array.isArray(subnets) && subnets.length === 0)) return [];
  const because = runtime(place, 'Lambda asks for these on any network interface');
  return NETWORK.map((action) => ({ action, resource: '*', because }));
}

function tracingAtoms(value: TemplateValue | undefined, place: SourcePlace): readonly Atom[] {
  if (field(value, 'Mode') !== 'Active') return [];
  return ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'].map((action) => ({
    action,
    resource: '*',
    because: runtime(place),
  }));
}

function environmentKeyAtoms(key: TemplateValue | undefined, scope: Scope, place: SourcePlace): readonly Atom[] {
  if (key === undefined || key === null || key === '') return [];
  const { resource, wide, alias } = keyArn(key, scope);
  return [
    {
      action: 'kms:Decrypt',
      resource,
      ...(alias === undefined ? {} : { conditions: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } } }),
      because: runtime(place, wide),
    },
  ];
}

/** AWS Lambda developer guide, "Configuring file system access", execution role. */
function fileSystemAtoms(value: TemplateValue | undefined, place: SourcePlace): readonly Atom[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((config: TemplateValue) => {
    const arn = field(config, 'Arn');
    if (arn === undefined) return [];
    return ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'].map(
      (action): Atom => ({
        action,
        resource: '*',
        conditions: { StringEquals: { 'elasticfilesystem:AccessPointArn': arn } },
        because: runtime(place),
      }),
    );
  });
}

const DESTINATIONS: readonly (readonly [kind: kinds.ResourceKind, service: string, action: string])[] = [
  [kinds.queue, 'sqs', 'sqs:SendMessage'],
  [kinds.topic, 'sns', 'sns:Publish'],
  [kinds.lambdaFunction, 'lambda', 'lambda:InvokeFunction'],
  [kinds.eventBus, 'events', 'events:PutEvents'],
];

/** Where Lambda puts what failed or succeeded (developer guide, "Capturing records of asynchronous invocations"). */
export function destination(target: TemplateValue | undefined, scope: Scope, place: SourcePlace): readonly Atom[] {
  const parts = partsOf(target);
  if (target === undefined || parts === undefined || parts.length === 0) return [];
  const first = parts[0];
  const type = typeof first === 'object' && 'ref' in first ? scope.own.byId.get(first.ref)?.type : undefined;
  const service = (typeof first === 'string' ? first.split(':')[2] : undefined) ?? serviceByName(first);
  for (const [kind, prefix, action] of DESTINATIONS) {
    if (!kind.types.includes(type ?? '') && service !== prefix) continue;
    const { arn, own, wide } = locate(kind, target, scope);
    const because = runtime(place, wide);
    const key = own && customerKeyOf(own);
    return [
      { action, resource: joinParts(arn), because },
      ...(key === undefined ? [] : keyAtoms(key, 'both', prefix, scope, because[0] as NeedReason)),
    ];
  }
  if (type === 'AWS::S3::Bucket' || service === 's3') {
    const { arn } = locate(kinds.bucket, target, scope);
    return [
      { action: 's3:PutObject', resource: joinParts([...arn, '/*']), because: runtime(place) },
      { action: 's3:ListBucket', resource: joinParts(arn), because: runtime(place) },
    ];
  }
  return [];
}

/** An output of another stack, or a parameter, tells by its name what it is: `DeadLetters.Outputs.QueueArn`. */
function serviceByName(part: Part | undefined): string | undefined {
  if (typeof part !== 'object') return undefined;
  const name = 'ref' in part ? `${part.attribute ?? ''} ${part.ref}` : part.expression;
  return /queue|dlq|sqs/i.test(name) ? 'sqs' : /topic|sns/i.test(name) ? 'sns' : undefined;
}

export function field(value: TemplateValue | undefined, name: string): TemplateValue | undefined {
  return isPlainObject(value) ? value[name] : undefined;
}
