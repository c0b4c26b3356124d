import { fileKind } from '../behaviour/file-kind.ts';
import type { BulkheadBlockedError } from '../errors.ts';
import { asStop, type HookContext } from '../guard.ts';
import { createTmpOwners } from '../tmp-owners.ts';
import { type FileRules, judgeFile } from './files/judge.ts';
import { isModuleLoad } from './files/module-load.ts';
import { fileOperations, flagsOf, mayWrite, type Operation } from './files/operations.ts';
import { takePath } from './files/path-text.ts';
import { createPlaces } from './files/places.ts';
import { patchSqlite } from './files/sqlite.lazy.ts';
import { firstTmpWipe, type TmpWipe } from './files/tmp-wipe.lazy.ts';
import { patchWasi } from './files/wasi.lazy.ts';
import type { Hook } from './hook.ts';
import { builtin, patch, whenValue } from './patch.ts';

/** Why a call must not go on: our own reason, or what Node.js itself says of its arguments. */
type Refusal = { readonly stop: BulkheadBlockedError } | { readonly invalid: unknown };

/**
 * Files whose path event data leads out of where the developer put it; the environment and memory of processes; files of the
 * platform; by policy, what may be written and read at all. Streams open through `fs.open`, and what has a descriptor was
 * opened. The loaders of Node.js use the same functions.
 */
export function filesHook(): Hook {
  let wipe: TmpWipe | undefined;
  return {
    id: 'files',
    install(context, modules) {
      const rules: FileRules = {
        places: createPlaces(),
        owners: createTmpOwners(),
        taskRoot: process.env['LAMBDA_TASK_ROOT'] ?? process.cwd(),
      };
      const check: Check = (operation, name, args) => refusal(operation, name, args, rules, context);
      patchFs(check);
      modules.whenLoaded('fs/promises', () => patchPromises(check));
      modules.whenLoaded('wasi', () =>
        patchWasi((operation, path) => {
          // It may write in a folder that it is given.
          const stop = context.shield(
            'files',
            () => judgeFile({ operation, path, use: 'write' }, rules, context),
            asStop,
          );
          if (stop) throw stop;
        }),
      );
      modules.whenLoaded('sqlite', () =>
        patchSqlite((operation, path, use) => {
          const stop = context.shield(
            'files',
            () => {
              context.saw(use, path);
              return judgeFile({ operation, path, use }, rules, context);
            },
            asStop,
          );
          if (stop) throw stop;
        }),
      );
    },
    begins: ({ policy }) => policy.hooks.files.wipe === true,
    begin(scope, context) {
      const policy = context.policy('files', scope);
      if (policy.wipe !== true || policy.action === 'off') return;
      // What lies there before the first invocation came with the start of the function.
      if (wipe) wipe.wipe();
      else wipe = firstTmpWipe();
    },
  };
}

/** @param name the operation's for a person; @param args what it was called with, made safe to hand on */
type Check = (operation: Operation, name: string, args: unknown[]) => Refusal | undefined;

function refusal(
  { name, uses }: Operation,
  shown: string,
  args: unknown[],
  rules: FileRules,
  context: HookContext,
): Refusal | undefined {
  for (let i = 0; i < uses.length; i++) {
    let path: string | undefined;
    try {
      path = takePath(args, i);
    } catch (invalid) {
      return { invalid };
    }
    if (path === undefined) continue;
    // Loaders look a lot before the first invocation, and only event data makes looking wrong.
    if (uses[i] === 'look' && context.scopes().length === 0) continue;
    const text = path;
    const stop = context.shield(
      'files',
      () => {
        let use = uses[i]!;
        if (use === 'open') use = mayWrite(flagsOf(name, args[1]) ?? 'r') ? 'write' : 'read';
        if (use === 'target')
          return judgeFile({ operation: shown, path: linkTarget(text, args[1]), use }, rules, context);
        if (use !== 'look') context.saw(fileKind(shown, args[1], i), text);
        const written = judgeFile({ operation: shown, path: text, use }, rules, context);
        // `r+`, `a+` and `w+` read as well.
        if (written || use !== 'write' || uses[i] !== 'open') return written;
        return rules.places.isProcessMemory(text)
          ? judgeFile({ operation: shown, path: text, use: 'read' }, rules, context)
          : undefined;
      },
      unlessLoading,
    );
    if (stop) return { stop };
  }
  return undefined;
}

