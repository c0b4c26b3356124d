import type { LambdaFunction } from '@bulkhead/core';
import type { Reader } from './read.ts';
import { get, type Tree } from './yaml/tree.ts';

/**
 * Lambda's advanced logging controls, under the names that a framework gives its three keys.
 * Defaults: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html
 */
export function readLogging(
  tree: Tree | undefined,
  keys: { readonly format: string; readonly applicationLevel: string; readonly systemLevel: string },
  read: Reader,
): LambdaFunction['logging'] {
  const logging = read.value(tree);
  const format = read.oneOf(get(logging, keys.format), keys.format, ['Text', 'JSON']);
  const application = read.oneOf(get(logging, keys.applicationLevel), keys.applicationLevel, [
    'TRACE',
    'DEBUG',
    'INFO',
    'WARN',
    'ERROR',
    'FATAL',
  ]);
  const system = read.oneOf(get(logging, keys.systemLevel), keys.systemLevel, ['DEBUG', 'INFO', 'WARN']);
  return { format: format ?? 'Text', applicationLevel: application ?? 'INFO', systemLevel: system ?? 'INFO' };
}
