import type { HookId } from '@bulkhead/core';
import type { HookContext } from '../guard.ts';
import type { Scope } from '../scope.ts';
import type { LoadWatch } from './load-watch.ts';

/** One guarded behaviour: one file. */
export interface Hook {
  readonly id: HookId;
  /** Patches what it guards, once a process; what is not loaded yet, when it is. Throwing means that the hook is not in force; the coverage line says so. */
  install(context: HookContext, modules: LoadWatch): void;
  /** Whether there is anything to do under an invocation's policy when it begins; without this, always. */
  begins?(scope: Scope): boolean;
  /** Called when an invocation begins, before the handler. */
  begin?(scope: Scope, context: HookContext): void;
}
