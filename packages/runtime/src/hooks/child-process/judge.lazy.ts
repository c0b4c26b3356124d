import type { HookPolicy } from '@bulkhead/core';
import { escapesPath } from '../../detectors/path/structure.ts';
import { changesShellStructure } from '../../detectors/shell/structure.ts';
import type { BulkheadBlockedError } from '../../errors.ts';
import { eventValue, type Finding, type HookContext } from '../../guard.ts';
import type { Scope } from '../../scope.ts';
import { isPlainShell, programName, readsCommands, shellCommand, shellPrograms } from '../shell-programs.ts';
import type { WriteCheck } from '../socket-writes.ts';
import { isWritable } from '../writable.ts';
import type { Launch } from './launch.ts';
import { isRiskyOption } from './options.lazy.ts';
import { piecesOf } from './pieces.ts';
import { hasWritableHome, loadingVariable, steeringVariable } from './variables.lazy.ts';

/** What to stop the launch with, `undefined` to let it pass. The first finding that blocks ends the search. */
export function judge(launch: Launch, context: HookContext): BulkheadBlockedError | undefined {
  const command = commandOf(launch);
  for (const name of command === undefined ? [launch.file] : [launch.file, ...shellPrograms(command)])
    context.saw('program', name);
  const scopes = context.scopes();
  const stop = eventStop(launch, command, scopes, context);
  if (stop) return stop;
  const outside = outsidePolicy(launch, command, context.policy('child-process', scopes[0]));
  return outside && context.act('child-process', outside, scopes[0]);
}

function eventStop(
  launch: Launch,
  command: string | undefined,
  scopes: readonly Scope[],
  context: HookContext,
): BulkheadBlockedError | undefined {
  for (const scope of scopes) {
    if (context.policy('child-process', scope).action === 'off') continue;
    const found = shapedByEvent(launch, command, scope);
    const stop = found && context.act('child-process', found, scope);
    if (stop) return stop;
  }
  return undefined;
}

function shapedByEvent(launch: Launch, command: string | undefined, scope: Scope): Finding | undefined {
  const { values } = scope.strings;
  const { file, args, env, cwd } = launch;
  const hasOption = args.some((arg) => arg.startsWith('-'));
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (command !== undefined) {
      if (changes(command, value) || piecesOf(value).some((piece) => changes(command, piece))) {
        return finding(launch, 'cmdi', 'event data changes the structure of a shell command.', command, scope, index);
      }
    } else if (value === file && value.includes('/')) {
      // A bare word may be the developer's own choice among several programs; a path is nobody's way to choose.
      return finding(launch, 'cmdi', 'event data names the program to run.', file, scope, index);
    } else if (hasOption && value.length > 1 && value.startsWith('-')) {
      const at = args.findIndex((arg) => arg.startsWith(value));
      if (at !== -1 && isRiskyOption(programName(file), args, at)) {
        return finding(launch, 'cmdi', 'event data becomes an option of a program.', args.join(' '), scope, index);
      }
    }
    if (cwd !== undefined && value.length > 1 && escapesPath(cwd, value)) {
      return finding(launch, 'traversal', 'event data leads a process to another folder.', cwd, scope, index);
    }
  }
  const steering = env && steeringVariable(env, values);
  if (!steering) return undefined;
  const message = 'event data sets an environment variable that loads or runs code.';
  return finding(launch, 'cmdi', message, steering.pair, scope, steering.index);
}

/** Longest text of standard input that is looked at, in UTF-16 code units. */
const MOST_INPUT = 1_048_576;

/** The commands that a shell is given, by its arguments and by standard input; `undefined` where it is given none or is no shell. */
function commandOf({ file, args, input }: Launch): string | undefined {
  const given = shellCommand(file, args);
  const fed = input && readsCommands(file, args) ? textOf(input) : undefined;
  return fed === undefined ? given : `${given ?? ''}\n${fed}`;
}

/** @param input text in an encoding of its own, or bytes */
function textOf(input: unknown, encoding?: unknown): string {
  if (typeof input === 'string') return `${Buffer.from(input, encoding as BufferEncoding)}`;
  const { buffer, byteOffset, byteLength } = input as Uint8Array;
  return `${Buffer.from(buffer, byteOffset, byteLength)}`;
}

/** What a running shell was fed, and what it is. */
export interface Fed {
  readonly launch: Launch;
  text: string;
}

