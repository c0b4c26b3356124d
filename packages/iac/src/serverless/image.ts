import path from 'node:path';
import { BulkheadError, type LambdaFunction } from '@bulkhead/core';
import type { ProjectFiles } from '../files.ts';
import { get, type Tree } from '../yaml/tree.ts';

/**
 * Where a function's container image is built, and what the function runs in place of the image's own command: `image` names
 * one of `provider.ecr.images`, which has a `path` and a `file`.
 * https://www.serverless.com/framework/docs/providers/aws/guide/functions ("Referencing container image as a target")
 * @param serviceFolder absolute folder of serverless.yml
 * @example readImage(parse('{ name: app, command: [dist/get.handler] }'), provider, '/home/me/shop', files)
 */
export function readImage(
  image: Tree,
  provider: Tree | undefined,
  serviceFolder: string,
  files: ProjectFiles,
): LambdaFunction['image'] {
  const name = text(image) ?? text(get(image, 'name'));
  const built = name === undefined ? undefined : get(provider, 'ecr', 'images', name);
  const context = text(get(built, 'path')) ?? text(built);
  const inside = (...parts: readonly string[]): string | undefined => {
    try {
      return files.inside({ path: path.resolve(serviceFolder, ...parts) });
    } catch (error) {
      if (error instanceof BulkheadError) return undefined;
      throw error;
    }
  };
  const folder = context === undefined ? undefined : inside(context);
  const dockerfile = context === undefined ? undefined : inside(context, text(get(built, 'file')) ?? 'Dockerfile');
  const command = get(image, 'command');
  const handler = text(command?.kind === 'list' ? command.items[0] : command);
  if (folder === undefined && handler === undefined) return undefined;
  return {
    ...(folder === undefined || dockerfile === undefined ? {} : { folder, dockerfile }),
    ...(handler === undefined ? {} : { handler }),
  };
}

function text(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' && typeof tree.value === 'string' && !tree.hidden ? tree.value : undefined;
}
