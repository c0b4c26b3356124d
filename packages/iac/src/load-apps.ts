import path from 'node:path';
import { type App, BulkheadError, type Resource } from '@bulkhead/core';
import { type Assembly, copiesOf, readAssembly } from './cdk.ts';
import { createProjectFiles, type ProjectFiles } from './files.ts';
import { createFolders, type Folders } from './folders.ts';
import type { LoadOptions } from './options.ts';
import { packagedCopies } from './packaged-copies.ts';
import { loadSam } from './sam/load.ts';
import { loadServerless } from './serverless/load.ts';
import { SOURCE_NAMES, sourceTree } from './serverless/source-tree.ts';
import { sourceNames } from './terraform/configuration.ts';
import { loadTerraform, terraformFile } from './terraform/load.ts';
import { isTerraformPlan, loadTerraformPlan } from './terraform-plan/load.ts';
import { get, type Tree } from './yaml/tree.ts';

/** The applications of a repository, and the templates that could not be read. */
export interface LoadedApps {
  readonly apps: readonly App[];
  readonly problems: readonly BulkheadError[];
  readonly sources: ReadonlyMap<App, AppSources>;
  /** Folders of templates that could not be read, relative to the root. */
  readonly brokenFolders: readonly string[];
  /** Folders of templates that deploy functions which they do not name, relative to the root. */
  readonly openFolders: readonly string[];
  /** What was left out on purpose, in sentences. */
  readonly notes: readonly string[];
  /** Files that a template has brought in, relative to the root: a template among them is none of its own. */
  readonly used: ReadonlySet<string>;
}

/** What an application was read from besides its template; relative to the root. */
export interface AppSources {
  /** Files, there or not, and folders, whose names end with a slash. */
  readonly files: readonly string[];
  /** Templates, and folders of Terraform modules with a slash at the end, that are parts of it. */
  readonly parts: readonly string[];
}

