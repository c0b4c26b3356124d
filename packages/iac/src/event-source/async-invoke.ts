import type { AsyncInvoke } from '@bulkhead/core';
import type { Reader } from '../read.ts';
import { get, type Tree } from '../yaml/tree.ts';
import { readDestination } from './mapping.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html, in SAM's and CloudFormation's words */
export function readCloudFormationAsync(properties: Tree, read: Reader): AsyncInvoke | undefined {
  const config = get(properties, 'EventInvokeConfig') ?? properties;
  return readAsync(
    {
      retries: get(config, 'MaximumRetryAttempts'),
      onSuccess: get(config, 'DestinationConfig', 'OnSuccess', 'Destination'),
      onFailure: get(config, 'DestinationConfig', 'OnFailure', 'Destination'),
      deadLetters: get(properties, 'DeadLetterQueue', 'TargetArn') ?? get(properties, 'DeadLetterConfig', 'TargetArn'),
    },
    read,
  );
}

/** https://www.serverless.com/framework/docs/providers/aws/guide/functions#async-function-invocation */
export function readServerlessAsync(fn: Tree, read: Reader): AsyncInvoke | undefined {
  const target = (name: string) => get(fn, 'destinations', name, 'arn') ?? get(fn, 'destinations', name);
  return readAsync(
    {
      retries: get(fn, 'maximumRetryAttempts'),
      onSuccess: target('onSuccess'),
      onFailure: target('onFailure'),
      deadLetters: get(fn, 'onError'),
    },
    read,
  );
}

function readAsync(
  trees: { readonly [name in 'retries' | 'onSuccess' | 'onFailure' | 'deadLetters']: Tree | undefined },
  read: Reader,
): AsyncInvoke | undefined {
  const retries = read.wholeNumber(trees.retries, 'MaximumRetryAttempts', [0, 2]);
  const found: AsyncInvoke = {
    ...(retries === undefined ? {} : { maximumRetryAttempts: retries }),
    ...(trees.onSuccess ? { onSuccess: readDestination(trees.onSuccess, 'OnSuccess', read) } : {}),
    ...(trees.onFailure ? { onFailure: readDestination(trees.onFailure, 'OnFailure', read) } : {}),
    ...(trees.deadLetters ? { deadLetters: readDestination(trees.deadLetters, 'DeadLetterConfig', read) } : {}),
  };
  return Object.keys(found).length > 0 ? found : undefined;
}
