import { escapesPath } from '../../detectors/path/structure.ts';
import type { BulkheadBlockedError } from '../../errors.ts';
import { eventValue, type Finding, type HookContext } from '../../guard.ts';
import type { Scope } from '../../scope.ts';
import type { TmpOwners } from '../../tmp-owners.ts';
import { parseUrl } from '../urls.ts';
import { isModuleLoad } from './module-load.ts';
import type { Use } from './operations.ts';
import { isBelow, type Places, WRITABLE } from './places.ts';

/** One path of one operation. */
export interface FileUse {
  /** For a person: `fs.readFileSync`. */
  readonly operation: string;
  readonly path: string;
  readonly use: Exclude<Use, 'open'>;
}

export interface FileRules {
  readonly places: Places;
  readonly owners: TmpOwners;
  /** Folder of the function's code, `/var/task`. */
  readonly taskRoot: string;
}

/** What belongs to Lambda and to layers; read-only there, and nothing writes there by mistake. */
const PLATFORM = ['/var/runtime', '/opt'];

const OWN = '/@bulkhead/runtime/';
const HERE = typeof __dirname === 'string' ? __dirname : OWN;

const SOURCE = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'];

/** What to stop the use of a path with, `undefined` to let it pass. */
export function judgeFile(file: FileUse, rules: FileRules, context: HookContext): BulkheadBlockedError | undefined {
  const scopes = context.scopes();
  for (const scope of scopes) {
    if (context.policy('files', scope).action === 'off') continue;
    const index = leadingOut(file.path, scope);
    if (index === undefined || isModuleLoad()) continue;
    const message = 'event data leads out of the folder that a path was meant for.';
    const stop = context.act('files', finding('traversal', file, message, eventValue(scope, index)), scope);
    if (stop) return stop;
  }
  const scope = scopes[0];
  return (
    (file.use === 'write' || file.use === 'name' ? tamper(file, rules, context, scope) : undefined) ??
    (context.policy('files', scope).action === 'off'
      ? undefined
      : (processMemory(file, rules, context, scope) ??
        outsidePolicy(file, rules, context, scope) ??
        leftByAnother(file, rules, context, scope)))
  );
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

function fileUrlPath(url: string): string | undefined {
  try {
    return decodeURIComponent(parseUrl(url)!.pathname);
  } catch {
    return undefined;
  }
}

function tamper(
  file: FileUse,
  { places }: FileRules,
  context: HookContext,
  scope: Scope | undefined,
): BulkheadBlockedError | undefined {
  const place = places.absolute(file.path);
  if (!PLATFORM.some((folder) => isBelow(place, folder))) return undefined;
  const message = "a file of Lambda's runtime or of a layer is changed.";
  return context.act('runtime', finding('tamper', file, message), scope);
}

function processMemory(
  file: FileUse,
  { places }: FileRules,
  context: HookContext,
  scope: Scope | undefined,
): BulkheadBlockedError | undefined {
  const { use, operation, path } = file;
  if (use === 'look' || use === 'name') return undefined;
  const isWholeTree =
    operation.endsWith('.cp') || operation.endsWith('.cpSync') || operation === 'new WASI' || use === 'target';
  const isOfProcesses =
    places.isProcessMemory(path) ||
    (isWholeTree && places.isProcessFolder(path)) ||
    // Opening the root is how to name all of it; copying it is nobody's way in.
    (operation === 'new WASI' && places.real(path) === '/');
  if (!isOfProcesses) return undefined;
  const message = 'the environment or memory of a process, which holds the IAM credentials, is used as a file.';
  return context.act('files', finding('credentials', file, message), scope);
}

function outsidePolicy(
  file: FileUse,
  rules: FileRules,
  context: HookContext,
  scope: Scope | undefined,
): BulkheadBlockedError | undefined {
  const { allow } = context.policy('files', scope);
  if (allow === undefined || file.use === 'look' || file.use === 'target') return undefined;
  const given = rules.places.absolute(file.path);
  // Terminals, pipes and /dev/null are no files; what lies in shared memory is.
  if (isBelow(given, '/dev') && !isBelow(given, '/dev/shm')) return undefined;
  const place = file.use === 'name' ? rules.places.realName(given) : rules.places.real(file.path);
  if (allow.some((folder) => isBelow(place, folder))) return undefined;
  // Our own parts, and those of a copy that the function brings along beside the layer, are no secret.
  if (file.use === 'read' && (isBelow(place, HERE) || (isBelow(place, rules.taskRoot) && place.includes(OWN)))) {
    return undefined;
  }
  let message: string | undefined;
  const isDeployed = isBelow(place, rules.taskRoot);
  if (file.use !== 'read') message = 'a file that is not on the allow-list of the policy is changed.';
  else if (isBelow(place, WRITABLE)) message = 'a file in /tmp that is not on the allow-list of the policy is read.';
  else if (isDeployed && SOURCE.some((end) => place.endsWith(end))) message = 'the source of the function is read.';
  // Not what an invocation loads from /tmp: the functions of the loader read any file for whoever calls them.
  if (message === undefined || ((isDeployed || scope === undefined) && isModuleLoad())) return undefined;
  return context.act('files', finding('file', file, message), scope);
}

/** Told and never stopped: a cache that all callers share looks the same. */
function leftByAnother(
  file: FileUse,
  { places, owners }: FileRules,
  context: HookContext,
  scope: Scope | undefined,
): undefined {
  if (scope === undefined || file.use === 'look' || file.use === 'target') return;
  const place = places.absolute(file.path);
  if (!isBelow(place, WRITABLE)) return;
  if (file.use !== 'read') owners.wrote(place, scope);
  else if (owners.isForeign(place, scope)) {
    const message = 'a file in /tmp that another caller’s invocation has written is opened.';
    context.tell('files', { ...finding('persistence', file, message), confidence: 'low' }, scope);
  }
}

function finding(
  attackClass: Finding['class'],
  file: FileUse,
  message: string,
  from: { path: string; value: string } = { path: '', value: '' },
): Finding {
  return {
    rule: attackClass === 'tamper' ? 'hook/runtime' : 'hook/files',
    ruleVersion: '2',
    class: attackClass,
    confidence: 'high',
    message,
    ...from,
    sink: { operation: file.operation, target: file.path },
  };
}
