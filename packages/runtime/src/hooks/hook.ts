import type { HookId } from '@bulkhead/core';
import type { HookContext } from '../guard.ts';

/** One guarded behaviour: one file. */
export interface Hook {
  readonly id: HookId;
  /** Patches what it guards, once a process. Throwing means that the hook is not in force; the coverage line says so. */
  install(context: HookContext): void;
}
