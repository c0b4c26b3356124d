import type { Resolved } from '@bulkhead/core';
import { badTemplate } from '../bad-template.ts';
import type { Reader } from '../read.ts';
import type { Tree } from '../yaml/tree.ts';
import { referenceOf } from './intrinsic.ts';

/** The logical id of a queue of the same template, else its ARN. */
export function readQueue(tree: Tree, what: string, read: Reader): Resolved<string> {
  const id = referenceOf(tree)?.id ?? referenceOf(read.value(tree))?.id;
  if (id !== undefined && read.evaluator.template.resources.get(id)?.type === 'AWS::SQS::Queue') return id;
  const value = read.value(tree);
  if (value?.kind === 'map') throw badTemplate(tree.place, `${what} must be the ARN of a queue, not a map`);
  const arn = read.text(tree, what);
  if (typeof arn === 'string' && !/^arn:[^:]*:sqs:/.test(arn)) {
    throw badTemplate(tree.place, `${what} must be the ARN of a queue: arn:aws:sqs:REGION:ACCOUNT:NAME`);
  }
  return arn;
}
