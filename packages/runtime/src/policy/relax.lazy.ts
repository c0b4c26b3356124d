import { AsyncLocalStorage } from 'node:async_hooks';
import type { CompiledPolicy } from '@bulkhead/core';
import { type LoadedPolicy, loadPolicy } from '../policy-source.ts';
import type { Scope } from '../scope.ts';
import type { Relax } from '../types.ts';
import { binds } from './from-code.lazy.ts';
import type { RulingParts } from './ruling.ts';
import { tighten } from './tighten.lazy.ts';

/** What one piece of code may do for the time that it runs. */
interface Grant {
  readonly scope: Scope;
  readonly policy: CompiledPolicy;
  isOver: boolean;
}

export interface Relaxing {
  readonly relax: Relax;
  /** The policy that the running code was given for itself, in this invocation. */
  granted(scope: Scope): CompiledPolicy | undefined;
}

/** A grant goes with the code that it was given to, through its promises and callbacks, and ends when its answer is there. */
export function createRelaxing({ own: environment, mode, scopes, fault }: RulingParts): Relaxing {
  const storage = new AsyncLocalStorage<Grant>();
  const granted = (scope: Scope): CompiledPolicy | undefined => {
    const grant = storage.getStore();
    return grant && !grant.isOver && grant.scope === scope ? grant.policy : undefined;
  };
  const relax: Relax = (options, body) => {
    const scope = scopes.current()[0];
    if (!scope) return body();
    const asked = loadPolicy({ options, laidOver: granted(scope) ?? scope.policy, mode });
    for (const note of asked.notes) fault(note);
    if (asked.from === 'unreadable') return body();
    const grant: Grant = { scope, policy: aboveOf(environment, asked.policy), isOver: false };
    const end = (): void => {
      grant.isOver = true;
    };
    let result: ReturnType<typeof body>;
    try {
      result = storage.run(grant, body);
    } catch (error) {
      end();
      throw error;
    }
    if (typeof (result as { then?: unknown } | null | undefined)?.then === 'function') {
      (result as PromiseLike<unknown>).then(end, end);
    } else end();
    return result;
  };
  return { relax, granted };
}

function aboveOf(environment: LoadedPolicy, asked: CompiledPolicy): CompiledPolicy {
  return binds(environment) ? tighten(asked, environment.policy) : asked;
}
