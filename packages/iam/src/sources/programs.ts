import path from 'node:path';
import { analyseApp, isInstalledPackage, type Script } from '@bulkhead/code';
import { type App, BulkheadError, type CodeAnalysis, type FunctionCode } from '@bulkhead/core';
import { createFolders, type Folders, type LoadOptions, loadCdkSource, type Program } from '@bulkhead/iac';
import type { CdkApp } from './cdk-apps.ts';

/** Programs that no template names, with what was read of them. */
export interface Programs {
  readonly app: App;
  readonly code: CodeAnalysis;
  /** What to know of how they were read, in sentences. */
  readonly notes: readonly string[];
}

const SOURCE = /\.(?:py|[cm]?[jt]s|tsx|jsx)$/;
const NO_PROGRAM =
  /(?:\.d\.[cm]?ts|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest|setup)\.py|\.(?:test|spec|config)\.[cm]?[jt]sx?)$/;
const SKIPPED =
  /^(?:node_modules|\.git|\.venv|venv|site-packages|__pycache__|__tests__|tests?|dist|build|coverage|vendor|target)$|^cdk\.out/;
/** Source files of a folder without a template that are read. */
const MOST_PROGRAMS = 500;
const IS_PART = `only the first ${MOST_PROGRAMS} source files are read: name a folder of them for the others`;
const MAX_DEPTH = 8;

const isPackage = (file: string): boolean => /(?:^|\/)__init__\.py$/.test(file);

export const isSource = (file: string): boolean => SOURCE.test(file);

/**
 * Reads one file as a program: its top level, and the functions that are called by custom, or the one that is named.
 * @param root absolute; @param file relative to it
 * @throws BulkheadError BULKHEAD_NO_HANDLER for a function that is not there
 */
export async function readProgram(
  root: string,
  file: string,
  handler: string | undefined,
  resources: CdkApp | undefined,
  options: LoadOptions,
): Promise<Programs> {
  const programs = await analyse(
    root,
    new Map([[file, handler === undefined ? { file } : { file, handler }]]),
    resources,
    options,
  );
  const missing = [...programs.code.functions.values()]
    .flatMap(({ problems }) => problems)
    .find(({ kind }) => kind === 'missing-handler');
  if (missing !== undefined && handler !== undefined) {
    throw new BulkheadError('BULKHEAD_NO_HANDLER', missing.message, {
      place: { file, line: 1, column: 1 },
      next: 'Name a function of the file with --handler, or leave it out.',
    });
  }
  return programs;
}

/** A program that asks AWS for something: what a policy is written for. */
const callsAws = (code: FunctionCode): boolean => code.calls.length > 0;

/** A program that an event may reach, or that calls AWS: what is scanned. A handler that does nothing of note is one, too. */
export const isEntered = (code: FunctionCode): boolean =>
  callsAws(code) ||
  code.flows.length > 0 ||
  code.facts.some(({ kind }) => kind !== 'secret-literal') ||
  code.handler.line > 1 ||
  code.handler.column > 1;

/**
 * Reads the programs of a folder: source files that no other file of the folder imports.
 * @param counts which of them are told; left out: those that call AWS
 * @param folders what was listed of the root already
 * @param isOurs files that are looked at, left out: all
 * @returns `undefined` where there is none
 */
export async function readPrograms(
  root: string,
  resources: CdkApp | undefined,
  options: LoadOptions,
  counts: (code: FunctionCode) => boolean = callsAws,
  folders: Folders = createFolders(root),
  isOurs: (file: string) => boolean = () => true,
): Promise<Programs | undefined> {
  const known = new Set(resources?.source.files ?? []);
  const { found, isPart } = sourcesBelow(folders, isOurs);
  const files = found.filter((file) => !known.has(file));
  if (files.length === 0) return undefined;
  const all = await analyse(root, new Map(files.map((file) => [file, { file }])), resources, options);
  const imported = new Set<string>();
  for (const [id, code] of all.code.functions)
    if (!isPackage(id)) for (const file of code.files) if (file !== id) imported.add(file);
  const entered = files.filter((file) => {
    const code = all.code.functions.get(file);
    return code !== undefined && !imported.has(file) && counts(code);
  });
  // A package of Python stands for its modules: those are told where they are programs of their own.
  const kept = entered.filter(
    (id) => !isPackage(id) || !all.code.functions.get(id)?.files.some((file) => file !== id && entered.includes(file)),
  );
  if (kept.length === 0) return undefined;
  const ids = new Set(kept);
  const functions = new Map([...all.code.functions].filter(([id]) => ids.has(id)));
  const problems = all.code.problems.filter(({ functionId }) => ids.has(functionId));
  return {
    app: { ...all.app, functions: all.app.functions.filter(({ id }) => ids.has(id)) },
    code: { functions, problems },
    notes: isPart ? [IS_PART] : [],
  };
}

async function analyse(
  root: string,
  scripts: ReadonlyMap<string, Script>,
  resources: CdkApp | undefined,
  options: LoadOptions,
): Promise<Programs> {
  const [first = ''] = scripts.keys();
  const programs = [...scripts].map(([id, { file, handler }]): Program => {
    const stem = path.posix.basename(file).replace(SOURCE, '');
    // No deploy knows it; what is read does not depend on its version.
    const runtime = file.endsWith('.py') ? 'python3.13' : 'nodejs22.x';
    return { id, file, runtime, handler: `${stem}.${handler ?? 'main'}` };
  });
  const empty = { entry: first, folder: '', constructs: [], calls: [], files: [], problems: [] };
  const { app } = loadCdkSource(resources?.source ?? empty, root, { ...options, programs });
  return { app, code: await analyseApp(app, { scripts }), notes: [] };
}

function sourcesBelow(
  { list }: Folders,
  isOurs: (file: string) => boolean,
): { readonly found: readonly string[]; readonly isPart: boolean } {
  const found: string[] = [];
  let isPart = false;
  const walk = (folder: string, depth: number): void => {
    const names = list(folder);
    const below = (name: string) => (folder === '' ? name : `${folder}/${name}`);
    const isProgram = (file: string) => SOURCE.test(file) && !NO_PROGRAM.test(file) && isOurs(file);
    for (const file of names.files.map(below).filter(isProgram)) {
      if (found.length < MOST_PROGRAMS) found.push(file);
      else isPart = true;
    }
    for (const name of names.folders) {
      if (isPart || depth >= MAX_DEPTH || SKIPPED.test(name)) continue;
      // `pip install -t .` leaves them beside the code.
      const isTheirs = isInstalledPackage(name, names.folders) && list(below(name)).files.includes('__init__.py');
      if (!isTheirs) walk(below(name), depth + 1);
    }
  };
  walk('', 0);
  return { found, isPart };
}
