import type { AttackClass, HookPolicy } from '@bulkhead/core';
import type { BulkheadBlockedError } from '../errors.ts';
import { blockedError } from '../guard.ts';

/** Hooks whose lists say what alone may be done, and what doing something else is. */
const CLASSES = {
  __proto__: null,
  'child-process': 'process',
  code: 'codegen',
  files: 'file',
  flow: 'flow',
  native: 'native',
  outbound: 'egress',
  workers: 'process',
} as unknown as Partial<Record<string, AttackClass>>;

/**
 * What an operation is stopped with whose check failed: a list of what alone may be done is a promise, so that nobody goes past
 * it by making its check fail. Only where the list blocks, and never where it leaves everything open.
 * @param policy the hook's, its action capped by the mode
 */
export function closedStop(
  where: string,
  policy: HookPolicy,
  requestId: string,
  list?: 'modules',
): BulkheadBlockedError | undefined {
  const attackClass = CLASSES[where];
  if (attackClass === undefined || policy.action !== 'block' || !promises(where, policy, list)) return undefined;
  const message = `a check of hooks.${where} failed, and the policy allows only what is on its list.`;
  const none = { rule: `hook/${where}`, ruleVersion: '1', confidence: 'high', path: '', value: '' } as const;
  return blockedError({ ...none, class: attackClass, message }, requestId);
}

function promises(where: string, policy: HookPolicy, list: 'modules' | undefined): boolean {
  const { allow, modules, triggers, callers } = policy;
  if (where === 'flow') return (allow ?? triggers ?? callers) !== undefined;
  if (list === 'modules') return modules !== undefined;
  // Of native code, abilities are what is let pass besides; only a path closes the list.
  if (where === 'native') return allow?.some((item) => item.includes('/')) ?? false;
  return allow !== undefined && !(where === 'outbound' && allow.includes('*'));
}
