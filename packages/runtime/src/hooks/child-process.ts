import type { HookPolicy } from '@bulkhead/core';
import { changesShellStructure } from '../detectors/shell/structure.ts';
import type { BulkheadBlockedError } from '../errors.ts';
import { eventValue, type Finding, type HookContext } from '../guard.ts';
import type { Scope } from '../scope.ts';
import type { Hook } from './hook.ts';
import { builtin, type Original, patch } from './patch.ts';
import { programName, shellCommand, shellPrograms } from './shell-programs.ts';

type ChildProcessModule = typeof import('node:child_process');

/** A process about to be started. */
interface Launch {
  /** For a person: `child_process.execSync`. */
  readonly operation: string;
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * Processes that event data shapes, and programs outside the policy's allow-list.
 * `exec`, `execFile`, `spawn` and `fork` meet in ChildProcess.prototype.spawn, also when somebody took a reference to
 * them before; the three synchronous calls share only code that cannot be reached, so each is patched.
 */
export const childProcessHook: Hook = {
  id: 'child-process',
  install(context, modules) {
    modules.whenLoaded('child_process', () => patchModule(context));
    patchExecve(context);
  },
};

function patchModule(context: HookContext): void {
  const module = builtin<ChildProcessModule>('child_process')!;
  // Set while exec or execFile run: they tell their callback, the others throw.
  let deferred: string | undefined;
  for (const name of ['exec', 'execFile'] as const) {
    deferErrors(module, name, (call) => {
      deferred = `child_process.${name}`;
      try {
        return call();
      } finally {
        deferred = undefined;
      }
    });
  }
  patch(
    module.ChildProcess.prototype,
    'spawn',
    (original) =>
      function spawn(this: unknown, ...args: unknown[]) {
        const launch = asyncLaunch(args[0], deferred ?? 'child_process.spawn');
        const stop = launch && context.shield('child-process', () => judge(launch, context));
        if (!stop) return original(this, args);
        if (deferred === undefined) throw stop;
        return failLater(original, this as Emitter, args[0] as object, stop);
      },
  );
  for (const name of ['spawnSync', 'execSync', 'execFileSync'] as const) {
    patch(
      module,
      name,
      (original) =>
        function (this: unknown, ...args: unknown[]) {
          const launch = context.shield('child-process', () => syncLaunch(name, args));
          const stop = launch && context.shield('child-process', () => judge(launch, context));
          if (stop) throw stop;
          return original(this, args);
        },
    );
  }
}

/** Replaces the process itself (Node.js 22.15 and later). */
function patchExecve(context: HookContext): void {
  patch(
    process,
    'execve',
    (original) =>
      function execve(this: unknown, ...args: unknown[]) {
        const launch = { operation: 'process.execve', file: String(args[0]), args: texts(args[1]).slice(1) };
        const stop = context.shield('child-process', () => judge(launch, context));
        if (stop) throw stop;
        return original(this, args);
      },
  );
}

/** What to stop the launch with, `undefined` to let it pass. The first finding that blocks ends the search. */
function judge(launch: Launch, context: HookContext): BulkheadBlockedError | undefined {
  const command = shellCommand(launch.file, launch.args);
  for (const scope of context.scopes()) {
    if (context.policy('child-process', scope).action === 'off') continue;
    const finding = shapedByEvent(launch, command, scope);
    const stop = finding && context.act('child-process', finding, scope);
    if (stop) return stop;
  }
  const scope = context.scopes()[0];
  const outside = outsidePolicy(launch, command, context.policy('child-process', scope));
  return outside && context.act('child-process', outside, scope);
}

function shapedByEvent(launch: Launch, command: string | undefined, scope: Scope): Finding | undefined {
  const { values } = scope.strings;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (command !== undefined) {
      if (!command.includes(value) || !changesShellStructure(command, value)) continue;
      return finding(launch, 'cmdi', 'event data changes the structure of a shell command.', command, scope, index);
    }
    // A bare word may be the developer's own choice among several programs; a path is nobody's way to choose.
    if (value === launch.file && value.includes('/')) {
      return finding(launch, 'cmdi', 'event data names the program to run.', launch.file, scope, index);
    }
  }
  return undefined;
}

