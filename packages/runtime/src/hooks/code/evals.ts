import type { Gate } from './gate.ts';

type Eval = (code: unknown) => unknown;

/**
 * The two functions that rewritten code calls (see rewrite.ts): `$bhc` for the argument of a direct `eval`, `$bhe` for the
 * function itself. `globalThis.eval` stays: a replacement would take the variables of the caller from direct calls.
 * @returns whether the realm has both
 */
export function defineEvals(realm: object, original: Eval, gate: Gate): boolean {
  function check(code: unknown): unknown {
    if (typeof code !== 'string') return code;
    const stop = gate.script('eval', [code], check);
    if (stop) throw stop;
    return gate.guarded(code);
  }
  function indirect(code: unknown): unknown {
    if (typeof code !== 'string') return code;
    const stop = gate.script('eval', [code], indirect);
    if (stop) throw stop;
    return original(gate.guarded(code));
  }
  Object.defineProperty(indirect, 'name', { value: 'eval' });
  // Not to be replaced or deleted: code that was rewritten relies on them.
  const isThere = Reflect.defineProperty(realm, '$bhc', { value: check });
  return Reflect.defineProperty(realm, '$bhe', { value: indirect }) && isThere;
}
