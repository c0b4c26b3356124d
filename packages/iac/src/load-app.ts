import { statSync } from 'node:fs';
import path from 'node:path';
import { type App, BulkheadError } from '@bulkhead/core';
import { createProjectFiles, type ProjectFiles } from './files.ts';
import type { LoadOptions } from './options.ts';
import { loadSam } from './sam/load.ts';
import { loadServerless } from './serverless/load.ts';
import { SOURCE_NAMES, sourceTree } from './serverless/source-tree.ts';
import { isTerraformFolder, loadTerraform } from './terraform/load.ts';
import { isTerraformPlan, loadTerraformPlan } from './terraform-plan/load.ts';
import { fromPlain } from './yaml/plain.ts';
import { get, kindOf, type Tree } from './yaml/tree.ts';

/** In the order in which a folder is searched. */
const TEMPLATE_NAMES = [
  'serverless.yml',
  'serverless.yaml',
  'serverless.json',
  'template.yaml',
  'template.yml',
  'template.json',
];

/**
 * Reads a project into an {@link App}: `serverless.yml`, SAM or CloudFormation. Runs none of its code and reads nothing
 * outside of its folder (`options.root`, where given).
 * @param location folder of the project, or the template itself
 * @throws BulkheadError BULKHEAD_NO_PROJECT, BULKHEAD_BAD_TEMPLATE or BULKHEAD_OUTSIDE_ROOT
 * @example const app = await loadApp('examples/voting-app', { stage: 'dev' });
 */
export async function loadApp(location: string, options: LoadOptions = {}): Promise<App> {
  const absolute = path.resolve(location);
  const isFolder = kindOfPath(absolute, location) === 'folder';
  const folder = isFolder ? absolute : path.dirname(absolute);
  const root = options.root === undefined ? folder : path.resolve(options.root);
  if (options.root !== undefined) kindOfPath(root, options.root);
  const files = createProjectFiles(root);
  if (options.framework && SOURCE_NAMES.includes(path.basename(absolute))) {
    // What a program wrote has no lines of its own: everything stands where the program does.
    const file = files.inside({ path: absolute });
    return loadServerless(
      fromPlain(options.framework.configuration, { file, line: 1, column: 1 }),
      file,
      files,
      options,
    );
  }
  if (absolute.endsWith('.tf')) return loadTerraform(folder, files, options);
  const template = isFolder
    ? (findTemplate(folder, files) ?? findSource(folder, files, options))
    : (namedSource(absolute, files, options) ?? files.tree({ path: absolute }));
  if (!template && isTerraformFolder(folder)) return loadTerraform(folder, files, options);
  if (!template) throw noProject(folder, location, files);
  const { file } = template.place;
  if (isTerraformPlan(template)) return loadTerraformPlan(template, file, files, options);
  const isServerless =
    get(template, 'Resources') === undefined && (get(template, 'service') ?? get(template, 'provider')) !== undefined;
  const named = path.basename(file).startsWith('serverless.');
  return isServerless || (named && get(template, 'Resources') === undefined)
    ? loadServerless(template, file, files, options)
    : loadSam(template, file, files, options);
}

function kindOfPath(absolute: string, shown: string): 'folder' | 'file' {
  try {
    return statSync(absolute).isDirectory() ? 'folder' : 'file';
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? 'unknown error'})`;
    throw new BulkheadError('BULKHEAD_NO_PROJECT', `${shown} ${why}`, { cause });
  }
}

function findTemplate(folder: string, files: ProjectFiles) {
  for (const name of TEMPLATE_NAMES) {
    const tree = files.tree({ path: path.join(folder, name) });
    if (tree && (name.startsWith('serverless.') || !isForeign(tree))) return tree;
  }
  return undefined;
}

/** A file of this name that belongs to another tool. */
function isForeign(tree: Tree): boolean {
  const names = ['Resources', 'service', 'provider', 'planned_values'];
  return tree.kind === 'map' && tree.entries.size > 0 && !names.some((name) => tree.entries.has(name));
}

function findSource(folder: string, files: ProjectFiles, options: LoadOptions): Tree | undefined {
  for (const name of SOURCE_NAMES) {
    const file = path.join(folder, name);
    if (files.has(file)) return namedSource(file, files, options);
  }
  return undefined;
}

/** `serverless.ts`, as far as it can be read. */
function namedSource(absolute: string, files: ProjectFiles, { readSource }: LoadOptions): Tree | undefined {
  if (readSource === undefined || !SOURCE_NAMES.includes(path.basename(absolute))) return undefined;
  const tree = sourceTree(readSource(files.root, files.inside({ path: absolute })).value);
  if (tree.kind === 'map') return tree;
  throw new BulkheadError('BULKHEAD_NO_PROJECT', `what ${path.basename(absolute)} exports ${whyNot(tree)}`, {
    place: tree.place,
    next: `Write it out once: npx serverless print > serverless.yml, in a copy of the folder without ${path.basename(absolute)}.`,
  });
}

const whyNot = (tree: Tree): string => (tree.kind === 'unknown' ? tree.unknown.unknown : `is ${kindOf(tree)}`);

const ZAPPA = ['zappa_settings.json', 'zappa_settings.toml', 'zappa_settings.yaml', 'zappa_settings.yml'];

function noProject(folder: string, shown: string, files: ProjectFiles): BulkheadError {
  const code = SOURCE_NAMES.find((name) => files.has(path.join(folder, name)));
  const [foreign] = files.parsed();
  if (code === undefined && foreign !== undefined) {
    return new BulkheadError('BULKHEAD_NO_PROJECT', 'has no Resources; it is no CloudFormation template', {
      place: { file: foreign, line: 1, column: 1 },
    });
  }
  const zappa = ZAPPA.find((name) => files.has(path.join(folder, name)));
  if (code === undefined && zappa !== undefined) {
    return new BulkheadError(
      'BULKHEAD_NO_PROJECT',
      `${shown} is deployed by Zappa (${zappa}), which writes no template that could be read`,
      {
        next: 'bulkhead scan reads the application without one, where an event reaches something in it; bulkhead roles takes its file: the one that app_function names, or wsgi.py of a Django project.',
      },
    );
  }
  if (code === undefined) {
    return new BulkheadError(
      'BULKHEAD_NO_PROJECT',
      `${shown} holds none of ${TEMPLATE_NAMES.join(', ')}, cdk.json, *.tf`,
    );
  }
  return new BulkheadError(
    'BULKHEAD_NO_PROJECT',
    `${shown} describes its functions in ${code}, and Bulkhead runs no code of a project`,
    {
      next: `Write it out once: npx serverless print > serverless.yml, in a copy of the folder without ${code}.`,
    },
  );
}