function outsidePolicy(launch: Launch, command: string | undefined, policy: HookPolicy): Finding | undefined {
  const { allow, action } = policy;
  if (allow === undefined || action === 'off') return undefined;
  if (isAllowed(launch.file, allow)) return undefined;
  // A shell is allowed for the programs that it runs.
  if (command !== undefined && shellPrograms(command).every((program) => isAllowed(program, allow))) return undefined;
  const target = command ?? [launch.file, ...launch.args].join(' ');
  return finding(launch, 'process', 'the program is not on the allow-list of the policy.', target);
}

function isAllowed(file: string, allow: readonly string[]): boolean {
  return allow.includes(file) || allow.includes(programName(file));
}

function finding(
  launch: Launch,
  attackClass: 'cmdi' | 'process',
  message: string,
  target: string,
  scope?: Scope,
  index?: number,
): Finding {
  const from = scope && index !== undefined ? eventValue(scope, index) : { path: '', value: '' };
  return {
    rule: 'hook/child-process',
    ruleVersion: '1',
    class: attackClass,
    confidence: 'high',
    message,
    ...from,
    sink: { operation: launch.operation, target },
  };
}

/** Options of ChildProcess.prototype.spawn: `args` starts with the name that the program sees of itself. */
function asyncLaunch(options: unknown, operation: string): Launch | undefined {
  const { file, args } = (options ?? {}) as { file?: unknown; args?: unknown };
  return typeof file === 'string' ? { operation, file, args: texts(args).slice(1) } : undefined;
}

/** Arguments as the three synchronous calls take them: `(command, options?)` and `(file, args?, options?)`. */
function syncLaunch(name: 'spawnSync' | 'execSync' | 'execFileSync', args: readonly unknown[]): Launch | undefined {
  const operation = `child_process.${name}`;
  const [file, second, third] = args;
  if (typeof file !== 'string') return undefined;
  const list = Array.isArray(second) ? texts(second) : [];
  const options = (Array.isArray(second) || second === undefined || second === null ? third : second) as
    | { shell?: unknown }
    | undefined;
  const shell = name === 'execSync' ? (options?.shell ?? true) : options?.shell;
  if (!shell) return { operation, file, args: list };
  return { operation, file: typeof shell === 'string' ? shell : '/bin/sh', args: ['-c', [file, ...list].join(' ')] };
}

function texts(list: unknown): string[] {
  return Array.isArray(list) ? list.map(String) : [];
}

const CUSTOM = Symbol.for('nodejs.util.promisify.custom');

/** Wraps exec or execFile, and the form of it that util.promisify uses, which calls the original inside. */
function deferErrors(
  module: ChildProcessModule,
  name: 'exec' | 'execFile',
  run: (call: () => unknown) => unknown,
): void {
  patch(
    module,
    name,
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        return run(() => original(this, args));
      },
  );
  patch(
    module[name],
    CUSTOM,
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        return run(() => original(this, args));
      },
  );
}

interface Emitter {
  emit(name: string | symbol, ...args: unknown[]): boolean;
}

/**
 * Lets the start fail as a missing program does, so that the caller gets its streams and then our error by callback or
 * 'error' event, with nothing thrown past it.
 */
function failLater(original: Original, child: Emitter, options: object, stop: BulkheadBlockedError): unknown {
  const emit = child.emit;
  child.emit = function (this: Emitter, name, ...args) {
    return Reflect.apply(emit, this, name === 'error' ? [name, stop] : [name, ...args]) as boolean;
  };
  const nowhere = {
    ...options,
    file: '/nonexistent/blocked-by-bulkhead',
    cwd: undefined,
    uid: undefined,
    gid: undefined,
  };
  return original(child, [nowhere]);
}
