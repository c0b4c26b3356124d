import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { App, SourcePlace } from '@bulkhead/core';
import { type Buildable, build } from '../deployed/build.ts';
import type { ProjectFiles } from '../files.ts';
import type { LoadOptions } from '../options.ts';
import { loadSam } from '../sam/load.ts';
import { sortUnknowns } from '../unknowns.ts';
import { get, type MapEntry, mapTree, type Tree } from '../yaml/tree.ts';
import { attach, createDrafts, type Draft } from './attached.ts';
import { type Configuration, readConfiguration } from './configuration.ts';
import { evaluate, MAX_STEPS } from './evaluate.ts';
import { ARCHIVE, expandConfiguration, FOREIGN_MODULE, type TerraformResource } from './expand.ts';
import { inlinePolicy } from './inline-policy.ts';
import { propertiesOf, type TerraformKind } from './kinds.ts';
import { COMPUTE_KINDS } from './kinds-compute.ts';
import { DATA_KINDS } from './kinds-data.ts';
import { stateAddress } from './other-stack.ts';
import { publishedVersion } from './published-version.ts';
import { mapOf, openValue, textOf } from './values.ts';

const KINDS: Readonly<Record<string, TerraformKind>> = { ...COMPUTE_KINDS, ...DATA_KINDS };

/** Modules that are named; a configuration of nothing else has said enough by then. */
const MOST_NOTES = 10;

/** Whether a folder holds Terraform files. */
export function isTerraformFolder(folder: string): boolean {
  return namesIn(folder).some((name) => name.endsWith('.tf'));
}

/** The file that an app of Terraform files is named by: `main.tf`, or the first one. */
export function terraformFile(names: readonly string[]): string | undefined {
  return names.find((name) => path.basename(name) === 'main.tf') ?? names[0];
}

/**
 * Makes an app of a folder of Terraform files, its local modules included. Runs nothing, downloads nothing, reads no state;
 * modules from a registry are named as unknown.
 * @param folder absolute, inside of the root of `files`
 */
export function loadTerraform(folder: string, files: ProjectFiles, options: LoadOptions): App {
  const relative = files.inside({ path: folder });
  const list = (below: string) => namesIn(path.join(files.root, below));
  const read = (below: string) => readConfiguration(below, list(below), files);
  const root = read(relative)!;
  const unknowns: { unknown: string; expression: string; place: SourcePlace }[] = [];
  const { resources, outputs } = expandConfiguration(root, {
    files,
    list,
    read,
    params: options.params ?? {},
    note: (unknown, expression, place) => unknowns.push({ unknown, expression, place }),
  });
  const file = terraformFile(root.files)!;
  const region = options.region ?? regionOf(root);
  const document = documentOf(resources, folder, files, file, outputs);
  const settings = { ...options, ...(region === undefined ? {} : { region }) };
  const app = loadSam(document, file, files, settings, { state: stateOf(root) });
  // What it deploys is missing from everything that is said of this application.
  const notes = unknowns
    .filter(({ unknown }) => unknown === FOREIGN_MODULE)
    .map(({ expression, place }) => `${place.file}:${place.line}:${place.column}: ${expression} ${FOREIGN_MODULE}`);
  return {
    ...app,
    framework: 'terraform',
    unknowns: sortUnknowns([...app.unknowns, ...unknowns], file),
    ...(notes.length > 0 ? { notes: [...new Set(notes)].slice(0, MOST_NOTES) } : {}),
  };
}

/** The configuration as a CloudFormation template, each resource under its address. */
export function documentOf(
  resources: readonly TerraformResource[],
  folder: string,
  files: ProjectFiles,
  file: string,
  outputs: ReadonlyMap<string, Tree> = new Map(),
): Tree {
  const place = { file, line: 1, column: 1 };
  const drafts: Draft[] = [];
  const later: TerraformResource[] = [];
  const places = { folder, files, archives: resources.filter(({ type }) => type === ARCHIVE) };
  for (const resource of resources) {
    const kind = Object.hasOwn(KINDS, resource.type) ? KINDS[resource.type] : undefined;
    if (!kind) {
      later.push(resource);
      continue;
    }
    const properties = propertiesOf(kind, resource.values);
    const whole = resource.type === 'aws_lambda_function' ? withCode(properties, resource, places) : properties;
    drafts.push({ id: resource.address, type: kind.type, place: resource.place, properties: whole });
    const policy = inlinePolicy(resource);
    if (policy) drafts.push(policy);
    const version = publishedVersion(resource);
    if (version) drafts.push(version);
  }
  const all = createDrafts(drafts);
  for (const resource of later) attach(resource, all);
  const entries = new Map<string, MapEntry>();
  for (const { id, type, place: at, properties, deletionPolicy } of drafts) {
    const body = build({ Type: type, DeletionPolicy: deletionPolicy, Properties: properties }, at);
    entries.set(id, { key: at, value: body });
  }
  const tree = mapTree(entries, place);
  const shown = build(Object.fromEntries([...outputs].map(([name, value]) => [name, { Value: value }])), place);
  return mapTree(
    new Map([
      ['Resources', { key: place, value: tree }],
      ['Outputs', { key: place, value: shown }],
    ]),
    place,
  );
}

