import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { AssetStaging, Stack } from 'aws-cdk-lib';
import type { CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { IConstruct } from 'constructs';

export interface FoundCode {
  readonly is: 'found';
  readonly folder: string;
  readonly handler: string;
}

/** Where the code of a function lies on this machine, or why nobody can say. */
export type CodePlace =
  | FoundCode
  /** A function of a library: CDK's own helpers. */
  | { readonly is: 'foreign' }
  | { readonly is: 'open'; readonly why: string };

/** Finds the assets of an application by the hash in their object's key. */
export function assetsByHash(root: IConstruct): ReadonlyMap<string, AssetStaging> {
  const found = new Map<string, AssetStaging>();
  for (const node of root.node.findAll()) {
    if (!(node instanceof Asset)) continue;
    const staging = node.node.findAll().find((child) => child instanceof AssetStaging);
    if (staging instanceof AssetStaging) found.set(node.assetHash, staging);
  }
  return found;
}

/**
 * The source of a function: the folder of `Code.fromAsset`, or the entry of a `NodejsFunction` as its bundle names it.
 * @param root folder within which code may lie
 */
export function codePlace(fn: CfnFunction, assets: ReadonlyMap<string, AssetStaging>, root: string): CodePlace {
  const { s3Key } = (Stack.of(fn).resolve(fn.code) ?? {}) as { s3Key?: unknown };
  const hash = typeof s3Key === 'string' ? /[0-9a-f]{64}/.exec(s3Key)?.[0] : undefined;
  const staging = hash === undefined ? undefined : assets.get(hash);
  const { handler } = fn;
  if (!staging || handler === undefined) return { is: 'open', why: 'its code is no asset of this application' };
  const { sourcePath, absoluteStagedPath: staged } = staging;
  if (isLibraryPath(sourcePath)) return { is: 'foreign' };
  if (/\.(?:zip|jar)$/.test(staged)) return { is: 'open', why: 'its code is an archive' };
  const place = isCopy(sourcePath, staged, handler)
    ? ({ is: 'found', folder: sourcePath, handler } as const)
    : entryPlace(sourcePath, staged, handler);
  // What a bundle brought along, the SDK say, is not told from what its author wrote.
  if (!place) return { is: 'open', why: 'its code is a bundle that does not name its sources; bundle with sourceMap' };
  const inside = relative(root, place.folder);
  if (inside.startsWith('..')) return { is: 'open', why: `its code lies outside of ${root}` };
  return place;
}

/** Whether CDK or another library brought the function along, to work for a custom resource. */
export function isLibraryFunction(fn: LambdaFunction): boolean {
  const staging = fn.node
    .tryFindChild('Code')
    ?.node.findAll()
    .find((child) => child instanceof AssetStaging);
  return staging instanceof AssetStaging && isLibraryPath(staging.sourcePath);
}

const isLibraryPath = (path: string): boolean => /[/\\]node_modules[/\\]/.test(path);

const EXTENSIONS = ['.js', '.cjs', '.mjs', '.ts', '.py'];

function handlerFile(folder: string, handler: string): string | undefined {
  const stem = handler.slice(0, handler.lastIndexOf('.'));
  return EXTENSIONS.map((extension) => join(folder, `${stem}${extension}`)).find((file) => existsSync(file));
}

/** Whether the asset is the folder as it was, and no bundle made of it. */
function isCopy(source: string, staged: string, handler: string): boolean {
  const [from, to] = [handlerFile(source, handler), handlerFile(staged, handler)];
  return from !== undefined && to !== undefined && readFileSync(from).equals(readFileSync(to));
}

/** The source behind a bundle's handler. */
function entryPlace(project: string, staged: string, handler: string): FoundCode | undefined {
  const bundle = handlerFile(staged, handler);
  if (bundle === undefined) return undefined;
  const name = handler.slice(handler.lastIndexOf('.') + 1);
  const entry = entryOfComments(bundle, project) ?? entryOfMap(`${bundle}.map`, staged, name);
  if (entry === undefined || !existsSync(entry)) return undefined;
  const stem = basename(entry).replace(/\.[^.]+$/, '');
  return { is: 'found', folder: dirname(entry), handler: `${stem}.${name}` };
}

/** A source map names sources relative to where the bundle was made: a folder beside the one that it is staged in. */
function entryOfMap(file: string, staged: string, name: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const own = sourcesOf(readFileSync(file, 'utf8')).filter((path) => !path.includes('node_modules/'));
  // First in CommonJS, last in an ES module: the one that exports the handler, and neither where both do.
  const ends = [...new Set([own[0], own.at(-1)])].flatMap((path) =>
    path === undefined ? [] : [resolve(staged, path)],
  );
  const exporting = ends.filter((path) => existsSync(path) && exportsName(readFileSync(path, 'utf8'), name));
  return exporting.length === 1 ? exporting[0] : undefined;
}

function sourcesOf(map: string): readonly string[] {
  try {
    const { sources } = JSON.parse(map) as { sources?: unknown };
    return Array.isArray(sources) ? sources.map(String) : [];
  } catch {
    return [];
  }
}

const exportsName = (text: string, name: string): boolean =>
  [...text.matchAll(/\bexports?\b[^;\n]{0,200}/g)].some(([statement]) => statement.match(/[\w$]+/g)?.includes(name));

/** Without minifying, a comment before each module has its path, relative to the folder that esbuild ran in; the entry comes last. */
function entryOfComments(bundle: string, project: string): string | undefined {
  const comments = readFileSync(bundle, 'utf8').matchAll(/^\/\/ ((?!.*node_modules\/)[^\n]+\.[cm]?[jt]sx?)$/gm);
  const last = [...comments].at(-1)?.[1];
  return last === undefined ? undefined : join(project, last);
}
