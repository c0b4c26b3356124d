import { asStop, type HookContext } from '../../guard.ts';
import { underOriginals } from '../originals.ts';
import { builtin } from '../patch.ts';
import { hideHandles, type Threads } from './handles.ts';
import { handedDown, type Inheritance, PARENT } from './inherit.ts';
import { judgeWorker } from './judge.ts';
import { readWorker, type WorkerCall } from './start.ts';

// The native URL, whatever stands in its place by now.
const { URL: OwnURL, pathToFileURL } = builtin<typeof import('node:url')>('url')!;

let isGuarded = false;

/**
 * `module.register`: hooks of the module loader run in a thread of Node.js's own, which no preload reaches. The guard is
 * registered as the first of them: it hooks nothing, and is in force in that thread once it is loaded there.
 * @param given arguments of `register(specifier, parentURL?, options?)`
 */
export function registerGuarded(
  given: readonly unknown[],
  register: (args: readonly unknown[]) => unknown,
  inheritance: Inheritance | undefined,
  context: HookContext,
  threads: Threads,
): unknown {
  const args = underOriginals(() => copyOf(given));
  const stop = context.shield('workers', () => judgeWorker(readLoader(args), context), asStop);
  if (stop) throw stop;
  const scope = context.scopes()[0];
  if (!isGuarded && inheritance && context.policy('workers', scope).action !== 'off') {
    const unsafe = context.shield('workers', () => hideHandles(threads, context), asStop);
    if (unsafe) throw unsafe;
    isGuarded = true;
    const handed = context.shield('workers', () => handedDown(inheritance, scope?.policy));
    threads.setData(PARENT, handed);
    try {
      register([pathToFileURL(inheritance.preload).href]);
    } finally {
      threads.setData(PARENT, undefined);
    }
  }
  return register(args);
}

/** Read once: `parentURL` may be an object with the rest, and of that a getter. */
function copyOf([specifier, parent, options]: readonly unknown[]): readonly unknown[] {
  const text = `${specifier as string}`;
  if (typeof parent !== 'object' || parent === null) return [text, parent, options && { ...options }];
  if (parent instanceof OwnURL) return [text, parent.href, options && { ...options }];
  const { parentURL, ...rest } = parent as { parentURL?: unknown };
  return [text, parentURL === undefined || parentURL === null ? undefined : `${parentURL as string}`, rest];
}

function readLoader([specifier, parent]: readonly unknown[]): WorkerCall {
  const name = specifier as string;
  const isPath = /^\.{0,2}\//.test(name);
  const base = typeof parent === 'string' && OwnURL.canParse(parent) ? parent : 'file:///';
  const isAddress = isPath ? OwnURL.canParse(name, base) : OwnURL.canParse(name);
  // The name of a package is looked for where the deployment has them.
  if (!isAddress) return { ...readWorker([name]), kind: 'loader', target: name };
  const call = readWorker([new OwnURL(name, base)]);
  return call.kind === 'data' ? call : { ...call, kind: 'loader' };
}
