import type { DeployedFunction } from '@bulkhead/console-contract';

type Architecture = NonNullable<DeployedFunction['architecture']>;

/**
 * US dollars at list price: aws.amazon.com/lambda/pricing, US East, first tier, without free tier, savings plans or
 * provisioned concurrency. Most regions cost the same.
 */
const GB_SECOND: Readonly<Record<Architecture, number>> = { x86_64: 0.0000166667, arm64: 0.0000133334 };
const INVOCATION = 0.2 / 1_000_000;

/** @param billedMbMs billed milliseconds times megabytes of memory, summed over `invocations` */
export function lambdaCost(billedMbMs: number, invocations: number, architecture: Architecture = 'x86_64'): number {
  return (billedMbMs / 1_024 / 1_000) * GB_SECOND[architecture] + invocations * INVOCATION;
}

interface Named {
  readonly region: string;
  readonly fn: string;
}

/** Architecture of a function as the inventory knows it; names are unique in a region of an account. */
export function architectures(functions: readonly DeployedFunction[]): (place: Named) => Architecture | undefined {
  const known = new Map(functions.map(({ function: fn, architecture }) => [`${fn.region}\n${fn.name}`, architecture]));
  return ({ region, fn }) => known.get(`${region}\n${fn}`);
}
