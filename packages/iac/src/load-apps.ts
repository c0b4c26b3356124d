import path from 'node:path';
import { type App, BulkheadError } from '@bulkhead/core';
import { type CdkStack, readAssembly } from './cdk.ts';
import { createProjectFiles, type ProjectFiles } from './files.ts';
import { createFolders, type Folders } from './folders.ts';
import type { LoadOptions } from './options.ts';
import { loadSam } from './sam/load.ts';
import { loadServerless } from './serverless/load.ts';
import { SOURCE_NAMES, sourceTree } from './serverless/source-tree.ts';
import { loadTerraform } from './terraform/load.ts';
import { isTerraformPlan, loadTerraformPlan } from './terraform-plan/load.ts';
import { get, type Tree } from './yaml/tree.ts';

/** The applications of a repository, and the templates that could not be read. */
export interface LoadedApps {
  readonly apps: readonly App[];
  readonly problems: readonly BulkheadError[];
  /** By application: the files that its template brought in, relative to the root, the template itself left out. */
  readonly sources: ReadonlyMap<App, readonly string[]>;
}

export interface LoadAppsOptions extends LoadOptions {
  /** Templates that need not be read, because what they give is known; relative to the root. */
  readonly isKnown?: (file: string) => boolean;
  /** What was listed of the root already; left out: nothing. */
  readonly folders?: Folders;
}

/** Folders that hold what tools made or fetched, never a template that somebody wrote. */
const SKIPPED = new Set([
  'node_modules',
  '.git',
  '.serverless',
  '.aws-sam',
  '.terraform',
  '.venv',
  'venv',
  'site-packages',
  '__pycache__',
  'dist',
  'build',
  'coverage',
  'vendor',
  'target',
  '.next',
  '.cache',
]);
const MAX_FOLDERS = 20_000;
const MAX_DEPTH = 15;
const MAX_CANDIDATES = 5_000;
const MAX_APPS = 1_000;

/** What looks like a template of CloudFormation or SAM: cheaper than parsing every YAML file of a repository. */
const TEMPLATE = /AWSTemplateFormatVersion|AWS::Serverless-2016|["']?Type["']?\s*:\s*["']?AWS::[A-Za-z0-9]+::/;

/**
 * Finds and reads every application of a repository: `serverless.yml`, SAM and CloudFormation templates by their content,
 * CDK assemblies. A template that another one nests or includes belongs to that one. Symbolic links are not followed.
 * A template that cannot be read does not keep the others from being read.
 * @param root folder of the repository; nothing outside of it is read
 * @example const { apps, problems } = await loadApps('.');
 */
export async function loadApps(root: string, options: LoadAppsOptions = {}): Promise<LoadedApps> {
  const absolute = path.resolve(root);
  const { isKnown, folders = createFolders(absolute), ...load } = options;
  const candidates = findCandidates(absolute, folders, isKnown);
  const problems: BulkheadError[] = [];
  const found: { readonly app: App; readonly file: string }[] = [];
  const used = new Set<string>();
  const sources = new Map<App, readonly string[]>();
  const attempt = (
    file: string,
    load: (files: ProjectFiles) => App | undefined,
    others: () => readonly string[] = () => [],
  ): void => {
    if (found.length >= MAX_APPS || isKnown?.(file)) return;
    // Each app counts its own files, so that one cannot keep another from being read.
    const files = createProjectFiles(absolute);
    try {
      const app = load(files);
      if (app) {
        found.push({ app, file });
        sources.set(
          app,
          [...files.parsed(), ...others()].filter((parsed) => parsed !== file),
        );
      }
    } catch (error) {
      if (!(error instanceof BulkheadError)) throw error;
      problems.push(error);
    }
    for (const parsed of files.parsed()) if (parsed !== file) used.add(parsed);
  };
  const inner: LoadOptions = { ...load, root: absolute, nested: true };
  for (const file of candidates.serverless) {
    attempt(file, (files) => {
      const document = files.tree({ path: file });
      return document && isService(document) ? loadServerless(document, file, files, inner) : undefined;
    });
  }
  for (const file of candidates.sources) {
    let brought: readonly string[] = [];
    attempt(
      file,
      (files) => {
        const source = options.readSource?.(absolute, file);
        const document = source && sourceTree(source.value);
        brought = source?.files ?? [];
        return document && isService(document) ? loadServerless(document, file, files, inner) : undefined;
      },
      () => brought,
    );
  }
  for (const file of candidates.assemblies) {
    let stacks: readonly CdkStack[] = [];
    attempt(file, (files) => {
      stacks = readAssembly(file, files);
      return undefined;
    });
    for (const { name, template, region } of stacks) {
      used.add(template);
      attempt(template, (files) => {
        const document = files.tree({ path: template, packaged: true });
        const own = options.region === undefined && region !== undefined ? { ...inner, region } : inner;
        return document && loadSam(document, template, files, own, { name });
      });
    }
  }
  for (const file of candidates.templates) {
    if (used.has(file)) continue;
    attempt(file, (files) => {
      const document = files.tree({ path: file });
      if (document && isTerraformPlan(document)) return loadTerraformPlan(document, file, files, inner);
      return document && isTemplate(document) ? loadSam(document, file, files, inner) : undefined;
    });
  }
  for (const app of loadTerraformFolders(candidates.terraform, absolute, inner, problems)) {
    found.push({ app, file: app.file });
  }
  // A parent that was read after its child still takes the child in.
  const apps = found.filter(({ file, app }) => app.framework === 'serverless' || !isChild(file, used, candidates));
  return { apps: apps.map(({ app }) => app), problems, sources };
}

