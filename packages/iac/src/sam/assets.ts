import path from 'node:path';
import { BulkheadError } from '@bulkhead/core';
import type { ProjectFiles } from '../files.ts';
import { get, type Tree } from '../yaml/tree.ts';

/** Finds the folder or archive that a CDK assembly keeps for a function's code; absolute. */
export type AssetFinder = (functionId: string, code: Tree | undefined) => string | undefined;

/**
 * Reads where `cdk synth` put the code: in the metadata of the function, else in the list of assets beside the template.
 * https://docs.aws.amazon.com/cdk/v2/guide/assets.html#assets-cfn
 */
export function createAssetFinder(document: Tree, file: string, files: ProjectFiles): AssetFinder {
  const folder = path.dirname(path.join(files.root, file));
  let byKey: ReadonlyMap<string, string> | undefined;
  return (functionId, code) => {
    const own = text(get(document, 'Resources', functionId, 'Metadata', 'aws:asset:path'));
    if (own !== undefined) return path.resolve(folder, own);
    const key = text(get(code, 'S3Key'));
    if (key === undefined || !file.endsWith('.template.json')) return undefined;
    byKey ??= readAssets(path.join(folder, path.basename(file).replace(/\.template\.json$/, '.assets.json')), files);
    const found = byKey.get(key);
    return found === undefined ? undefined : path.resolve(folder, found);
  };
}

/** Paths of assets by the key that they get in S3. */
function readAssets(location: string, files: ProjectFiles): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let assets: Tree | undefined;
  try {
    assets = get(files.tree({ path: location, packaged: true }), 'files');
  } catch (error) {
    if (!(error instanceof BulkheadError)) throw error;
  }
  for (const { value } of assets?.kind === 'map' ? assets.entries.values() : []) {
    const source = text(get(value, 'source', 'path'));
    const destinations = get(value, 'destinations');
    for (const entry of destinations?.kind === 'map' ? destinations.entries.values() : []) {
      const key = text(get(entry.value, 'objectKey'));
      if (key !== undefined && source !== undefined) found.set(key, source);
    }
  }
  return found;
}

function text(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' && tree.value !== null && !tree.hidden ? String(tree.value) : undefined;
}
