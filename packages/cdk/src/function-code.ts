import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
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
 * The source of a function from `Code.fromAsset`, the entry of a `NodejsFunction` as its bundle names it, else the bundle.
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
  const found: FoundCode = { is: 'found', folder: staged, handler };
  const place = isCopy(sourcePath, staged, handler)
    ? { ...found, folder: sourcePath }
    : (entryPlace(sourcePath, staged, handler) ?? found);
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

/**
 * esbuild writes a comment with its path before each module, relative to the folder that it ran in, and the entry last.
 * A minified bundle has none.
 */
function entryPlace(project: string, staged: string, handler: string): FoundCode | undefined {
  const bundle = handlerFile(staged, handler);
  if (bundle === undefined) return undefined;
  const comments = readFileSync(bundle, 'utf8').matchAll(/^\/\/ ((?!.*node_modules\/)[^\n]+\.[cm]?[jt]sx?)$/gm);
  const last = [...comments].at(-1)?.[1];
  if (last === undefined) return undefined;
  const entry = join(project, last);
  if (!existsSync(entry)) return undefined;
  const stem = basename(entry).replace(/\.[^.]+$/, '');
  return { is: 'found', folder: dirname(entry), handler: `${stem}${handler.slice(handler.lastIndexOf('.'))}` };
}
