import { builtin, isLoaded } from '../hooks/patch.ts';
import { takeInherited } from '../hooks/workers/inherit.ts';
import { isExhausted, theRuntime } from '../runtime.ts';
import { commonJsFile } from './common-js.ts';
import { earlierCode } from './earlier.ts';
import { parseHandler } from './handler-name.ts';
import { LAYER, type LayerState } from './state.ts';

/*
 * Loaded by `NODE_OPTIONS=--require`, before Lambda's own runtime reads which handler to run. Installs the hooks, and puts
 * our handler in the place of the user's, which it then loads and protects: no code changes.
 */

/** Which process took the handler over. Inherited by workers, which share the process id, and by child processes. */
const MARKER = 'BULKHEAD_PID';

function start(): void {
  const { env } = process;
  const inherited = takeInherited();
  if (inherited) {
    // The thread of loader hooks cannot have those of its own on Node.js 22.
    if (isLoaded('internal/modules/esm/worker'))
      builtin<{ registerHooks?: unknown }>('module')!.registerHooks = undefined;
    // Started by code of the function, which is guarded: there are no invocations, and all permissions are there again.
    theRuntime('layer', inherited).harden();
    return;
  }
  const taken = env[MARKER];
  // A child process of the function has no invocations, and what it prints belongs to its parent.
  if (taken !== undefined && taken !== String(process.pid)) return;
  // With several invocations at a time, the main thread only starts workers, and each of them loads this file.
  if (taken === undefined && env['AWS_LAMBDA_MAX_CONCURRENCY'] !== undefined && isMainThread()) return;

  const handler = env['_HANDLER'];
  const earlier = earlierCode(__dirname);
  const { protect, harden, notes } = theRuntime('layer');
  if (taken !== undefined || handler === undefined || handler === '') {
    // A worker of the user's own has no handler and starts with all permissions, whatever its parent gave up. A second
    // layer in one thread finds the state of the first, and Lambda's native client yet to be loaded.
    if (taken !== undefined && !(LAYER in globalThis)) harden();
    return;
  }
  env[MARKER] = String(process.pid);
  notes.push(...earlier);
  // Runtime interface client 3 takes the handler from its argument, 4 from the variable.
  const byArgument = process.argv[2] === handler;
  const file = byArgument ? requiredFile(handler) : undefined;
  const state: LayerState = { handler, file, protect, harden };
  Object.defineProperty(globalThis, LAYER, { value: state, configurable: true });
  const ours = `${__dirname}/${file === undefined ? 'layer-handler' : 'layer-handler-cjs'}.handler`;
  env['_HANDLER'] = ours;
  if (byArgument) process.argv[2] = ours;
}

function requiredFile(handler: string): string | undefined {
  try {
    return commonJsFile(process.cwd(), parseHandler(handler));
  } catch {
    // A malformed name is told by the handler, to the runtime.
    return undefined;
  }
}

function isMainThread(): boolean {
  return process.getBuiltinModule('node:worker_threads').isMainThread;
}

// Whatever is wrong here, the function must start. A stack too small for the guard is what a child process or a worker is
// given (`--stack-size`) so that there is none in it.
try {
  start();
} catch (error) {
  if (isExhausted(error)) throw error;
  console.error('Bulkhead could not start, the function runs unprotected:', error);
}
