import { texts } from '../child-process/launch.ts';
import { builtin } from '../patch.ts';
import { joinOptions, permissionFlags, splitOptions, withoutGrants } from './flags.ts';

// The environment itself: a hook puts a Proxy in its place.
const { env: environ } = process;

/** A worker about to be started, read once. */
export interface WorkerCall {
  readonly kind: 'file' | 'eval' | 'data';
  /** Resolved path; `eval` and `data:` for code that is given itself. */
  readonly target: string;
  /** The code that is given itself, or the path. */
  readonly code: string;
  /** `--expose-internals`: its code may require what Node.js keeps to itself. */
  readonly exposesInternals: boolean;
  /** Copies: what was judged is what is handed on. */
  readonly args: readonly [unknown, Options];
}

interface Options {
  readonly env?: unknown;
  readonly execArgv?: unknown;
  readonly [name: string]: unknown;
}

/** @param given arguments of `new Worker(filename, options)` */
export function readWorker([file, options]: readonly unknown[]): WorkerCall {
  const own: Record<string, unknown> = typeof options === 'object' && options !== null ? { ...options } : {};
  const execArgv = texts(own['execArgv']);
  if (execArgv) own['execArgv'] = execArgv;
  own['eval'] = Boolean(own['eval']);
  const env = own['env'];
  if (typeof env === 'object' && env !== null) own['env'] = textual(env);
  const exposesInternals = execArgv?.some((flag) => flag.replaceAll('_', '-') === '--expose-internals') ?? false;
  return { ...located(file, own['eval'] === true), exposesInternals, args: [copyOf(file), own] };

  function located(from: unknown, isCode: boolean): Pick<WorkerCall, 'kind' | 'target' | 'code'> {
    const text = isUrl(file) ? file.href : typeof from === 'string' ? from : '';
    if (isCode) return { kind: 'eval', target: 'eval', code: text };
    if (isUrl(file) && file.protocol === 'data:') return { kind: 'data', target: 'data:', code: text };
    return { kind: 'file', target: isUrl(file) ? pathOf(text) : resolve(text), code: text };
  }
}

/** Subclasses and strings with methods of their own are read here, once. */
function copyOf(file: unknown): unknown {
  return isUrl(file) ? new URL(`${file.href}`) : file;
}

function isUrl(file: unknown): file is URL {
  return file instanceof URL;
}

function pathOf(url: string): string {
  try {
    return builtin<typeof import('node:url')>('url')!.fileURLToPath(url);
  } catch {
    // Node.js refuses it for the same reason.
    return url;
  }
}

function resolve(path: string): string {
  return builtin<typeof import('node:path')>('path')!.resolve(path);
}

function textual(env: object): Record<string, string> {
  const copy: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) copy[name] = `${value}`;
  return copy;
}

/**
 * Starts a worker with the guard in front of everything else that is preloaded. Flags that are given replace those of the
 * process, and an environment that is given replaces its NODE_OPTIONS, so both say it; what either grants is left out.
 */
export function withGuard<T>(
  { args: [file, options] }: WorkerCall,
  preload: string,
  build: (args: readonly unknown[]) => T,
): T {
  const guard = ['--require', preload, ...permissionFlags()];
  const given = options.execArgv as readonly string[] | undefined;
  const flags = withoutGrants(given ?? process.execArgv);
  const env = options.env as Record<string, string> | undefined;
  const nodeOptions = typeof env === 'object' ? env['NODE_OPTIONS'] : environ['NODE_OPTIONS'];
  // Whatever NODE_OPTIONS preloads would come before the guard.
  const guarded = joinOptions([...guard, ...withoutGrants(splitOptions(nodeOptions ?? ''))]);
  const start = (execArgv: readonly string[]): T => {
    if (typeof env === 'object') {
      return build([file, { ...options, execArgv, env: { ...env, NODE_OPTIONS: guarded } }]);
    }
    // With the process's own environment, shared or copied, the constructor reads it from there.
    const before = environ['NODE_OPTIONS'];
    environ['NODE_OPTIONS'] = guarded;
    try {
      return build([file, { ...options, execArgv }]);
    } finally {
      if (before === undefined) delete environ['NODE_OPTIONS'];
      else environ['NODE_OPTIONS'] = before;
    }
  };
  if (given) return start([...guard, ...flags]);
  try {
    return start([...guard, ...flags]);
  } catch (error) {
    // Flags of the process that no worker takes, such as V8's: it would have inherited them without being asked. The
    // message lists them.
    const { code, message } = error as { code?: unknown; message: string };
    if (code !== 'ERR_WORKER_INVALID_EXEC_ARGV') throw error;
    return start([...guard, ...flags.filter((flag) => !message.includes(flag))]);
  }
}
