import { type DeployedResource, isReference, type SourcePlace, type TemplateValue } from '@bulkhead/core';
import * as kinds from '../resources/kinds.ts';
import { field, type Scope } from '../resources/scope.ts';
import { fillArn, joinParts, type Part, partsOf } from '../resources/template-text.ts';
import type { Atom } from './atoms.ts';
import { destination } from './destination-atoms.ts';
import { keyArn } from './key-needs.ts';
import { mappingAtoms } from './mapping-atoms.ts';
import { networkAtoms } from './network-atoms.ts';
import { runtime } from './runtime-reason.ts';

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
    ...fileSystemAtoms(properties['FileSystemConfigs'], at('FileSystemConfigs'), scope.own),
    ...durableAtoms(properties['DurableConfig'], scope, at('DurableConfig')),
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

/**
 * A durable function writes down how far it has come, and reads it again: on executions of its own.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 */
function durableAtoms(value: TemplateValue | undefined, scope: Scope, place: SourcePlace): readonly Atom[] {
  if (value === undefined) return [];
  const { deployed, fn } = scope;
  const id: Part = deployed === undefined ? (partsOf(fn.name)?.[0] ?? '*') : { ref: deployed.id };
  const resource = joinParts(fillArn(`${kinds.lambdaFunction.arn}:*/durable-execution/*/*`, { Name: [id] }));
  return ['lambda:CheckpointDurableExecution', 'lambda:GetDurableExecutionState'].map(
    (action): Atom => ({ action, resource, because: runtime(place) }),
  );
}

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

const S3_FILE_SYSTEM = 'arn:${Partition}:s3files:${Region}:${Account}:file-system/${Name}';

/** AWS Lambda developer guide, "Configuring file system access", execution role. */
function fileSystemAtoms(value: TemplateValue | undefined, place: SourcePlace, own: Scope['own']): readonly Atom[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((config: TemplateValue) => {
    const arn = field(config, 'Arn');
    if (arn === undefined) return [];
    // A bucket that is mounted as files (Amazon S3 Files) has actions of its own, on the file system behind the access point.
    if (isReference(arn) && own.byId.get(arn.ref)?.type.startsWith('AWS::S3Files::')) {
      const resource = joinParts(fillArn(S3_FILE_SYSTEM, { Name: ['*'] }));
      const because = runtime(place, 'the access point does not tell its file system');
      return ['s3files:ClientMount', 's3files:ClientWrite'].map((action): Atom => ({ action, resource, because }));
    }
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
