import { statSync } from 'node:fs';
import path from 'node:path';
import { readConfiguration } from '@bulkhead/code';
import type { App, BulkheadError } from '@bulkhead/core';
import {
  type AppSources,
  type Candidates,
  deployedResources,
  type Folders,
  findCandidates,
  loadApp,
  loadApps,
} from '@bulkhead/iac';
import { cdkNote, isEntered, type Programs, readCdkApps, readPrograms } from '@bulkhead/iam';
import type { Rule } from '@bulkhead/rules';
import { type CachedApp, openScanCache, type ScanCache } from './cache/scan-cache.ts';
import { folderOf } from './folder-of.ts';
import { type Crew, CrewFailure, startCrew } from './parts/crew.ts';
import type { ScanOptions } from './scan-options.ts';

export const WITHOUT_TEMPLATE =
  'without a template: handlers are found by their names, every event counts as a stranger’s, and only what the code shows is told';

export interface OpenCache {
  readonly store: ScanCache;
  /** Templates that need not be read again. */
  readonly hits: Map<string, CachedApp>;
}

/** A cache holds for one set of rules and options, and for one day: suppressions and runtimes expire. */
export function openCache(
  location: string,
  { folder, tool }: NonNullable<ScanOptions['cache']>,
  rules: readonly Rule[],
  { now, stage, region, params, severities, withoutCode = false }: ScanOptions,
  folders: Folders,
): OpenCache {
  const decides = [
    tool,
    rules.map(({ id }) => id),
    Math.floor(now / 86_400_000),
    stage,
    region,
    params,
    severities,
    withoutCode,
  ];
  return {
    store: openScanCache({ folder, root: path.resolve(location), tool: JSON.stringify(decides), folders }),
    hits: new Map(),
  };
}

export interface ReadApps {
  readonly apps: readonly App[];
  readonly unread: readonly BulkheadError[];
  readonly root: string;
  readonly sources?: ReadonlyMap<App, AppSources>;
  /** Folders of templates that could not be read. */
  readonly brokenFolders?: readonly string[];
  /** Folders of templates that deploy functions which they do not name. */
  readonly openFolders?: readonly string[];
  readonly notes: readonly string[];
  /** Code that no template names. */
  readonly programs?: Programs;
  /** Threads that read some of the templates. */
  readonly crew?: Crew;
  /** Templates in the order in which one thread would have read them. */
  readonly order?: readonly string[];
  /** Reads templates that were known, because what other stacks tell them has changed. */
  readonly readAgain?: (files: ReadonlySet<string>) => Promise<readonly App[]>;
}

/** Finds and reads the applications of a scan. */
export async function readApps(
  location: string,
  scanOptions: ScanOptions,
  folders: Folders,
  cache: OpenCache | undefined,
): Promise<ReadApps> {
  const options = { readSource: readConfiguration, keepsOpen: true, ...scanOptions };
  const absolute = path.resolve(location);
  const nothing = { unread: [], notes: [] };
  if (options.apps) return { ...nothing, apps: options.apps, root: options.apps[0]?.root ?? absolute };
  const isFolder = statSync(absolute, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isFolder) {
    const app = await loadApp(absolute, options);
    return { ...nothing, apps: [app], root: app.root };
  }
  const known = (file: string): readonly string[] | undefined => {
    const app = cache?.store.find(file);
    if (app) cache!.hits.set(file, app);
    return app?.parts;
  };
  const candidates = findCandidates(absolute, folders, cache ? known : undefined);
  const crew = startCrew(absolute, candidates, (file) => cache !== undefined && known(file) !== undefined, options);
  try {
    return await readFolder(absolute, options, { folders, candidates, crew, known, hits: cache?.hits ?? new Map() });
  } catch (error) {
    crew?.close();
    throw error;
  }
}

interface Reading {
  readonly folders: Folders;
  readonly candidates: Candidates;
  readonly crew: Crew | undefined;
  readonly known: (file: string) => readonly string[] | undefined;
  readonly hits: Map<string, CachedApp>;
}

