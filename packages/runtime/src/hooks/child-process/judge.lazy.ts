import type { HookPolicy } from '@bulkhead/core';
import { escapesPath } from '../../detectors/path/structure.ts';
import { changesShellStructure } from '../../detectors/shell/structure.ts';
import type { BulkheadBlockedError } from '../../errors.ts';
import { eventValue, type Finding, type HookContext } from '../../guard.ts';
import type { Scope } from '../../scope.ts';
import { isPlainShell, programName, shellCommand, shellPrograms } from '../shell-programs.ts';
import { isWritable } from '../writable.ts';
import type { Launch } from './launch.ts';
import { isRiskyOption } from './options.lazy.ts';
import { piecesOf } from './pieces.ts';
import { hasWritableHome, loadingVariable, steeringVariable } from './variables.lazy.ts';

/** What to stop the launch with, `undefined` to let it pass. The first finding that blocks ends the search. */
export function judge(launch: Launch, context: HookContext): BulkheadBlockedError | undefined {
  const command = shellCommand(launch.file, launch.args);
  for (const name of command === undefined ? [launch.file] : [launch.file, ...shellPrograms(command)])
    context.saw('program', name);
  const scopes = context.scopes();
  for (const scope of scopes) {
    if (context.policy('child-process', scope).action === 'off') continue;
    const found = shapedByEvent(launch, command, scope);
    const stop = found && context.act('child-process', found, scope);
    if (stop) return stop;
  }
  const outside = outsidePolicy(launch, command, context.policy('child-process', scopes[0]));
  return outside && context.act('child-process', outside, scopes[0]);
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
    const flag = isNode(launch) ? launch.args.find((arg) => UNGUARDED.test(arg)) : undefined;
    const message = 'a flag starts Node.js without the guard.';
    return flag === undefined ? undefined : finding(launch, 'process', message, flag);
  }
  // A shell is allowed for the programs that it runs, where it reads no other commands.
  const isPlain = command !== undefined && isPlainShell(launch.args, () => hasWritableHome(launch.env));
  if (isPlain && shellPrograms(command).every(allowed)) return undefined;
  const target = command ?? [launch.file, ...launch.args].join(' ');
  return finding(launch, 'process', 'the program is not on the allow-list of the policy.', target);
}

/** Modes in which Node.js preloads nothing: scripts of a package.json by a shell, code of a snapshot, files that it writes. */
const UNGUARDED = /^--(?:run|build[-_]snapshot|(?:experimental[-_]|build[-_])sea)/;

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