export interface LoadAppsOptions extends LoadOptions {
  /** Parts of the template at a path where it need not be read, because what it gives is known; relative to the root. */
  readonly known?: (file: string) => readonly string[] | undefined;
  /** What was listed of the root already; left out: nothing. */
  readonly folders?: Folders;
  /** The files to read, of {@link findCandidates}; left out: all that are found. */
  readonly candidates?: Candidates;
  /** Others read other candidates of the same repository: what takes all of them to tell is left to the caller. */
  readonly isPart?: boolean;
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

/** `serverless.offline.yml` beside the service's own file: nobody deploys it, and it grants nothing. */
const FOR_LOCAL_RUNS = /^serverless[.-](?:offline|local)\.ya?ml$/;

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
  const { known, folders = createFolders(absolute), candidates: given, isPart = false, ...load } = options;
  const candidates = given ?? findCandidates(absolute, folders, known);
  const problems: BulkheadError[] = [];
  const found: { readonly app: App; readonly file: string }[] = [];
  const used = new Set<string>();
  const sources = new Map<App, AppSources>();
  const broken = new Set<string>();
  const open = new Set<string>();
  const attempt = (
    file: string,
    load: (files: ProjectFiles) => App | undefined,
    others: () => readonly string[] = () => [],
  ): void => {
    if (found.length >= MAX_APPS) return;
    const parts = known?.(file);
    if (parts) {
      for (const part of parts) used.add(part);
      return;
    }
    // Each app counts its own files, so that one cannot keep another from being read.
    const files = createProjectFiles(absolute);
    try {
      const app = load(files);
      if (app) {
        found.push({ app, file });
        const brought = [...files.parsed(), ...others()].filter((parsed) => parsed !== file);
        // Code that nobody knows the functions of is read as if there were no template, each time.
        if (hasOpenFunctions(app, files.tree({ path: file }))) open.add(projectFolder(file));
        else sources.set(app, { files: brought, parts: brought });
      }
    } catch (error) {
      if (!(error instanceof BulkheadError)) throw error;
      problems.push(error);
      broken.add(projectFolder(file));
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
  const assemblies: Assembly[] = [];
  for (const file of candidates.assemblies) {
    attempt(file, (files) => {
      assemblies.push({ file, stacks: readAssembly(file, files) });
      return undefined;
    });
  }
  const copies = copiesOf(assemblies);
  for (const assembly of assemblies) {
    for (const { name, template, region } of assembly.stacks) {
      used.add(template);
      if (copies.has(assembly)) continue;
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
  const terraform = loadTerraformFolders(candidates.terraform, absolute, inner, known);
  for (const { app, sources: read } of terraform.apps) {
    found.push({ app, file: app.file });
    sources.set(app, read);
  }
  problems.push(...terraform.problems);
  for (const folder of terraform.brokenFolders) broken.add(folder);
  // A parent that was read after its child still takes the child in.
  const apps = found.filter(({ file, app }) => app.framework === 'serverless' || !isChild(file, used, candidates));
  if (!isPart && apps.every(({ app }) => app.functions.length === 0)) {
    for (const { app, file } of apps) if (app.resources.some(isOfFunction)) open.add(projectFolder(file));
    // Whether their code counts depends on all of them.
    if (open.size > 0) sources.clear();
  }
  return {
    apps: apps.map(({ app }) => app),
    problems,
    sources,
    brokenFolders: [...broken].sort(),
    openFolders: [...open].sort(),
    notes: [
      ...[...copies].map(
        ([{ file, stacks }, original]) =>
          `${path.posix.dirname(file)} is not read: its ${stacks.length} stacks are those of ${path.posix.dirname(original.file)}`,
      ),
      ...candidates.leftOut,
    ],
    used,
  };
}

/** Belongs to a function that a module of a registry makes, or another repository. */
function isOfFunction({ type }: Resource): boolean {
  return /^AWS::Lambda::(?:Url|Permission|EventSourceMapping|EventInvokeConfig|Alias)$/.test(type);
}

/** `functions: ${file(functions.js)}`: which there are, code decides that is not run. */
function hasOpenFunctions(app: App, document: Tree | undefined): boolean {
  const functions =
    app.framework === 'serverless' && app.functions.length === 0 ? get(document, 'functions') : undefined;
  return functions?.kind === 'scalar' && String(functions.value).includes('${');
}

/** Where the code of a template lies; an assembly lies below its project. */
function projectFolder(file: string): string {
  const parts = path.posix.dirname(file).split('/');
  const end = parts.indexOf('cdk.out');
  const folder = (end < 0 ? parts : parts.slice(0, end)).join('/');
  return folder === '.' ? '' : folder;
}

interface LoadedTerraform {
  readonly apps: readonly { readonly app: App; readonly sources: AppSources }[];
  readonly problems: readonly BulkheadError[];
  readonly brokenFolders: readonly string[];
}

/** Root modules: folders whose files no other folder's module brings in. */
function loadTerraformFolders(
  candidates: Candidates['terraform'],
  root: string,
  options: LoadOptions,
  known: LoadAppsOptions['known'],
): LoadedTerraform {
  const apps: { readonly app: App; readonly sources: AppSources; readonly folder: string }[] = [];
  const brought = new Set<string>();
  const problems: BulkheadError[] = [];
  const brokenFolders: string[] = [];
  for (const { folder, file } of candidates.slice(0, MAX_APPS)) {
    const parts = known?.(file);
    if (parts) {
      for (const part of parts) brought.add(part);
      continue;
    }
    try {
      const files = createProjectFiles(root);
      const app = loadTerraform(path.join(root, folder), files, options);
      const own = `${folder === '' ? '.' : folder}/`;
      const places = [...app.functions, ...app.resources].map(({ place }) => folderOf(place.file));
      const modules = [...new Set(places)].filter((other) => other !== own);
      for (const module of modules) brought.add(module);
      // A file that comes to a module's folder is part of the module.
      const folders = files.asked().flatMap((asked) => (asked.endsWith('.tf') ? [folderOf(asked)] : []));
      const asked = [...files.asked(), ...new Set(folders)].filter((one) => one !== own && one !== app.file);
      apps.push({ app, folder: own, sources: { files: asked, parts: modules } });
    } catch (error) {
      if (!(error instanceof BulkheadError)) throw error;
      problems.push(error);
      brokenFolders.push(folder);
    }
  }
  const isOwn = ({ app, folder }: (typeof apps)[number]) =>
    (folder === './' || !brought.has(folder)) && app.functions.length + app.resources.length > 0;
  return { apps: apps.filter(isOwn), problems, brokenFolders };
}

/** With a slash at its end. */
function folderOf(file: string): string {
  return `${path.posix.dirname(file)}/`;
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

/** One that says so of itself is read even where its resources are no map, which is then told. */
function isTemplate(document: Tree): boolean {
  const resources = get(document, 'Resources');
  return resources?.kind === 'map' || (resources !== undefined && get(document, VERSION_KEY) !== undefined);
}

const VERSION_KEY = 'AWSTemplateFormatVersion';

/** What may be a template, relative to the root. Plain data. */
export interface Candidates {
  readonly serverless: readonly string[];
  /** `serverless.ts` and its like. */
  readonly sources: readonly string[];
  readonly templates: readonly string[];
  /** `manifest.json` of CDK assemblies. */
  readonly assemblies: readonly string[];
  /** Folders with `.tf` files, and the file that names what they hold. */
  readonly terraform: readonly { readonly folder: string; readonly file: string }[];
  /** What looks like one and is none of its own, in sentences. */
  readonly leftOut: readonly string[];
}

/** Files that may be templates, relative to the root, in a stable order. */
export function findCandidates(root: string, { list }: Folders, known: LoadAppsOptions['known']): Candidates {
  const files = createProjectFiles(root);
  const serverless: string[] = [];
  const sources: string[] = [];
  const templates: string[] = [];
  const assemblies: string[] = [];
  const terraform: { readonly folder: string; readonly file: string }[] = [];
  const leftOut: string[] = [];
  const open: { readonly folder: string; readonly depth: number }[] = [{ folder: '', depth: 0 }];
  for (let count = 0; open.length > 0 && count < MAX_FOLDERS; count++) {
    const { folder, depth } = open.shift()!;
    const names = list(folder);
    if (folder !== '' && path.basename(folder) === 'cdk.out') {
      if (names.files.includes('manifest.json')) assemblies.push(`${folder}/manifest.json`);
      continue;
    }
    const main = terraformFile(sourceNames(names.files));
    if (main !== undefined) terraform.push({ folder, file: folder === '' ? main : `${folder}/${main}` });
    for (const name of names.files) {
      const file = folder === '' ? name : `${folder}/${name}`;
      if (FOR_LOCAL_RUNS.test(name) && names.files.some((other) => /^serverless\.ya?ml$/.test(other)))
        leftOut.push(`${file} is not read: by its name it is for runs on one's own machine`);
      else if (/^serverless(?:[.-][\w-]+)?\.(?:ya?ml|json)$/.test(name)) serverless.push(file);
      else if (/\.(ya?ml|json|template)$/i.test(name) && (known?.(file) || looksLikeTemplate(file, files)))
        templates.push(file);
      if (serverless.length + templates.length >= MAX_CANDIDATES)
        return { serverless, sources, templates, assemblies, terraform, leftOut };
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
  const packaged = packagedCopies(templates, files);
  const copies = new Set(packaged.map(({ file }) => file));
  return {
    serverless,
    sources,
    templates: templates.filter((file) => !copies.has(file)),
    assemblies,
    terraform,
    leftOut: [...leftOut, ...packaged.map(({ file, original }) => `${file} is not read: it is ${original}, packaged`)],
  };
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