interface CodePlaces {
  /** Absolute folder of the template. */
  readonly folder: string;
  readonly files: ProjectFiles;
  readonly archives: readonly TerraformResource[];
}

/** A function with its code and handler, which an application's model has to have. */
function withCode(properties: Tree, resource: TerraformResource, places: CodePlaces): Tree {
  if (properties.kind !== 'map') return properties;
  const entries = new Map(properties.entries);
  const add = (key: string, value: Buildable) =>
    entries.set(key, { key: resource.place, value: build(value, resource.place) });
  const code = codeOf(resource, places);
  if (code !== undefined) add('Code', code);
  for (const key of ['Handler', 'Runtime']) {
    if (!entries.has(key)) add(key, openValue('is not named', key, resource.place));
  }
  return mapTree(entries, properties.place);
}

/** Where the function's code lies: the folder that the archive is made of, or what Lambda is given instead. */
function codeOf({ values, folder }: TerraformResource, places: CodePlaces): Buildable {
  const image = get(values, 'image_uri');
  if (image) return { ImageUri: image };
  const bucket = get(values, 's3_bucket');
  if (bucket) return { S3Bucket: bucket, S3Key: get(values, 's3_key') };
  const filename = get(values, 'filename');
  const text = textOf(filename);
  // `filename = var.package`: an archive that a script makes and only the deploy names.
  if (filename?.kind === 'unknown') return openValue('has its code in an archive', 'filename', filename.place);
  if (text === undefined) return filename;
  const archive = places.archives.find(({ values: made }) => textOf(get(made, 'output_path')) === text);
  const source = archive && textOf(get(archive.values, 'source_dir') ?? get(archive.values, 'source_file'));
  const absolute = locateFrom(folder, source ?? text, places);
  const isFile = source === undefined ? /\.[a-z]{1,4}$/i.test(text) : get(archive!.values, 'source_dir') === undefined;
  try {
    places.files.inside({ path: absolute });
  } catch {
    return text;
  }
  if (/\.zip$/i.test(absolute)) return path.relative(places.folder, absolute);
  return path.relative(places.folder, isFile ? path.dirname(absolute) : absolute) || '.';
}

/**
 * A file that a module names: `path.module` is its folder; any other path begins where Terraform is run, which is the folder
 * of the configuration that calls the module, or one above it.
 */
function locateFrom(folder: string, text: string, { files }: CodePlaces): string {
  const prefix = folder === '' ? './' : `./${folder}/`;
  const own = path.resolve(files.root, folder, text.startsWith(prefix) ? text.slice(prefix.length) : text);
  if (text.startsWith(prefix) || path.isAbsolute(text)) return own;
  for (let at = folder; ; at = path.posix.dirname(at)) {
    const base = at === '.' ? '' : at;
    const absolute = path.resolve(files.root, base, text);
    if (isThere(absolute, files)) return absolute;
    if (base === '') return own;
  }
}

/** The file itself; of an archive that is yet to be packed, the folder that it will lie in. */
function isThere(absolute: string, files: ProjectFiles): boolean {
  try {
    files.inside({ path: absolute });
  } catch {
    return false;
  }
  if (files.has(absolute)) return true;
  const parent = path.dirname(absolute);
  return /\.zip$/i.test(absolute) && parent !== files.root && files.has(parent);
}

/** Where the configuration keeps its state; without a backend, in its own folder. */
function stateOf({ settings, folder }: Configuration): string {
  const backend = settings.flatMap(({ body }) => body.blocks).find(({ type }) => type === 'backend');
  const scope = { names: new Map<string, Tree>(), budget: { left: 1_000 }, resolve: () => undefined };
  const given = [...(backend?.body.attributes ?? [])].map(
    ([name, { value }]) => [name, evaluate(value, scope)] as const,
  );
  const here = path.posix.join(folder, 'terraform.tfstate');
  return backend === undefined ? here : (stateAddress(mapOf(given, backend.place), folder) ?? here);
}

/** The region of the default provider. */
function regionOf(root: Configuration): string | undefined {
  const provider = root.providers.find(
    ({ labels, body }) => labels[0] === 'aws' && !body.attributes.has('alias') && body.attributes.has('region'),
  );
  const region = provider?.body.attributes.get('region')?.value;
  if (!region) return undefined;
  const variables = (name: string) =>
    root.given.get(name) ?? root.variables.get(name)?.body.attributes.get('default')?.value;
  const scope = {
    names: new Map<string, Tree>(),
    budget: { left: Math.min(1_000, MAX_STEPS) },
    resolve: (name: string, [first]: readonly ({ readonly name?: string } | object)[]) => {
      const key = first && 'name' in first ? String(first.name) : undefined;
      const value = name === 'var' && key !== undefined ? variables(key) : undefined;
      return value && { value: evaluate(value, scope), taken: 1 };
    },
  };
  return textOf(evaluate(region, scope));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}
