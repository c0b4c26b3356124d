import path from 'node:path';
import { BulkheadError, type LambdaFunction } from '@bulkhead/core';
import type { ProjectFiles } from './files.ts';
import type { Tree } from './yaml/tree.ts';

/** What a template tells of a function's container image. */
export interface ToldImage {
  /** Folder that the image is built in, as it is written. */
  readonly context: string | undefined;
  /** In that folder; `Dockerfile` where none is told. */
  readonly file: string | undefined;
  /** What the function runs in place of the image's own command. */
  readonly handler: string | undefined;
}

/**
 * A function's image with its paths within the project; `undefined` for an image of which the template tells nothing.
 * @param base absolute folder that the paths start from
 * @example imageOf({ context: '.', file: undefined, handler: 'app.handler' }, '/home/me/shop', files)
 */
export function imageOf(
  { context, file, handler }: ToldImage,
  base: string,
  files: ProjectFiles,
): LambdaFunction['image'] {
  const inside = (...parts: readonly string[]): string | undefined => {
    try {
      return files.inside({ path: path.resolve(base, ...parts) });
    } catch (error) {
      if (error instanceof BulkheadError) return undefined;
      throw error;
    }
  };
  const folder = context === undefined ? undefined : inside(context);
  const dockerfile = context === undefined ? undefined : inside(context, file ?? 'Dockerfile');
  if (folder === undefined && handler === undefined) return undefined;
  return {
    ...(folder === undefined || dockerfile === undefined ? {} : { folder, dockerfile }),
    ...(handler === undefined ? {} : { handler }),
  };
}

/** A text that is known and no secret. */
export function plainText(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' && typeof tree.value === 'string' && !tree.hidden ? tree.value : undefined;
}
