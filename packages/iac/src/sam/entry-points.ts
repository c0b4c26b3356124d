import type { Reader } from '../read.ts';
import { get, type Tree } from '../yaml/tree.ts';

/** Source files that a function's build starts from, relative to its code folder. */
export type EntryPointsReader = (functionId: string) => readonly string[] | undefined;

/**
 * `EntryPoints` of a function that SAM builds with esbuild: the handler names the file that comes out, often without the
 * folders that its source lies in.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build-typescript.html
 */
export function createEntryPointsReader(document: Tree, read: Reader): EntryPointsReader {
  return (functionId) => {
    const metadata = get(document, 'Resources', functionId, 'Metadata');
    const method = get(metadata, 'BuildMethod');
    if (method?.kind !== 'scalar' || method.value !== 'esbuild') return undefined;
    const names = read
      .list(read.value(get(metadata, 'BuildProperties', 'EntryPoints')))
      .flatMap((entry) =>
        entry.kind === 'scalar' && typeof entry.value === 'string' && !entry.hidden ? [entry.value] : [],
      );
    return names.length > 0 ? names : undefined;
  };
}
