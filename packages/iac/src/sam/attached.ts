import type { Trigger } from '@bulkhead/core';
import { referenceOf } from '../cloudformation/intrinsic.ts';
import type { TemplateResource } from '../cloudformation/template.ts';
import type { Reader } from '../read.ts';
import { otherTrigger } from '../serverless/events/other.ts';
import { get, type Tree } from '../yaml/tree.ts';
import { readSqsMapping } from './events/sqs.ts';
import { readUrlConfig } from './events/url.ts';

/** A trigger that stands in a resource of its own. */
export interface AttachedTrigger {
  readonly functionId: string;
  readonly trigger: Trigger;
}

/**
 * Reads `AWS::Lambda::Url` and `AWS::Lambda::EventSourceMapping` of a function of the same template.
 * @param functionOf finds a function by its logical id
 */
export function readAttachedTrigger(
  resource: TemplateResource,
  functionOf: (logicalId: string) => string | undefined,
  read: Reader,
): AttachedTrigger | undefined {
  const { type, properties, place } = resource;
  const target = (key: string) => {
    const tree = get(properties, key);
    const id = referenceOf(tree)?.id ?? referenceOf(tree && read.value(tree))?.id;
    return id === undefined ? undefined : functionOf(id);
  };
  if (type === 'AWS::Lambda::Url' && properties) {
    const functionId = target('TargetFunctionArn');
    return functionId === undefined ? undefined : { functionId, trigger: readUrlConfig(properties, place, read) };
  }
  if (type !== 'AWS::Lambda::EventSourceMapping') return undefined;
  const functionId = target('FunctionName');
  const source = get(properties, 'EventSourceArn');
  if (functionId === undefined) return undefined;
  if (source && isQueue(source, read)) return { functionId, trigger: readSqsMapping(source, properties, place, read) };
  return { functionId, trigger: otherTrigger('EventSourceMapping', place) };
}

function isQueue(source: Tree, read: Reader): boolean {
  const value = read.value(source);
  const id = referenceOf(source)?.id ?? referenceOf(value)?.id;
  if (id !== undefined) return read.evaluator.template.resources.get(id)?.type === 'AWS::SQS::Queue';
  return value?.kind === 'scalar' && String(value.value).includes(':sqs:');
}
