import type { CoverageRecord } from '@bulkhead/core';
import { CONSTRUCTORS, replaceConstructors } from './code/constructors.ts';
import { defineEvals } from './code/evals.ts';
import { createGate } from './code/gate.ts';
import { patchModules } from './code/modules.ts';
import { patchVm } from './code/vm.ts';
import { patchWebAssembly } from './code/web-assembly.ts';
import type { Hook } from './hook.ts';
import { builtin } from './patch.ts';

type AnyFunction = (...args: unknown[]) => unknown;

/**
 * Code that is made from text: the constructors of functions, `eval`, `node:vm`, WebAssembly, modules by a name or text of
 * the event. Event data that is more than data there is stopped (class `codei`); with an allow-list in the policy nobody
 * else makes code at all (`codegen`).
 */
export const codeHook: Hook = {
  id: 'code',
  install(context) {
    const gate = createGate(context);
    // biome-ignore lint/security/noGlobalEval: the original, called for code that was judged
    const own = globalThis.eval as (code: unknown) => unknown;
    replaceConstructors(globalThis, own(CONSTRUCTORS) as AnyFunction[], gate);
    defineEvals(globalThis, own, gate);
    patchWebAssembly(gate);
    patchVm(gate);
    patchModules(gate, context);
  },
};

/** What of `eval` is not guarded here, for the coverage line. */
export function uncoveredEval(installed: CoverageRecord['installed']): string[] {
  const sees = 'registerHooks' in builtin<object>('module')!;
  if (installed === 'layer') return sees ? [] : ['eval in ES modules is not guarded on Node.js 20'];
  return [
    sees
      ? 'eval in modules loaded before Bulkhead is not guarded'
      : 'eval in ES modules (Node.js 20) and in modules loaded before Bulkhead is not guarded',
  ];
}
