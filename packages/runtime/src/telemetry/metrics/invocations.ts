import type { InvocationAspect } from '@bulkhead/core';
import { addAspect } from '../correlation/ends.ts';
import { theStore } from '../correlation/store.ts';
import { type Dimensions, type Metrics, metrics } from './metrics.ts';

/**
 * Counts cold starts (`ColdStart`, with `InitDuration`), failures (`Errors`) and invocations (`Invocations`) of the function, told apart
 * by its name. Timeouts are counted by `reportTimeouts`.
 * @example countInvocations(); export const handler = withTelemetry(…);
 */
export function countInvocations(): void {
  addAspect(
    theStore(),
    createInvocationCount(metrics, process.env, () => performance.now()),
  );
}

/** @param age milliseconds since the process began */
export function createInvocationCount(
  { count, time }: Pick<Metrics, 'count' | 'time'>,
  env: Readonly<Record<string, string | undefined>>,
  age: () => number,
): InvocationAspect {
  // Measured where the module is loaded: with provisioned concurrency, the first invocation may come hours later.
  const init = age();
  const functionName = env['AWS_LAMBDA_FUNCTION_NAME'];
  const dimensions: Dimensions = functionName ? { FunctionName: functionName } : {};
  // Prepared before anybody waits for it: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
  const onDemand = (env['AWS_LAMBDA_INITIALIZATION_TYPE'] ?? 'on-demand') === 'on-demand';
  let first = onDemand;
  return (scope) => {
    const options = { dimensions, context: scope };
    // Before anything is counted: what was counted is printed when the scope ends, in the order of these calls.
    scope.atEnd((error) => {
      if (error !== undefined) count('Errors', 1, options);
    });
    count('Invocations', 1, options);
    if (first) {
      count('ColdStart', 1, options);
      time('InitDuration', Math.round(init), options);
    }
    first = false;
    return undefined;
  };
}
