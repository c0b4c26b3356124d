import { statSync } from 'node:fs';
import path from 'node:path';
import { analyseApp, readConfiguration } from '@bulkhead/code';
import { type App, BulkheadError, type CodeAnalysis, listed } from '@bulkhead/core';
import { type LoadOptions, loadApp, loadApps } from '@bulkhead/iac';
import { type CdkApp, cdkNote, readCdkApps } from './cdk-apps.ts';
import { isSource, readProgram, readPrograms } from './programs.ts';

/** An application, by whatever of it there is. */
export interface OpenedProject {
  readonly app: App;
  /** `cdk`: the source of a CDK application; `programs`: code without a template, whose roles nobody grants yet. */
  readonly from: 'template' | 'cdk' | 'programs';
  /** Read already, where finding the programs took it. */
  readonly code?: CodeAnalysis;
  /** What to know of how it was read. */
  readonly notes: readonly string[];
}

export interface OpenOptions extends LoadOptions {
  /** The one function that counts, where `location` is a source file. */
  readonly handler?: string;
  /** Folder within which files may be read where `location` is a source file; left out: its own. */
  readonly within?: string;
}

/**
 * {@link openProjects} of what is one application.
 * @throws BulkheadError BULKHEAD_NO_PROJECT with their names where there are several
 */
export async function openProject(location: string, options: OpenOptions = {}): Promise<OpenedProject> {
  const all = await openProjects(location, options);
  if (all.length > 1) throw severalApplications(all.map(({ app }) => app.file));
  return all[0]!;
}

export function severalApplications(files: readonly string[]): BulkheadError {
  return new BulkheadError('BULKHEAD_NO_PROJECT', `there are ${files.length} applications here`, {
    next: `Name one: ${listed(files, 10)}`,
  });
}

/**
 * Reads a template; where a folder has none, those of the applications below it; where there are none, the source of a CDK
 * application; where nothing of it is there, the programs that call AWS.
 * @param location folder, template or source file
 * @returns at least one
 * @throws BulkheadError where nothing of it is there, or it cannot be read
 */
export async function openProjects(location: string, options: OpenOptions = {}): Promise<readonly OpenedProject[]> {
  const absolute = path.resolve(location);
  const { handler, within, ...load } = options;
  const isFile = statSync(absolute, { throwIfNoEntry: false })?.isFile() ?? false;
  if (isFile && isSource(absolute) && !/^serverless\./.test(path.basename(absolute))) {
    const root = within !== undefined && isInside(within, absolute) ? within : path.dirname(absolute);
    const resources = await cdkOf(root, load);
    const file = path.relative(root, absolute).split(path.sep).join('/');
    const { app, code } = await readProgram(root, file, handler, resources, load);
    return [{ app, code, from: 'programs', notes: [...notesOf(resources), WITHOUT_TEMPLATE] }];
  }
  if (handler !== undefined) {
    throw new BulkheadError('BULKHEAD_USAGE', '--handler needs the path of a source file', {
      next: 'Name the file: bulkhead roles src/app.py --handler main. A function of a template is named by --function.',
    });
  }
  try {
    const app = await loadApp(absolute, { ...READING, ...load });
    return [{ app, from: 'template', notes: app.notes ?? [] }];
  } catch (error) {
    const isNone = error instanceof BulkheadError && error.code === 'BULKHEAD_NO_PROJECT';
    if (!isNone || !statSync(absolute, { throwIfNoEntry: false })?.isDirectory()) throw error;
    const below = await applicationsBelow(absolute, load);
    if (below.length > 0) return below;
    return [(await withoutTemplate(absolute, load)) ?? fail(error)];
  }
}

/** A value that one variable leaves open is no reason to say nothing of the others. */
const READING = { readSource: readConfiguration, keepsOpen: true } as const;

/** What is said of one that cannot be read stands beside the first that can. */
async function applicationsBelow(root: string, load: LoadOptions): Promise<readonly OpenedProject[]> {
  const { apps, problems } = await loadApps(root, { ...READING, ...load });
  const unread = problems.map(
    ({ place, message }) => `${place ? `${place.file}:${place.line}:${place.column}: ` : ''}${message}: not read`,
  );
  return apps
    .filter(({ functions }) => functions.length > 0)
    .map((app, index) => ({ app, from: 'template', notes: [...(index === 0 ? unread : []), ...(app.notes ?? [])] }));
}

async function withoutTemplate(root: string, load: LoadOptions): Promise<OpenedProject | undefined> {
  const { apps, problems } = await readCdkApps(root, load);
  const deployed = apps.filter(({ app }) => app.functions.length > 0);
  const [only, ...others] = deployed;
  if (others.length > 0) {
    throw new BulkheadError('BULKHEAD_NO_PROJECT', `there are ${deployed.length} CDK applications here`, {
      next: `Name the folder of one: ${deployed
        .slice(0, 10)
        .map(({ source }) => source.folder || '.')
        .join(', ')}`,
    });
  }
  const code = only === undefined ? undefined : await analyseApp(only.app);
  if (only !== undefined && code !== undefined && code.functions.size > 0) {
    return { app: only.app, code, from: 'cdk', notes: [cdkNote(only)] };
  }
  // A stack whose functions hold no code to read may be there for the programs beside it.
  const resources = only ?? apps[0];
  const programs = await readPrograms(root, resources, load);
  if (programs === undefined) {
    if (resources !== undefined) return { app: resources.app, from: 'cdk', notes: [cdkNote(resources)] };
    if (problems[0] !== undefined) throw problems[0];
    return undefined;
  }
  return { ...programs, from: 'programs', notes: [...notesOf(resources), WITHOUT_TEMPLATE, ...programs.notes] };
}

/** Resources that a CDK application beside the program makes. */
async function cdkOf(root: string, load: LoadOptions): Promise<CdkApp | undefined> {
  return (await readCdkApps(root, load)).apps[0];
}

const notesOf = (resources: CdkApp | undefined): readonly string[] =>
  resources === undefined ? [] : [cdkNote(resources)];

const WITHOUT_TEMPLATE =
  'without a template: the policies hold what the code asks for, and nothing that Lambda needs itself (a log, a trigger to poll)';

function isInside(root: string, file: string): boolean {
  const relative = path.relative(root, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function fail(error: unknown): never {
  throw error;
}
