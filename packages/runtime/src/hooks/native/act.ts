import type { BulkheadBlockedError } from '../../errors.ts';
import type { Finding, HookContext } from '../../guard.ts';
import type { Ability } from './abilities.ts';

/** What a process is about to do below JavaScript. */
export interface Act {
  /** The word for it in `native.allow`. */
  readonly ability: Ability;
  readonly operation: string;
  readonly target: string;
  readonly message: string;
  /** `tamper` where it leads past the guard itself. */
  readonly class: 'native' | 'tamper';
}

/** What to stop it with, `undefined` to let it pass. */
export type Check = (act: Act) => BulkheadBlockedError | undefined;

/** As {@link Check}, of native code that is loaded. */
export type CheckLibrary = (operation: string, path: string) => BulkheadBlockedError | undefined;

export function memory(operation: string, ability: 'heap' | 'report'): Act {
  return {
    ability,
    operation,
    target: ability,
    message: 'the memory of the process is written to a file.',
    class: 'native',
  };
}

export function finding(act: Act, from = { path: '', value: '' }): Finding {
  return {
    rule: 'hook/native',
    ruleVersion: '1',
    class: act.class,
    confidence: 'high',
    message: act.message,
    ...from,
    sink: { operation: act.operation, target: act.target },
  };
}

/** What to stop an act with. */
export function judgeAct(act: Act, context: HookContext): BulkheadBlockedError | undefined {
  const scope = context.scopes()[0];
  const policy = context.policy('native', scope);
  if (policy.action === 'off' || policy.allow?.includes(act.ability)) return undefined;
  if (policy.allow?.includes(`${act.ability}:${act.target}`)) return undefined;
  return context.act('native', finding(act), scope);
}
