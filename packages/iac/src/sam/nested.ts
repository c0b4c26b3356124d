import type { AsyncInvoke, LambdaFunction, Resolved, Trigger } from '@bulkhead/core';
import { markFunction, marksOf } from '../residue.ts';

/** A function of a nested stack under the names that it has in the whole app: `Stack/Function`. */
export function prefixed(fn: LambdaFunction, prefix: string, own: ReadonlySet<string>): LambdaFunction {
  const name = <T extends Resolved<string> | undefined>(value: T): T =>
    typeof value === 'string' && own.has(value) ? (`${prefix}${value}` as T) : value;
  const trigger = (each: Trigger): Trigger => {
    switch (each.type) {
      case 'sqs':
        return { ...each, queue: name(each.queue) };
      case 'kinesis':
      case 'dynamodb':
        return { ...each, stream: name(each.stream), ...(each.onFailure ? { onFailure: name(each.onFailure) } : {}) };
      case 'sns':
        return { ...each, topic: name(each.topic) };
      case 'eventbridge':
        return { ...each, bus: name(each.bus) };
      case 's3':
        return { ...each, bucket: name(each.bucket) };
      case 'apigateway-v1':
      case 'apigateway-v2':
        return { ...each, authorizer: each.authorizer.replace(/^lambda:(?=[A-Za-z0-9]+$)/, `lambda:${prefix}`) };
      default:
        return each;
    }
  };
  const config = fn.asyncInvoke;
  const asyncInvoke: AsyncInvoke | undefined = config && {
    ...config,
    ...(config.onSuccess ? { onSuccess: name(config.onSuccess) } : {}),
    ...(config.onFailure ? { onFailure: name(config.onFailure) } : {}),
    ...(config.deadLetters ? { deadLetters: name(config.deadLetters) } : {}),
  };
  const made = typeof fn.role === 'string' && !fn.role.includes(':') ? `${prefix}${fn.role}` : fn.role;
  return markFunction(
    {
      ...fn,
      id: `${prefix}${fn.id}`,
      logicalId: `${prefix}${fn.logicalId ?? fn.id}`,
      triggers: fn.triggers.map(trigger),
      ...(made === undefined ? {} : { role: made }),
      ...(asyncInvoke ? { asyncInvoke } : {}),
    },
    marksOf(fn),
  );
}
