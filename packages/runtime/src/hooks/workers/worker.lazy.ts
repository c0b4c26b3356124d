import type { BulkheadBlockedError } from '../../errors.ts';
import { asStop, type HookContext } from '../../guard.ts';
import { underOriginals } from '../originals.ts';
import { hideHandles, type Threads } from './handles.ts';
import { handedDown, type Inheritance, PARENT } from './inherit.ts';
import { judgeWorker } from './judge.ts';
import { registerGuarded } from './loader.ts';
import { buildGuarded, type GuardedStart, guardedStart, readWorker, type WorkerCall } from './start.ts';

const { apply } = Reflect;

/** What is handed down to the worker that is being made. */
let handed: string | undefined;

/** Makes a worker with the guard in it, or throws what to stop it with. */
export function startWorker(
  args: readonly unknown[],
  newTarget: new (...args: never[]) => object,
  threads: Threads,
  inheritance: Inheritance | undefined,
  context: HookContext,
): object {
  const { build, setData } = threads;
  const call = underOriginals(() => readWorker(args));
  const stop = context.shield('workers', () => judgeWorker(call, context), asStop);
  if (stop) throw stop;
  const plan = inheritance && context.shield('workers', () => planned(call, inheritance, context), thrown);
  if (!plan) return build(call.args, newTarget);
  const unsafe = context.shield('workers', () => hideHandles(threads, context), asStop);
  if (unsafe) throw unsafe;
  // Cloning `workerData` runs its getters, which may start another.
  const outer = handed;
  handed = plan.handed;
  apply(setData, undefined, [PARENT, handed]);
  try {
    const safely = <R>(work: () => R): R | undefined => context.shield('workers', work);
    return buildGuarded(plan.start, (given) => build(given, newTarget), safely, inheritance);
  } finally {
    handed = outer;
    apply(setData, undefined, [PARENT, outer]);
  }
}

/** Without the guard it could do what the list does not allow. */
function thrown(stop: BulkheadBlockedError): never {
  throw stop;
}

function planned(
  call: WorkerCall,
  inheritance: Inheritance,
  context: HookContext,
): { start: GuardedStart; handed: string } | undefined {
  const scope = context.scopes()[0];
  if (context.policy('workers', scope).action === 'off') return undefined;
  return { start: guardedStart(call, inheritance), handed: handedDown(inheritance, scope?.policy) };
}

/** Registers hooks of the module loader behind the guard, or throws what to stop them with. */
export function startLoader(
  given: readonly unknown[],
  register: (args: readonly unknown[]) => unknown,
  inheritance: Inheritance | undefined,
  context: HookContext,
  threads: Threads,
): unknown {
  return registerGuarded(given, register, inheritance, context, threads);
}