/** Root modules: folders whose files no other folder's module brings in. */
function loadTerraformFolders(
  folders: readonly string[],
  root: string,
  options: LoadOptions,
  problems: BulkheadError[],
): App[] {
  const apps: { readonly app: App; readonly folder: string }[] = [];
  const brought = new Set<string>();
  for (const folder of folders.slice(0, MAX_APPS)) {
    try {
      const app = loadTerraform(path.join(root, folder), createProjectFiles(root), options);
      apps.push({ app, folder });
      for (const { place } of [...app.functions, ...app.resources]) {
        const own = path.posix.dirname(place.file);
        if (own !== (folder === '' ? '.' : folder)) brought.add(own);
      }
    } catch (error) {
      if (!(error instanceof BulkheadError)) throw error;
      problems.push(error);
    }
  }
  return apps
    .filter(({ app, folder }) => !brought.has(folder) && app.functions.length + app.resources.length > 0)
    .map(({ app }) => app);
}

function isChild(file: string, used: ReadonlySet<string>, { templates }: Candidates): boolean {
  return used.has(file) && templates.includes(file);
}

/** A service for AWS; a repository may hold others, which are no business of ours. */
function isService(document: Tree): boolean {
  const provider = get(document, 'provider');
  const name = provider?.kind === 'scalar' ? provider : get(provider, 'name');
  const other = name?.kind === 'scalar' && name.value !== 'aws' && !String(name.value).includes('${');
  return get(document, 'Resources') === undefined && provider !== undefined && !other;
}

function isTemplate(document: Tree): boolean {
  return get(document, 'Resources')?.kind === 'map';
}

interface Candidates {
  readonly serverless: readonly string[];
  /** `serverless.ts` and its like. */
  readonly sources: readonly string[];
  readonly templates: readonly string[];
  /** `manifest.json` of CDK assemblies. */
  readonly assemblies: readonly string[];
  /** Folders with `.tf` files. */
  readonly terraform: readonly string[];
}

/** Files that may be templates, relative to the root, in a stable order. */
function findCandidates(root: string, { list }: Folders, isKnown: LoadAppsOptions['isKnown']): Candidates {
  const files = createProjectFiles(root);
  const serverless: string[] = [];
  const sources: string[] = [];
  const templates: string[] = [];
  const assemblies: string[] = [];
  const terraform: string[] = [];
  const open: { readonly folder: string; readonly depth: number }[] = [{ folder: '', depth: 0 }];
  for (let count = 0; open.length > 0 && count < MAX_FOLDERS; count++) {
    const { folder, depth } = open.shift()!;
    const names = list(folder);
    if (folder !== '' && path.basename(folder) === 'cdk.out') {
      if (names.files.includes('manifest.json')) assemblies.push(`${folder}/manifest.json`);
      continue;
    }
    if (names.files.some((name) => name.endsWith('.tf'))) terraform.push(folder);
    for (const name of names.files) {
      const file = folder === '' ? name : `${folder}/${name}`;
      if (/^serverless(\.[\w-]+)?\.(ya?ml|json)$/.test(name)) serverless.push(file);
      else if (/\.(ya?ml|json|template)$/i.test(name) && (isKnown?.(file) || looksLikeTemplate(file, files)))
        templates.push(file);
      if (serverless.length + templates.length >= MAX_CANDIDATES)
        return { serverless, sources, templates, assemblies, terraform };
    }
    const source = SOURCE_NAMES.find((name) => names.files.includes(name));
    // Where both stand, the framework takes the document.
    const isOther = names.files.some((name) => /^serverless\.(ya?ml|json)$/.test(name));
    if (source !== undefined && !isOther) sources.push(folder === '' ? source : `${folder}/${source}`);
    if (depth >= MAX_DEPTH) continue;
    for (const name of names.folders) {
      if (!SKIPPED.has(name)) open.push({ folder: folder === '' ? name : `${folder}/${name}`, depth: depth + 1 });
    }
  }
  return { serverless, sources, templates, assemblies, terraform };
}

function looksLikeTemplate(file: string, files: ProjectFiles): boolean {
  if (/(^|\/)(package(-lock)?|tsconfig[\w.-]*|composer|npm-shrinkwrap)\.json$/.test(file)) return false;
  try {
    const text = files.text({ path: file })?.text;
    if (text === undefined) return false;
    return (TEMPLATE.test(text) && /Resources/.test(text)) || text.includes('"planned_values"');
  } catch (error) {
    if (error instanceof BulkheadError) return false;
    throw error;
  }
}
