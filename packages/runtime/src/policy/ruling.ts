import type { CompiledPolicy } from '@bulkhead/core';
import { type LoadedPolicy, loadPolicy } from '../policy-source.ts';
import type { Scope, Scopes } from '../scope.ts';
import type { ProtectOptions, Relax } from '../types.ts';
import { createRelaxing, type Relaxing } from './relax.lazy.ts';
import { asksForLess, tighten } from './tighten.lazy.ts';

/** Which policy holds where. Code in the process adds to what holds; to loosen it takes the function that the first `configure` returned. */
export interface Ruling {
  /** What holds outside of invocations: the environment's policy, or what `configure` made of it. */
  own(): LoadedPolicy;
  /** What a handler is protected with. */
  policyFor(options: ProtectOptions | undefined): LoadedPolicy;
  /** What holds for an invocation that begins: no less than for those that are under way, whoever called the handler. */
  begin(policy: CompiledPolicy): CompiledPolicy;
  /** What holds for an operation of an invocation, or of none. */
  of(scope: Scope | undefined): CompiledPolicy;
  readonly configure: (policy: unknown) => Relax;
}

export interface RulingParts {
  /** The environment's. */
  readonly own: LoadedPolicy;
  /** BULKHEAD_MODE. */
  readonly mode: string | undefined;
  readonly scopes: Pick<Scopes, 'all' | 'current'>;
  readonly fault: (message: string) => void;
}

export function createRuling(parts: RulingParts): Ruling {
  const { mode, scopes, fault } = parts;
  let { own } = parts;
  let first: CompiledPolicy | undefined;
  let isConfigured = false;
  let relaxing: Relaxing | undefined;
  return {
    own: () => own,
    policyFor(options) {
      if (options?.policy === undefined) return own;
      // Code that comes later takes nothing from what the first invocation had.
      const floor: LoadedPolicy = first ? { policy: first, from: 'options', notes: [] } : own;
      return loadPolicy({ options: options.policy, floor, mode });
    },
    begin(asked) {
      first ??= asked;
      let policy = asked;
      for (const other of scopes.all()) {
        if (other.policy === policy || !asksForLess(policy, other.policy)) continue;
        policy = tighten(policy, other.policy);
        fault('an invocation inside another asks for less than the policy that holds: the stricter of the two holds');
      }
      return policy;
    },
    of: (scope) => (scope ? (relaxing?.granted(scope) ?? scope.policy) : own.policy),
    configure(options) {
      const isFirst = !isConfigured && !first;
      isConfigured = true;
      own = loadPolicy({ options, floor: own, mode });
      if (isFirst) {
        relaxing = createRelaxing(parts);
        return relaxing.relax;
      }
      fault('configure() was called before, or too late: what it returned loosens nothing');
      return (_policy, body) => body();
    },
  };
}