/** A module that Node.js cannot read stays broken, and at start nothing would run. */
function unlessLoading(stop: BulkheadBlockedError): BulkheadBlockedError | undefined {
  return isModuleLoad() ? undefined : stop;
}

/** A link's target is seen from the link. */
function linkTarget(target: string, link: unknown): string {
  if (target.startsWith('/') || typeof link !== 'string') return target;
  return `${link.slice(0, link.lastIndexOf('/') + 1)}${target}`;
}

function reasonOf(refused: Refusal): unknown {
  return 'stop' in refused ? refused.stop : refused.invalid;
}

function patchFs(check: Check): void {
  const fs = builtin<Record<string, object>>('fs')!;
  for (const operation of fileOperations()) {
    const { name } = operation;
    // `fs.realpath.native` is a function of its own, and so is that of the other form.
    if (name === 'realpath') {
      patchCallback(fs['realpath']!, 'native', operation, check);
      patchSync(fs['realpathSync']!, 'native', operation, check);
    }
    if (name === 'watch' || name === 'watchFile') patchSync(fs, name, operation, check);
    else if (name === 'openAsBlob') patchPromise(fs, name, operation, check);
    else if (name === 'exists') patchExists(fs, operation, check);
    else {
      whenValue(fs, name, () => patchCallback(fs, name, operation, check));
      whenValue(fs, `${name}Sync`, () => patchSync(fs, `${name}Sync`, operation, check));
    }
  }
  patchSync(process, 'loadEnvFile', { name: 'readFile', uses: ['read'] }, check);
}

function patchPromises(check: Check): void {
  const promises = builtin<object>('fs/promises')!;
  for (const operation of fileOperations()) patchPromise(promises, operation.name, operation, check);
}

function patchCallback(target: object, name: string, operation: Operation, check: Check): void {
  patch(
    target,
    name,
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        const refused = check(operation, `fs.${name}`, args);
        if (!refused) return original(this, args);
        const callback = args[args.length - 1];
        // Without a callback Node.js throws, and for what is no path it throws at once; so do we.
        if (typeof callback !== 'function' || 'invalid' in refused) throw reasonOf(refused);
        process.nextTick(callback as (error: Error) => void, refused.stop);
        return undefined;
      },
  );
}

function patchSync(target: object, name: string, operation: Operation, check: Check): void {
  patch(
    target,
    name,
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        const refused = check(operation, target === process ? `process.${name}` : `fs.${name}`, args);
        if (refused) throw reasonOf(refused);
        return original(this, args);
      },
  );
}

/** Both forms say no instead of failing. */
function patchExists(fs: object, operation: Operation, check: Check): void {
  patch(
    fs,
    'existsSync',
    (original) =>
      function existsSync(this: unknown, ...args: unknown[]) {
        return check(operation, 'fs.existsSync', args) ? false : original(this, args);
      },
  );
  patch(
    fs,
    'exists',
    (original) =>
      function exists(this: unknown, ...args: unknown[]) {
        if (!check(operation, 'fs.exists', args) || typeof args[1] !== 'function') return original(this, args);
        process.nextTick(args[1] as (found: boolean) => void, false);
        return undefined;
      },
  );
}

function patchPromise(target: object, name: string, operation: Operation, check: Check): void {
  const isIterator = name === 'watch' || name === 'glob';
  patch(
    target,
    name,
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        const refused = check(operation, `fs.promises.${name}`, args);
        if (!refused) return original(this, args);
        return isIterator ? failingIterator(reasonOf(refused)) : Promise.reject(reasonOf(refused));
      },
  );
}

function failingIterator(reason: unknown): AsyncIterableIterator<never> {
  return {
    next: () => Promise.reject(reason),
    return: () => Promise.resolve({ done: true, value: undefined }),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
