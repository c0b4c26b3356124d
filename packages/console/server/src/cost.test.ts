import { expect, it } from 'vitest';
import { architectures, lambdaCost } from './cost.ts';
import { deployed, POLL } from './testing/samples.ts';

// 1 GB for one second and one invocation, from the price list.
it.each([
  [1_024 * 1_000, 1, undefined, 0.0000168667],
  [1_024 * 1_000, 1, 'arm64', 0.0000135334],
  [1_024 * 1_000, 0, 'x86_64', 0.0000166667],
  [0, 1_000_000, 'x86_64', 0.2],
  [0, 0, 'x86_64', 0],
] as const)('%i MB·ms, %i invocations, %s: %f dollars', (billedMbMs, invocations, architecture, dollars) => {
  expect(lambdaCost(billedMbMs, invocations, architecture)).toBeCloseTo(dollars, 10);
});

it('knows a function by region and name', () => {
  const of = architectures([deployed({ architecture: 'arm64' }), deployed({ function: POLL })]);
  expect([
    of({ region: 'eu-west-1', fn: 'vote' }),
    of({ region: 'eu-west-1', fn: 'poll' }),
    of({ region: 'us-east-1', fn: 'vote' }),
  ]).toEqual(['arm64', undefined, undefined]);
});
