import type { CompiledPolicy } from '@bulkhead/core';
import type { Environment } from '../../environment.ts';
import { builtin, isLoaded } from '../patch.ts';
import { type InFront, inFront } from './flags.ts';

/** Where a worker or a child process finds what its parent was told: environment data of workers, or a variable. */
export const PARENT = 'BULKHEAD_PARENT';

/** What is handed down to workers and to child processes that are Node.js. */
export interface Inheritance extends InFront {
  /** The file that installs the guard in them; in front of flags and NODE_OPTIONS by the functions of {@link InFront}. */
  readonly preload: string;
  readonly environment: Environment;
  /** Of `fs`, and of the process itself, as it was before user code ran. */
  readonly stat: Stat;
  readonly node: string;
  /** The environment itself: a hook puts a Proxy in its place. */
  readonly environ: NodeJS.ProcessEnv;
}

/** Which file a path leads to. */
export type Stat = (path: string, options: { throwIfNoEntry: false }) => { dev: number; ino: number } | undefined;

/** A file that lies beside our own in the package and in the layer, and nowhere else. */
const BESIDE = 'layer-handler-cjs.cjs';

/** What to hand down; `undefined` in a bundle of somebody's function, where there is no file to load it from. */
export function inheritance(environment: Environment, folder: string | undefined): Inheritance | undefined {
  const { existsSync, statSync } = builtin<typeof import('node:fs')>('fs')!;
  if (folder === undefined || !existsSync(`${folder}/${BESIDE}`)) return undefined;
  // The layer's preload has its parts safe already.
  const preload = `${folder}/${existsSync(`${folder}/inherited.cjs`) ? 'inherited' : 'preload'}.cjs`;
  return {
    ...inFront(preload),
    preload,
    environment,
    stat: statSync,
    node: process.execPath,
    environ: process.env,
  };
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
