import path from 'node:path';
import { type App, BulkheadError, type CdkConstruct, type CdkSource, type SourcePlace } from '@bulkhead/core';
import { createProjectFiles } from '../files.ts';
import type { LoadOptions } from '../options.ts';
import { loadSam } from '../sam/load.ts';
import { type MapEntry, mapTree } from '../yaml/tree.ts';
import { isStack, type MadeResource, makeContext } from './context.ts';
import { addNotifications } from './event-sources.ts';
import { handedOn } from './handed-on.ts';
import { type Json, toTree } from './json.ts';
import { MAKERS, SERVICES, SILENT } from './registry.ts';
import { pascalCase, plain, textOf } from './values.ts';

/** Code that no construct deploys, to be read with the application's resources beside it. */
export interface Program {
  readonly id: string;
  /** Relative to the root. */
  readonly file: string;
  readonly runtime: string;
  readonly handler: string;
}

export interface LoadCdkOptions extends LoadOptions {
  readonly programs?: readonly Program[];
}

/** An application whose template is not there yet, and what of its source became no resource. */
export interface LoadedCdkSource {
  readonly app: App;
  /** Constructs that are not read: the application may have more resources than the model. */
  readonly unread: readonly { readonly type: string; readonly place: SourcePlace }[];
}

/**
 * Makes an app of a CDK application's source, as far as it can be told without a synthesis: constructs of level 1 as they are,
 * those of level 2 that a function works with as aws-cdk-lib 2 would write them. What the source decides at synthesis is
 * unknown. `cdk synth` tells all of it.
 * @param root absolute folder that the places of the source are relative to
 */
export function loadCdkSource(source: CdkSource, root: string, options: LoadCdkOptions = {}): LoadedCdkSource {
  const context = makeContext(source);
  const unread: { readonly type: string; readonly place: SourcePlace }[] = [];
  for (const construct of source.constructs) {
    const { type, place } = construct;
    const make = Object.hasOwn(MAKERS, type) ? MAKERS[type] : undefined;
    if (type === 'core.CfnResource') makeAny(construct, context);
    else if (make !== undefined) make(construct, context.props(construct), context);
    else if (/^[\w-]+\.Cfn[A-Z]\w*$/.test(type) && !type.startsWith('core.')) makeLevel1(construct, context);
    else if (!SILENT.test(type) && !/\.from\w+$/.test(type)) unread.push({ type, place });
  }
  addNotifications(context);
  for (const { id, file, runtime, handler } of options.programs ?? []) {
    context.add({
      id,
      type: 'AWS::Lambda::Function',
      construct: { place: { file, line: 1, column: 1 } },
      properties: { Runtime: runtime, Handler: handler, Code: `/${path.posix.dirname(file)}` },
    });
  }
  const place = { file: source.entry, line: 1, column: 1 };
  const document = mapTree(
    new Map<string, MapEntry>([
      ['Resources', { key: place, value: resourcesTree([...context.made.values()], root, source, place) }],
    ]),
    place,
  );
  const stacks = source.constructs.filter(isStack);
  const name = stacks.length === 1 ? stacks[0]?.id : undefined;
  const files = createProjectFiles(path.resolve(root));
  const app = loadSam(document, source.entry, files, options, {
    name: name ?? path.basename(path.resolve(root, source.folder)),
  });
  return { app: { ...app, packaged: false, handedOn: handedOn(context) }, unread };
}

function makeLevel1(construct: CdkConstruct, context: ReturnType<typeof makeContext>): void {
  const [, module = '', name = ''] = /^(?:aws-)?([\w-]+)\.Cfn(\w+)$/.exec(construct.type) ?? [];
  const service = SERVICES[module.replaceAll('-', '')] ?? '';
  if (service === '') return;
  const props = context.props(construct);
  const properties: Record<string, Json> = {};
  for (const [key, value] of Object.entries(props)) properties[key] = plain(value, context);
  context.add({
    id: context.id(construct),
    type: `AWS::${service}::${name}`,
    construct,
    properties: pascalCase(properties) as { readonly [key: string]: Json },
  });
}

/** `new CfnResource(this, 'R', { type: 'AWS::…', properties: { … } })` */
function makeAny(construct: CdkConstruct, context: ReturnType<typeof makeContext>): void {
  const props = context.props(construct);
  const type = textOf(props.type);
  if (type === undefined) return;
  const properties = props.properties?.kind === 'object' ? props.properties.fields : {};
  const made = Object.entries(properties).map(([key, value]) => [key, plain(value, context)] as const);
  context.add({ id: context.id(construct), type, construct, properties: Object.fromEntries(made) });
}

function resourcesTree(made: readonly MadeResource[], root: string, source: CdkSource, place: SourcePlace) {
  const entries = new Map<string, MapEntry>();
  for (const { id, type, properties, construct, deletionPolicy, metadata } of made) {
    const value = {
      Type: type,
      DeletionPolicy: deletionPolicy,
      Metadata: metadata,
      Properties:
        type === 'AWS::Lambda::Function'
          ? { ...properties, Code: codeInside(properties.Code, root, source) }
          : properties,
    };
    entries.set(id, { key: construct.place, value: toTree(value, construct.place) });
  }
  return mapTree(entries, place);
}

/** `/src/orders` is a folder from the root; a template's paths count from its own folder. */
function codeInside(code: Json, root: string, source: CdkSource): Json {
  if (typeof code !== 'string') return code;
  const files = createProjectFiles(path.resolve(root));
  const relative = code.replace(/^\/+/, '');
  try {
    files.inside({ path: relative === '' ? '.' : relative });
  } catch (error) {
    if (error instanceof BulkheadError) return { S3Bucket: 'outside', S3Key: 'outside' };
    throw error;
  }
  return path.posix.relative(path.posix.dirname(source.entry), relative) || '.';
}
