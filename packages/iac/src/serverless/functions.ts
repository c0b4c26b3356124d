import path from 'node:path';
import { type LambdaFunction, nearest, type Resolved, type SourcePlace, type Unknown } from '@bulkhead/core';
import { badTemplate } from '../bad-template.ts';
import { readServerlessAsync } from '../event-source/async-invoke.ts';
import type { ProjectFiles } from '../files.ts';
import { functionLogicalId } from '../local-value.ts';
import { readLogging } from '../logging.ts';
import type { Reader } from '../read.ts';
import { markFunction } from '../residue.ts';
import { get, isNull, kindOf, type MapEntry, type MapTree, type Tree } from '../yaml/tree.ts';
import { readTriggers } from './events/index.ts';
import { readImage } from './image.ts';
import { readRole } from './role.ts';

/** The framework's own defaults: https://www.serverless.com/framework/docs/providers/aws/guide/functions */
const DEFAULT_MEMORY_MB = 1024;
const DEFAULT_TIMEOUT_SECONDS = 6;

/** The file that serverless-wsgi adds to the package, in its old and its present name. */
const WSGI_HANDLER = /^wsgi(_handler)?\.handler$/;

export interface FunctionContext {
  readonly functionIds: ReadonlySet<string>;
  readonly byLogicalId: ReadonlyMap<string, string>;
  readonly read: Reader;
  readonly provider: Tree | undefined;
  readonly service: Resolved<string>;
  readonly stage: string;
  /** Absolute folder of serverless.yml. */
  readonly serviceFolder: string;
  readonly files: ProjectFiles;
  /** `plugins` as the file lists them. */
  readonly plugins: readonly string[];
  /** `custom.wsgi.app` of the plug-in serverless-wsgi: what its own handler runs, `api.app`. */
  readonly wsgiApp?: string;
}

/**
 * The functions by name: a map, or a list of maps.
 * @param skip told about what is not known
 */
export function listFunctions(tree: Tree | undefined, skip: (tree: Tree) => void): Map<string, MapEntry> {
  const found = new Map<string, MapEntry>();
  if (!tree || isNull(tree)) return found;
  if (tree.kind === 'unknown') {
    skip(tree);
    return found;
  }
  if (tree.kind === 'scalar')
    throw badTemplate(tree.place, `functions must be a map of functions, not ${kindOf(tree)}`);
  for (const part of tree.kind === 'list' ? tree.items : [tree]) {
    if (part.kind === 'unknown') skip(part);
    else if (part.kind !== 'map') throw badTemplate(part.place, `functions must be maps, not ${kindOf(part)}`);
    else addFunctions(part, found, skip);
  }
  return found;
}

function addFunctions(part: MapTree, found: Map<string, MapEntry>, skip: (tree: Tree) => void): void {
  for (const [id, entry] of part.entries) {
    const first = found.get(id);
    if (first) throw badTemplate(entry.key, `the function ${id} stands twice; the first is on line ${first.key.line}`);
    if (entry.value.kind === 'unknown') skip(entry.value);
    else found.set(id, entry);
  }
}

