import type { Resolved } from '@bulkhead/core';
import type { Reader } from '../read.ts';
import { toPlain } from '../yaml/plain.ts';
import type { Tree } from '../yaml/tree.ts';
import { referenceOf } from './intrinsic.ts';

/** The logical id of a resource of the same template with one of these types, else the text: a name or an ARN. */
export function readSourceReference(
  tree: Tree,
  types: readonly string[],
  what: string,
  read: Reader,
): Resolved<string> {
  return ownResource(tree, types, read) ?? read.text(tree, what);
}

/** The logical id that a value refers to, if it is a resource of one of these types. */
export function ownResource(tree: Tree | undefined, types: readonly string[], read: Reader): string | undefined {
  if (!tree) return undefined;
  const id = referenceOf(tree)?.id ?? referenceOf(read.value(tree))?.id;
  const type = id === undefined ? undefined : read.evaluator.template.resources.get(id)?.type;
  return type !== undefined && types.includes(type) ? id : undefined;
}

/** Data inside a template (an event pattern, a filter) as plain data; what is not known stays an `Unknown` in its place. */
export function readPlain(tree: Tree | undefined, read: Reader): unknown {
  const value = read.value(tree);
  return value && toPlain(value);
}

export const QUEUE = ['AWS::SQS::Queue'];
export const TOPIC = ['AWS::SNS::Topic'];
export const STREAM = ['AWS::Kinesis::Stream'];
export const TABLE = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable', 'AWS::Serverless::SimpleTable'];
export const BUS = ['AWS::Events::EventBus'];
export const BUCKET = ['AWS::S3::Bucket'];
