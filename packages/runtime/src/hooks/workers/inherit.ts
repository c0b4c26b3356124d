import type { CompiledPolicy } from '@bulkhead/core';
import type { Environment } from '../../environment.ts';
import type { HookContext } from '../../guard.ts';
import type { Call } from '../child-process/launch.ts';
import { builtin, isLoaded } from '../patch.ts';
import { programName } from '../shell-programs.ts';
import { permissionFlags } from './flags.ts';

/** Where a worker or a child process finds what its parent was told: environment data of workers, or a variable. */
export const PARENT = 'BULKHEAD_PARENT';

/** What is handed down to workers and to child processes that are Node.js. */
export interface Inheritance {
  /** The file that installs the guard in them. */
  readonly preload: string;
  readonly environment: Environment;
}

/** A file that lies beside our own in the package and in the layer, and nowhere else. */
const BESIDE = 'layer-handler-cjs.cjs';

/** What to hand down; `undefined` in a bundle of somebody's function, where there is no file to load it from. */
export function inheritance(environment: Environment, folder: string | undefined): Inheritance | undefined {
  const { existsSync } = builtin<typeof import('node:fs')>('fs')!;
  if (folder === undefined || !existsSync(`${folder}/${BESIDE}`)) return undefined;
  return { preload: `${folder}/preload.cjs`, environment };
}

/** @param policy that of the invocation, which `protect` may have been given in code */
export function handedDown({ environment }: Inheritance, policy: CompiledPolicy | undefined): string {
  return JSON.stringify(policy ? { ...environment, policyText: JSON.stringify(policy) } : environment);
}

/**
 * What the parent handed down, taken away so that user code does not see it (it holds the key of the lines).
 * @returns `undefined` in a process or worker that nobody of ours started
 */
export function takeInherited(): Environment | undefined {
  let text: string | undefined;
  if (isLoaded('internal/process/worker_thread_only')) {
    const { getEnvironmentData, setEnvironmentData } = builtin<typeof import('node:worker_threads')>('worker_threads')!;
    text = getEnvironmentData(PARENT) as string | undefined;
    setEnvironmentData(PARENT, undefined);
  } else {
    text = process.env[PARENT];
    if (text !== undefined) delete process.env[PARENT];
  }
  return typeof text === 'string' ? (JSON.parse(text) as Environment) : undefined;
}

/** Makes a child process that is this same Node.js load the guard first; its own credentials are its own. */
export function guardNodeChild(call: Call, from: Inheritance, context: HookContext): readonly unknown[] | undefined {
  const { launch } = call;
  const isNode =
    launch.file === process.execPath || (launch.file === 'node' && programName(process.execPath) === 'node');
  const scope = context.scopes()[0];
  if (!isNode || !launch.env || context.policy('workers', scope).action === 'off') return undefined;
  const own = { ...from, environment: { ...from.environment, credentials: {} as Environment['credentials'] } };
  const env = [...launch.env, `${PARENT}=${handedDown(own, scope?.policy)}`];
  const flags = ['--require', from.preload, ...permissionFlags()];
  const [first, argv] = call.args;
  if (typeof first === 'object') {
    const options = first as { args?: string[]; envPairs?: string[] };
    const [name = 'node', ...rest] = options.args ?? [];
    return [{ ...options, args: [name, ...flags, ...rest], envPairs: env }];
  }
  const [name = 'node', ...rest] = (argv as string[] | undefined) ?? [];
  const handed = call.args.slice();
  handed[1] = [name, ...flags, ...rest];
  handed[3] = env;
  return handed;
}
