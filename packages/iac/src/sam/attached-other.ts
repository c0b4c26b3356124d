import type { AsyncInvoke } from '@bulkhead/core';
import type { TemplateResource } from '../cloudformation/template.ts';
import { readCloudFormationAsync } from '../event-source/async-invoke.ts';
import type { Reader } from '../read.ts';
import { get, type Tree } from '../yaml/tree.ts';
import type { AttachedTrigger } from './attached.ts';
import { createFunctionFinder } from './function-finder.ts';

/** Where other resources name the functions that they call, and SAM's word for such an event. */
const CALLERS: readonly { readonly type: string; readonly name: string; readonly path: readonly string[] }[] = [
  { type: 'AWS::Cognito::UserPool', name: 'Cognito', path: ['LambdaConfig'] },
  { type: 'AWS::Logs::SubscriptionFilter', name: 'CloudWatchLogs', path: ['DestinationArn'] },
  { type: 'AWS::IoT::TopicRule', name: 'IoTRule', path: ['TopicRulePayload', 'Actions'] },
  { type: 'AWS::Scheduler::Schedule', name: 'ScheduleV2', path: ['Target', 'Arn'] },
  { type: 'AWS::ElasticLoadBalancingV2::TargetGroup', name: 'alb', path: ['Targets'] },
  { type: 'AWS::KinesisFirehose::DeliveryStream', name: 'Firehose', path: ['ExtendedS3DestinationConfiguration'] },
  { type: 'AWS::SecretsManager::RotationSchedule', name: 'SecretsManager', path: ['RotationLambdaARN'] },
  { type: 'AWS::AppSync::DataSource', name: 'AppSync', path: ['LambdaConfig'] },
  { type: 'AWS::SNS::Topic', name: 'sns', path: ['Subscription'] },
];

/** Callers whose events the model does not describe; each function once for a resource. */
export function readAttachedOthers(
  present: readonly TemplateResource[],
  functionIds: readonly string[],
): AttachedTrigger[] {
  const resources = new Map(present.map((resource) => [resource.id, resource]));
  const find = createFunctionFinder(resources, new Set(functionIds));
  const named = new Map<string, string>();
  for (const id of functionIds) {
    const name = textOf(get(resources.get(id)?.properties, 'FunctionName'));
    if (name !== undefined) named.set(name, id);
  }
  const found: AttachedTrigger[] = [];
  for (const { type, properties, place } of present) {
    if (type === 'Custom::S3') {
      // The Serverless Framework's own resource for buckets that exist already.
      const functionId = named.get(textOf(get(properties, 'FunctionName')) ?? '');
      if (functionId !== undefined) found.push({ functionId, trigger: { type: 'other', name: 's3', place } });
    }
    const caller = CALLERS.find((candidate) => candidate.type === type);
    if (!caller) continue;
    const value = get(properties, ...caller.path);
    const seen = new Set<string>();
    for (const tree of partsOf(value)) {
      const functionId = find(tree);
      if (functionId === undefined || seen.has(functionId)) continue;
      seen.add(functionId);
      found.push({ functionId, trigger: { type: 'other', name: caller.name, place } });
    }
  }
  return found;
}

function textOf(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' && tree.value !== null ? String(tree.value) : undefined;
}

function partsOf(tree: Tree | undefined): readonly (Tree | undefined)[] {
  if (tree?.kind === 'list') return tree.items;
  return tree?.kind === 'map' && tree.entries.size > 1 ? [...tree.entries.values()].map(({ value }) => value) : [tree];
}

/** `AWS::Lambda::EventInvokeConfig` by the function that it is for. */
export function readInvokeConfigs(
  present: readonly TemplateResource[],
  functionIds: readonly string[],
  read: Reader,
): ReadonlyMap<string, AsyncInvoke> {
  const resources = new Map(present.map((resource) => [resource.id, resource]));
  const find = createFunctionFinder(resources, new Set(functionIds));
  const found = new Map<string, AsyncInvoke>();
  for (const { type, properties } of present) {
    if (type !== 'AWS::Lambda::EventInvokeConfig' || !properties) continue;
    const functionId = find(get(properties, 'FunctionName'));
    const config = readCloudFormationAsync(properties, read);
    if (functionId !== undefined && config) found.set(functionId, config);
  }
  return found;
}
