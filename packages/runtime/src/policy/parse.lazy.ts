import { type CompiledPolicy, parseCompiledPolicy } from '@bulkhead/core';

/** Checks a policy; a part of its own, since most functions have the default one, which needs no checking. */
export function parsePolicy(value: unknown): CompiledPolicy | undefined {
  return parseCompiledPolicy(value);
}
