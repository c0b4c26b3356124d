import type { LambdaFunction } from '@bulkhead/core';
import type { ProjectFiles } from '../files.ts';
import { imageOf, plainText } from '../image.ts';
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
  const name = plainText(image) ?? plainText(get(image, 'name'));
  const built = name === undefined ? undefined : get(provider, 'ecr', 'images', name);
  const command = get(image, 'command');
  const told = {
    context: plainText(get(built, 'path')) ?? plainText(built),
    file: plainText(get(built, 'file')),
    handler: plainText(command?.kind === 'list' ? command.items[0] : command),
  };
  return imageOf(told, serviceFolder, files);
}