/** @throws BulkheadError BULKHEAD_BAD_TEMPLATE at the first thing that the framework would refuse as well */
export function readFunction(
  id: string,
  { key: place, value: tree }: MapEntry,
  context: FunctionContext,
): LambdaFunction {
  const { read, provider } = context;
  if (tree.kind !== 'map') {
    throw badTemplate(place, `the function ${id} must be a map with a handler, not ${kindOf(tree)}`);
  }
  const setting = (key: string) => get(tree, key) ?? get(provider, key);
  const { handler, runtime, handlerPlace, hidden } = readHandler(id, tree, place, context);
  const imageTree = get(tree, 'handler') ? undefined : get(tree, 'image');
  const image = imageTree && readImage(imageTree, provider, context.serviceFolder, context.files);
  const name = get(tree, 'name');
  const reserved = read.wholeNumber(get(tree, 'reservedConcurrency'), `${id}.reservedConcurrency`, [0, 1_000_000]);
  const asyncInvoke = readServerlessAsync(tree, read);
  const environment = {
    ...read.textMap(get(provider, 'environment'), 'provider.environment'),
    ...read.textMap(get(tree, 'environment'), `${id}.environment`),
  };
  const fn: LambdaFunction = {
    id,
    logicalId: functionLogicalId(id),
    ...readRole(id, tree, context),
    name: name ? read.text(name, `${id}.name`) : defaultName(id, place, context),
    runtime,
    handler,
    ...(context.wsgiApp !== undefined && WSGI_HANDLER.test(String(handler)) ? { application: context.wsgiApp } : {}),
    codeRoot: context.serviceFolder,
    ...archiveOf(get(tree, 'package', 'artifact')),
    ...(image ? { image } : {}),
    architecture: read.oneOf(setting('architecture'), `${id}.architecture`, ['x86_64', 'arm64']) ?? 'x86_64',
    memoryMb: read.wholeNumber(setting('memorySize'), `${id}.memorySize`, [128, 10_240]) ?? DEFAULT_MEMORY_MB,
    timeoutSeconds: read.wholeNumber(setting('timeout'), `${id}.timeout`, [1, 900]) ?? DEFAULT_TIMEOUT_SECONDS,
    environment,
    logging: readLogging(get(tree, 'logs') ?? get(provider, 'logs', 'lambda'), LOG_KEYS, read),
    ...(reserved === undefined ? {} : { reservedConcurrency: reserved }),
    ...(asyncInvoke ? { asyncInvoke } : {}),
    triggers: readTriggers(tree, { ...context, functionId: id }),
    place,
    handlerPlace,
  };
  const isOpen = (part: Tree | undefined) => read.value(part)?.kind === 'unknown';
  const environmentOpen = isOpen(get(tree, 'environment')) || isOpen(get(provider, 'environment'));
  return markFunction(fn, { handlerHidden: hidden, environmentOpen });
}

const LOG_KEYS = { format: 'logFormat', applicationLevel: 'applicationLogLevel', systemLevel: 'systemLogLevel' };

function archiveOf(artifact: Tree | undefined): Pick<LambdaFunction, 'archive'> {
  return artifact?.kind === 'scalar' && !artifact.hidden ? { archive: path.basename(String(artifact.value)) } : {};
}

function defaultName(id: string, place: SourcePlace, { service, stage }: FunctionContext): Resolved<string> {
  return typeof service === 'string' ? `${service}-${stage}-${id}` : { ...service, place };
}

function readHandler(
  id: string,
  tree: MapTree,
  place: SourcePlace,
  { read, provider }: FunctionContext,
): { handler: Resolved<string>; runtime: Resolved<string>; handlerPlace: SourcePlace; hidden: boolean } {
  const image = get(tree, 'image');
  const handler = get(tree, 'handler');
  const handlerPlace = handler?.place ?? image?.place ?? place;
  const opaque = (unknown: string, expression: string): Unknown => {
    const value = { unknown, expression, place: handlerPlace };
    read.note({ kind: 'unknown', unknown: value, residue: undefined, place: handlerPlace, size: 1 });
    return value;
  };
  if (!handler) {
    if (image) {
      const value = opaque('is a container image', 'image');
      return { handler: value, runtime: value, handlerPlace, hidden: false };
    }
    const near = nearest('handler', [...tree.entries.keys()]);
    throw badTemplate(
      near ? tree.entries.get(near)!.key : place,
      `the function ${id} has no handler${near ? `; did you mean that by ${near}?` : ''}`,
      'Add "handler: path/to/file.exportedName".',
    );
  }
  const runtimeTree = get(tree, 'runtime') ?? get(provider, 'runtime');
  const runtime = runtimeTree
    ? read.text(runtimeTree, `${id}.runtime`)
    : opaque('no runtime is named, and the default depends on the version of the framework', 'provider.runtime');
  const text = read.text(handler, `${id}.handler`);
  if (text === '') throw badTemplate(handler.place, `the function ${id} has an empty handler`);
  return { handler: text, runtime, handlerPlace, hidden: handler.kind === 'scalar' && handler.hidden };
}