async function readFolder(
  absolute: string,
  options: ScanOptions,
  { folders, candidates, crew, known, hits }: Reading,
): Promise<ReadApps> {
  const isPart = crew !== undefined;
  const loaded = await loadApps(absolute, { ...options, folders, candidates: crew?.own ?? candidates, isPart, known });
  const cdk = await readCdkApps(absolute, options, folders);
  // Everything that can be done while the others begin.
  if (crew) for (const app of loaded.apps) deployedResources(app);
  const theirs = await crew?.loaded();
  // Whether code without functions counts depends on all of them.
  if (theirs && !theirs.hasFunctions && loaded.apps.every(({ functions }) => functions.length === 0)) {
    throw new CrewFailure('no function in any template');
  }
  const used = new Set([...loaded.used, ...(theirs?.used ?? [])]);
  theirs?.drop(used);
  const apps = loaded.apps.filter(({ framework, file }) => framework === 'serverless' || !theirs?.used.has(file));
  const templates = new Set(candidates.templates);
  // What is wrong in a part is told by the template that brings it in.
  const isOfItsOwn = ({ place }: BulkheadError) => !place || !used.has(place.file) || !templates.has(place.file);
  const sources = new Map(loaded.sources);
  const had = new Map<string, readonly string[]>([...hits].map(([file, { parts }]) => [file, parts]));
  for (const [file, parts] of theirs?.parts ?? []) had.set(file, parts);
  for (const app of apps) had.set(app.file, sources.get(app)?.parts ?? []);
  // A template that another one has come to bring in is no application of its own.
  for (const part of [
    ...[...sources.values()].flatMap(({ parts }) => parts),
    ...[...(theirs?.parts.values() ?? [])].flat(),
  ]) {
    hits.delete(part);
    had.delete(part);
    if (part.endsWith('/')) dropModule(part, hits);
  }
  const readAgain = async (files: ReadonlySet<string>): Promise<readonly App[]> => {
    const again = await loadApps(absolute, {
      ...options,
      folders,
      known: (file) => (files.has(file) ? undefined : had.get(file)),
    });
    for (const [app, read] of again.sources) sources.set(app, read);
    return again.apps.filter(({ file }) => files.has(file));
  };
  const found = [...apps, ...cdk.apps.map(({ app }) => app)];
  const problems = theirs
    ? inOrder([...loaded.problems, ...theirs.problems].filter(isOfItsOwn), candidates)
    : loaded.problems;
  const unread = [...problems, ...cdk.problems];
  const notes = [...loaded.notes, ...cdk.apps.map(cdkNote)];
  const brokenFolders = [...new Set([...loaded.brokenFolders, ...(theirs?.brokenFolders ?? [])])].sort();
  const openFolders = [...new Set([...loaded.openFolders, ...(theirs?.openFolders ?? [])])].sort();
  if (found.length > 0 || hits.size > 0 || theirs) {
    const crewed = crew ? { crew, order: orderOf(candidates, found) } : {};
    return { apps: found, unread, root: absolute, sources, notes, readAgain, brokenFolders, openFolders, ...crewed };
  }
  const programs = options.withoutCode
    ? undefined
    : await readPrograms(absolute, undefined, options, isEntered, folders);
  if (programs)
    return {
      apps: [programs.app],
      unread,
      root: absolute,
      notes: [WITHOUT_TEMPLATE, ...programs.notes],
      programs,
      brokenFolders,
    };
  if (unread[0]) throw unread[0];
  // The loader's own words say best what is missing.
  return { unread: [], notes: [], apps: [await loadApp(absolute, options)], root: absolute };
}

/** A folder of Terraform files that has become a module. */
function dropModule(folder: string, hits: Map<string, CachedApp> | undefined): void {
  for (const file of hits?.keys() ?? [])
    if (file.endsWith('.tf') && `${folderOf(file)}/` === folder) hits!.delete(file);
}

/** Services, what brings templates with it, templates, Terraform, and what is read from its source. */
function orderOf({ serverless, templates }: Candidates, read: readonly App[]): readonly string[] {
  const shared = new Set([...serverless, ...templates]);
  const others = read.map(({ file }) => file).filter((file) => !shared.has(file));
  const isFirst = (file: string) => file.includes('cdk.out/') || /(?:^|\/)serverless\.[cm]?[jt]s$/.test(file);
  return [...serverless, ...others.filter(isFirst), ...templates, ...others.filter((file) => !isFirst(file))];
}

function inOrder(problems: readonly BulkheadError[], { serverless, templates }: Candidates): readonly BulkheadError[] {
  const files = [...serverless, ...templates];
  const rank = new Map(files.map((file, index) => [file, index]));
  const rankOf = ({ place }: BulkheadError) => rank.get(place?.file ?? '') ?? files.length;
  return [...problems].sort((a, b) => rankOf(a) - rankOf(b));
}
