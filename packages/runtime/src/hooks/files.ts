import { escapesPath } from '../detectors/path/structure.ts';
import type { BulkheadBlockedError } from '../errors.ts';
import { eventValue, type Finding, type HookContext } from '../guard.ts';
import type { Scope } from '../scope.ts';
import type { Hook } from './hook.ts';
import { builtin, patch } from './patch.ts';

/** Operations that open, list, copy or remove what a path names; `streams` open through `fs.open`. */
const OPERATIONS = [
  'open',
  'readFile',
  'writeFile',
  'appendFile',
  'copyFile',
  'cp',
  'readdir',
  'opendir',
  'readlink',
  'rename',
  'rm',
  'unlink',
] as const;

/** Those whose second argument is a path as well. */
const TWO_PATHS = new Set(['copyFile', 'cp', 'rename']);

/**
 * Files whose path event data leads out of where the developer put it, and reads of a process's environment.
 * The loaders of Node.js use the same functions: a path passes unless it is one of the two.
 */
export const filesHook: Hook = {
  id: 'files',
  install(context, modules) {
    patchFs(context);
    modules.whenLoaded('fs/promises', () => patchPromises(context));
  },
};

function patchFs(context: HookContext): void {
  const fs = builtin<object>('fs')!;
  for (const name of OPERATIONS) {
    const paths = TWO_PATHS.has(name) ? 2 : 1;
    patch(
      fs,
      name,
      (original) =>
        function (this: unknown, ...args: unknown[]) {
          const stop = stopped(`fs.${name}`, args, paths, context);
          const callback = args[args.length - 1];
          if (!stop) return original(this, args);
          // Without a callback Node.js throws, so do we.
          if (typeof callback !== 'function') throw stop;
          process.nextTick(callback as (error: Error) => void, stop);
          return undefined;
        },
    );
    patch(
      fs,
      `${name}Sync`,
      (original) =>
        function (this: unknown, ...args: unknown[]) {
          const stop = stopped(`fs.${name}Sync`, args, paths, context);
          if (stop) throw stop;
          return original(this, args);
        },
    );
  }
}

function patchPromises(context: HookContext): void {
  const promises = builtin<object>('fs/promises')!;
  for (const name of OPERATIONS) {
    const paths = TWO_PATHS.has(name) ? 2 : 1;
    patch(
      promises,
      name,
      (original) =>
        function (this: unknown, ...args: unknown[]) {
          const stop = stopped(`fs.promises.${name}`, args, paths, context);
          return stop ? Promise.reject(stop) : original(this, args);
        },
    );
  }
}

function stopped(
  operation: string,
  args: readonly unknown[],
  paths: number,
  context: HookContext,
): BulkheadBlockedError | undefined {
  return context.shield('files', () => {
    for (let i = 0; i < paths; i++) {
      const path = pathText(args[i]);
      const stop = path === undefined ? undefined : judge(operation, path, context);
      if (stop) return stop;
    }
    return undefined;
  });
}

function judge(operation: string, path: string, context: HookContext): BulkheadBlockedError | undefined {
  const scopes = context.scopes();
  for (const scope of scopes) {
    if (context.policy('files', scope).action === 'off') continue;
    const index = leadingOut(path, scope);
    if (index === undefined || isModuleLoad()) continue;
    const message = 'event data leads out of the folder that a path was meant for.';
    const stop = context.act('files', finding('traversal', operation, path, message, eventValue(scope, index)), scope);
    if (stop) return stop;
  }
  if (!isEnvironment(path) || context.policy('files', scopes[0]).action === 'off') return undefined;
  const message = 'the environment of a process, which holds the IAM credentials, is read as a file.';
  return context.act('files', finding('credentials', operation, path, message, { path: '', value: '' }), scopes[0]);
}

/** Index of the event string that does it. */
function leadingOut(path: string, scope: Scope): number | undefined {
  const { values } = scope.strings;
  scope.pathLike ??= pathLike(values);
  for (const index of scope.pathLike) {
    const value = values[index]!;
    if (escapesPath(path, value) || (value.startsWith('file:') && fileUrlPath(value) === path)) return index;
  }
  return undefined;
}

/**
 * Whether Node.js itself opens the file, to load a module. Stopping it would let a stranger who names the folder of the
 * code break a lazy import for good: a failed import stays failed. Asked only when the operation would be stopped.
 */
function isModuleLoad(): boolean {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 12;
  const stack = new Error().stack ?? '';
  Error.stackTraceLimit = limit;
  // The frame above our own wrapper, which is called as `readFileSync` and the like.
  const frames = stack.split('\n').slice(1);
  const caller = frames.findIndex((frame) => /node:internal\//.test(frame));
  const user = frames.findIndex((frame, i) => i > 0 && !frame.includes('node:') && !sameFile(frame, frames[0]!));
  return caller !== -1 && (user === -1 || caller < user) && /node:internal\/modules\//.test(frames[caller]!);
}

function sameFile(a: string, b: string): boolean {
  const file = (frame: string): string => frame.replace(/^.*[( ]/, '').replace(/(:\d+)*\)?$/, '');
  return file(a) === file(b);
}

/** The few strings of an event that could be a path at all. */
function pathLike(values: readonly string[]): number[] {
  const found: number[] = [];
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    // Linux takes paths of up to 4,096 bytes (limits.h, PATH_MAX).
    if (value.length <= 4096 && (value.includes('/') || value.includes('..') || value.includes('\\')))
      found.push(index);
  }
  return found;
}

/** `/proc/self/environ`, `/proc/1/environ`, `/proc/7/task/8/environ`, however it is written. */
function isEnvironment(path: string): boolean {
  if (!path.includes('environ')) return false;
  return /^\/proc\/[^/]+(?:\/task\/[^/]+)?\/environ$/.test(builtin<typeof import('node:path')>('path')!.resolve(path));
}

/** A path as text: given as string, Buffer or file: URL. File descriptors have none. */
function pathText(path: unknown): string | undefined {
  if (typeof path === 'string') return path;
  if (path instanceof Uint8Array) return Buffer.from(path).toString();
  return path instanceof URL ? fileUrlPath(path.href) : undefined;
}

function fileUrlPath(url: string): string | undefined {
  try {
    return decodeURIComponent(new URL(url).pathname);
  } catch {
    return undefined;
  }
}

function finding(
  attackClass: 'traversal' | 'credentials',
  operation: string,
  target: string,
  message: string,
  from: { path: string; value: string },
): Finding {
  return {
    rule: 'hook/files',
    ruleVersion: '1',
    class: attackClass,
    confidence: 'high',
    message,
    ...from,
    sink: { operation, target },
  };
}
