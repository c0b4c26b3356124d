import { DEFAULT_RECURSION_LIMIT } from '@bulkhead/core';
import type { BulkheadBlockedError } from '../../errors.ts';
import type { HookContext } from '../../guard.ts';
import type { Scope } from '../../scope.ts';

/** How often a chain of requests may come back to the function; `undefined` where nothing is to be done about it. */
export function limitOf(context: HookContext, scope: Scope | undefined): number | undefined {
  const { action, limit = DEFAULT_RECURSION_LIMIT } = context.policy('recursion', scope);
  return action === 'off' ? undefined : limit;
}

/** Reports a chain that came back too often; what to stop its next request with. */
export function tooDeep(
  operation: string,
  target: string,
  context: HookContext,
  scope: Scope | undefined,
): BulkheadBlockedError | undefined {
  return context.act(
    'recursion',
    {
      rule: 'hook/recursion',
      ruleVersion: '2',
      class: 'recursion',
      confidence: 'high',
      message: 'a chain of requests comes back to the function more often than the policy allows.',
      // What drives such a chain is what the function was handed, and hands on.
      path: 'event',
      value: eventText(scope?.event),
      sink: { operation, target },
    },
    scope,
  );
}

/** Enough of the event to recognise it: the record cuts it to its excerpt. */
function eventText(event: unknown): string {
  try {
    return String(JSON.stringify(event)).slice(0, 1_000);
  } catch {
    return '';
  }
}