const fed = new WeakMap<object, Fed>();
// Its own, whatever stands on the prototype later.
const { get } = fed;
fed.get = get;
let isWatching = false;

/**
 * Has what is written to a shell judged as the commands that it is, all that it was fed so far together.
 * @param stdin of a process that was started; @param watch lets a check see the writes of sockets
 */
export function watchInput(
  launch: Launch,
  stdin: object,
  context: HookContext,
  watch: (check: WriteCheck<Fed>) => void,
): void {
  if (!readsCommands(launch.file, launch.args)) return;
  fed.set(stdin, { launch, text: '' });
  if (isWatching) return;
  isWatching = true;
  watch({
    look: (socket) => fed.get(socket),
    judge({ chunks }, to) {
      for (const { chunk, encoding } of chunks) to.text += textOf(chunk, encoding);
      to.text = to.text.slice(-MOST_INPUT);
      const stop = eventStop(to.launch, to.text, context.scopes(true), context);
      return stop && { stop, instead: undefined };
    },
  });
}

function changes(command: string, value: string): boolean {
  return command.includes(value) && changesShellStructure(command, value);
}

function outsidePolicy(launch: Launch, command: string | undefined, policy: HookPolicy): Finding | undefined {
  const { allow, action } = policy;
  if (allow === undefined || action === 'off') return undefined;
  const allowed = (file: string): boolean => isAllowed(file, launch.env, allow);
  // A program in a folder that the function can write may have its libraries there.
  const pair = launch.env && !isWritable(launch.file) ? loadingVariable(launch.env) : undefined;
  if (pair !== undefined) {
    const message = 'a variable loads code from a folder that the function can write into a program.';
    return finding(launch, 'process', message, pair);
  }
  if (allowed(launch.file)) {
    const flag = isNode(launch) ? unguardedFlag(launch) : undefined;
    const message = 'a flag starts Node.js without the guard.';
    return flag === undefined ? undefined : finding(launch, 'process', message, flag);
  }
  // A shell is allowed for the programs that it runs, where it reads no other commands.
  const isPlain = command !== undefined && isPlainShell(launch.args, () => hasWritableHome(launch.env));
  if (isPlain && shellPrograms(command).every(allowed)) return undefined;
  const target = command ?? [launch.file, ...launch.args].join(' ');
  return finding(launch, 'process', 'the program is not on the allow-list of the policy.', target);
}

/**
 * Modes in which Node.js preloads nothing (scripts of a package.json by a shell, code of a snapshot, files that it writes), or
 * somebody else comes before what it preloads: a debugger, libraries of OpenSSL's configuration, preloads of a configuration
 * file, code that is given the insides.
 */
const UNGUARDED =
  /^(?:inspect$|--(?:run|build-s|experimental-(?:sea|.*config|loader)|loader|inspect|expose-internals|openssl-.*config))/;

function unguardedFlag({ args, env }: Launch): string | undefined {
  const options = env?.find((pair) => pair.startsWith('NODE_OPTIONS='))?.slice(13) ?? '';
  // Of words that are no flags, the first alone can be `inspect`.
  return [...args, ...options.split(/[\s"\\]/)].find(
    (arg, at) => (at === 0 || arg !== 'inspect') && UNGUARDED.test(arg.replaceAll('_', '-')),
  );
}

function isNode({ file }: Launch): boolean {
  const name = programName(file);
  return name === 'node' || name === 'nodejs';
}

/** A name stands for a program wherever it is installed, but not where whoever got in can put one. */
function isAllowed(file: string, env: readonly string[] | undefined, allow: readonly string[]): boolean {
  if (file.includes('/')) return allow.includes(file) || (!isWritable(file) && allow.includes(programName(file)));
  const path = env?.find((pair) => pair.startsWith('PATH='));
  if (
    path
      ?.slice(5)
      .split(':')
      .some((folder) => folder === '' || !folder.startsWith('/') || isWritable(folder))
  ) {
    return false;
  }
  return allow.includes(file);
}

function finding(
  launch: Launch,
  attackClass: 'cmdi' | 'process' | 'traversal',
  message: string,
  target: string,
  scope?: Scope,
  index?: number,
): Finding {
  const from = scope && index !== undefined ? eventValue(scope, index) : { path: '', value: '' };
  return {
    rule: 'hook/child-process',
    ruleVersion: '2',
    class: attackClass,
    confidence: 'high',
    message,
    ...from,
    sink: { operation: launch.operation, target },
  };
}
