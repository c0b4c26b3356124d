import type { CdkValue } from '@bulkhead/core';
import { expect, it } from 'vitest';
import { pathOf } from './values.ts';

const own = (rest: string): CdkValue => ({
  kind: 'text',
  parts: [
    { kind: 'constant', name: 'root' },
    { kind: 'literal', value: rest },
  ],
});
const text = (value: string): CdkValue => ({ kind: 'literal', value });

it.each([
  ['from the file that says it', own('/lib/../lambdas/get.ts'), 'lambdas/get.ts'],
  ['of a program that runs compiled, a folder deeper', own('/lib/../../lambdas/get.ts'), 'lambdas/get.ts'],
  ['from the folder of the application', text('lambdas/get.ts'), 'app/lambdas/get.ts'],
  ['out of the folder of the application', text('../../lambdas/get.ts'), '../lambdas/get.ts'],
])('a path %s', (_, value, expected) => expect(pathOf(value, 'app')).toBe(expected));
