import path from 'node:path';
import { BulkheadError, type LambdaFunction } from '@bulkhead/core';
import type { ProjectFiles } from '../files.ts';
import type { Reader } from '../read.ts';
import { get, type Tree } from '../yaml/tree.ts';

/** What a template tells of a function's container image. */
export type ImageReader = (functionId: string, properties: Tree) => LambdaFunction['image'];

/**
 * `DockerContext` and `Dockerfile` of SAM's metadata, and the command that the function runs in place of the image's own.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build.html
 */
export function createImageReader(
  document: Tree,
  templateFolder: string,
  files: ProjectFiles,
  read: Reader,
): ImageReader {
  return (functionId, properties) => {
    const metadata = get(document, 'Resources', functionId, 'Metadata');
    const context = text(get(metadata, 'DockerContext'));
    const inside = (...parts: readonly string[]): string | undefined => {
      try {
        return files.inside({ path: path.resolve(templateFolder, ...parts) });
      } catch (error) {
        if (error instanceof BulkheadError) return undefined;
        throw error;
      }
    };
    const folder = context === undefined ? undefined : inside(context);
    const dockerfile =
      context === undefined ? undefined : inside(context, text(get(metadata, 'Dockerfile')) ?? 'Dockerfile');
    const [command] = read.list(read.value(get(properties, 'ImageConfig', 'Command')));
    const handler = text(command);
    if (folder === undefined && handler === undefined) return undefined;
    return {
      ...(folder === undefined || dockerfile === undefined ? {} : { folder, dockerfile }),
      ...(handler === undefined ? {} : { handler }),
    };
  };
}

function text(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' && typeof tree.value === 'string' && !tree.hidden ? tree.value : undefined;
}
