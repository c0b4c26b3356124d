import { texts } from '../child-process/launch.ts';
import { builtin } from '../patch.ts';
import { parseUrl } from '../urls.ts';
import type { Inheritance } from './inherit.ts';

/** A worker about to be started, read once. */
export interface WorkerCall {
  /** `loader` for a file or package whose hooks load modules. */
  readonly kind: 'file' | 'eval' | 'data' | 'loader';
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
export function readWorker([given, options]: readonly unknown[]): WorkerCall {
  // Node.js takes whatever has a `href` for a URL: it is asked once.
  const file =
    typeof given === 'object' && given !== null ? (parseUrl(`${(given as { href?: unknown }).href}`) ?? given) : given;
  const url = file === given ? undefined : (file as URL);
  const own: Record<string, unknown> = typeof options === 'object' && options !== null ? { ...options } : {};
  const execArgv = texts(own['execArgv']);
  if (execArgv) own['execArgv'] = execArgv;
  own['eval'] = Boolean(own['eval']);
  const env = own['env'];
  if (typeof env === 'object' && env !== null) own['env'] = textual(env);
  const exposesInternals = execArgv?.some((flag) => flag.replaceAll('_', '-') === '--expose-internals') ?? false;
  const place = located(file, own['eval'] === true);
  return { ...place, exposesInternals, args: [place.kind === 'file' ? asUrl(file, place.target) : file, own] };

  function located(from: unknown, isCode: boolean): Pick<WorkerCall, 'kind' | 'target' | 'code'> {
    const text = url?.href ?? (typeof from === 'string' ? from : '');
    if (isCode) return { kind: 'eval', target: 'eval', code: text };
    if (url?.protocol === 'data:') return { kind: 'data', target: 'data:', code: dataText(text) };
    return { kind: 'file', target: url ? pathOf(text) : resolve(text), code: text };
  }
}

/** What `path.resolve` came to here is what runs: code may have replaced it, and Node.js would ask it again. */
function asUrl(given: unknown, path: string): unknown {
  if (typeof given !== 'string' || !/^\.{0,2}\//.test(given)) return given;
  return parseUrl(`file://${path.replace(/[%?#\\\t\n\r]/g, encodeURIComponent)}`) ?? given;
}

function pathOf(url: string): string {
  try {
    return builtin<typeof import('node:url')>('url')!.fileURLToPath(url);
  } catch {
    // Node.js refuses it for the same reason.
    return url;
  }
}

/** What a `data:` URL holds (RFC 2397). */
function dataText(url: string): string {
  const comma = url.indexOf(',');
  const data = url.slice(comma + 1);
  if (url.slice(0, comma).endsWith(';base64')) return Buffer.from(data, 'base64').toString();
  try {
    return decodeURIComponent(data);
  } catch {
    return data;
  }
}

function resolve(path: string): string {
  return builtin<typeof import('node:path')>('path')!.resolve(path);
}

function textual(env: object): Record<string, string> {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, `${value}`]));
}

/** How to start a worker with the guard, made under the originals of what it is made with. */
export interface GuardedStart {
  readonly args: readonly unknown[];
  /** With flags of the process that no worker takes left out; `undefined` where the flags are the caller's own. */
  readonly again: ((message: string) => readonly unknown[]) | undefined;
  /** To stand in the process's own environment while the worker is made, which reads it from there. */
  readonly nodeOptions: string | undefined;
}

/**
 * Puts the guard in front of everything else that is preloaded. Flags that are given replace those of the process, and an
 * environment that is given replaces its NODE_OPTIONS, so both say it; what either grants is left out.
 */
export function guardedStart(
  { args: [file, options] }: WorkerCall,
  { flags, options: inFront, environ }: Inheritance,
): GuardedStart {
  const given = options.execArgv as readonly string[] | undefined;
  const all = given ?? process.execArgv;
  const env = options.env as Record<string, string> | undefined;
  const isOwn = typeof env === 'object';
  const nodeOptions = inFront((isOwn ? env : environ)['NODE_OPTIONS'] ?? '');
  const withFlags = (list: readonly string[]): readonly unknown[] => {
    const execArgv = flags(list);
    return [
      file,
      isOwn ? { ...options, execArgv, env: { ...env, NODE_OPTIONS: nodeOptions } } : { ...options, execArgv },
    ];
  };
  return {
    args: withFlags(all),
    again: given ? undefined : (message) => withFlags(all.filter((flag) => !message.includes(flag))),
    nodeOptions: isOwn ? undefined : nodeOptions,
  };
}

/** @param safely runs what plans, not what builds */
export function buildGuarded<T>(
  start: GuardedStart,
  build: (args: readonly unknown[]) => T,
  safely: <R>(plan: () => R) => R | undefined,
  { environ }: Inheritance,
): T {
  const { args, again, nodeOptions } = start;
  const before = environ['NODE_OPTIONS'];
  if (nodeOptions !== undefined) environ['NODE_OPTIONS'] = nodeOptions;
  try {
    return build(args);
  } catch (error) {
    // Flags such as V8's, which it would have inherited without being asked. The message lists them.
    const { code, message } = error as { code?: unknown; message: string };
    const retry = again && code === 'ERR_WORKER_INVALID_EXEC_ARGV' ? safely(() => again(message)) : undefined;
    if (!retry) throw error;
    return build(retry);
  } finally {
    if (nodeOptions !== undefined) {
      if (before === undefined) delete environ['NODE_OPTIONS'];
      else environ['NODE_OPTIONS'] = before;
    }
  }
}
