import type { LambdaFunction } from '@bulkhead/core';
import type { ProjectFiles } from '../files.ts';
import { imageOf, plainText } from '../image.ts';
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
    const [command] = read.list(read.value(get(properties, 'ImageConfig', 'Command')));
    const told = {
      context: plainText(get(metadata, 'DockerContext')),
      file: plainText(get(metadata, 'Dockerfile')),
      handler: plainText(command),
    };
    return imageOf(told, templateFolder, files);
  };
}
