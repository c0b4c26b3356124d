import { readCdk } from '@bulkhead/code';
import { type App, BulkheadError, type CdkSource } from '@bulkhead/core';
import { createFolders, type Folders, type LoadCdkOptions, type LoadedCdkSource, loadCdkSource } from '@bulkhead/iac';

/** An application that is read from its CDK source. */
export interface CdkApp extends LoadedCdkSource {
  readonly source: CdkSource;
}

export interface CdkApps {
  readonly apps: readonly CdkApp[];
  /** Applications in languages that are not read, or whose source is not there. */
  readonly problems: readonly BulkheadError[];
}

const SKIPPED =
  /^(?:node_modules|\.git|\.venv|venv|site-packages|__pycache__|dist|build|coverage|vendor|target)$|^cdk\.out/;
const MAX_FOLDERS = 20_000;
const MAX_DEPTH = 15;
const MAX_APPS = 500;

/**
 * Reads the CDK applications below a folder that were not synthesised, from their source. Where `cdk.out` is there, it tells
 * more, and is read as every template is.
 * @param root absolute folder that nothing is read outside of
 * @param folders what was listed of it already
 */
export async function readCdkApps(
  root: string,
  options: LoadCdkOptions = {},
  folders: Folders = createFolders(root),
): Promise<CdkApps> {
  const apps: CdkApp[] = [];
  const problems: BulkheadError[] = [];
  for (const folder of cdkFolders(folders)) {
    const source = await readCdk(root, folder);
    if (source.constructs.length === 0) {
      for (const { message, place } of source.problems.slice(0, 1)) {
        problems.push(new BulkheadError('BULKHEAD_NO_PROJECT', message, { place, next: SYNTHESISE }));
      }
      continue;
    }
    try {
      apps.push({ ...loadCdkSource(source, root, options), source });
    } catch (error) {
      if (!(error instanceof BulkheadError)) throw error;
      problems.push(error);
    }
  }
  return { apps: apps.filter(({ app }) => isSomething(app)), problems };
}

const SYNTHESISE = 'Run npx cdk synth: Bulkhead reads what it writes to cdk.out.';

/** One line that says how an application was read, and what is missing for that. */
export function cdkNote({ source, unread }: CdkApp): string {
  const types = [...new Set(unread.map(({ type }) => type))];
  const more = types.length > 5 ? ` and ${types.length - 5} more` : '';
  const without = types.length === 0 ? '' : `, without ${types.slice(0, 5).join(', ')}${more}`;
  return `${source.entry}: read from the source of CDK${without}; npx cdk synth tells more`;
}

function isSomething(app: App): boolean {
  return app.functions.length + app.resources.length > 0;
}

/** Folders with a `cdk.json` and without an assembly, relative to the root, in a stable order. */
function cdkFolders({ list }: Folders): readonly string[] {
  const found: string[] = [];
  const open: { readonly folder: string; readonly depth: number }[] = [{ folder: '', depth: 0 }];
  for (let count = 0; open.length > 0 && count < MAX_FOLDERS && found.length < MAX_APPS; count++) {
    const { folder, depth } = open.shift()!;
    const names = list(folder);
    const below = (name: string) => (folder === '' ? name : `${folder}/${name}`);
    const isSynthesised = names.folders.includes('cdk.out') && list(below('cdk.out')).files.includes('manifest.json');
    if (names.files.includes('cdk.json') && !isSynthesised) found.push(folder);
    if (depth >= MAX_DEPTH) continue;
    for (const name of names.folders) if (!SKIPPED.test(name)) open.push({ folder: below(name), depth: depth + 1 });
  }
  return found;
}
