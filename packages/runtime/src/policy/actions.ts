import type { PolicyAction } from '@bulkhead/core';

const ORDER: readonly PolicyAction[] = ['off', 'alert', 'block'];

/** The weaker of two actions: a mode caps what a rule asks for. */
export function lower(a: PolicyAction, b: PolicyAction): PolicyAction {
  return ORDER[Math.min(ORDER.indexOf(a), ORDER.indexOf(b))]!;
}

/** The stricter of two actions. */
export function higher(a: PolicyAction, b: PolicyAction): PolicyAction {
  return ORDER[Math.max(ORDER.indexOf(a), ORDER.indexOf(b))]!;
}
