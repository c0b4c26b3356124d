import path from 'node:path';
import { BulkheadError, type LambdaFunction, type Resolved, type SourcePlace, type Unknown } from '@bulkhead/core';
import { badTemplate } from '../bad-template.ts';
import { handlerFiles, isFile } from '../check-handlers.ts';
import { get, show, type Tree } from '../yaml/tree.ts';
import type { SamContext } from './context.ts';
import { readInlineCode } from './inline-code.ts';

export interface FunctionCode {
  readonly codeRoot: string;
  readonly handler: Resolved<string>;
  readonly runtime: Resolved<string>;
  readonly handlerPlace: SourcePlace;
  readonly hidden: boolean;
  readonly image?: LambdaFunction['image'];
  readonly inlineCode?: LambdaFunction['inlineCode'];
  readonly archive?: string;
}

/** Finds a function's code and handler in the words of SAM (`CodeUri`, `InlineCode`) and CloudFormation (`Code`). */
export function readCode(id: string, properties: Tree, place: SourcePlace, context: SamContext): FunctionCode {
  const { read, templateFolder } = context;
  const handler = get(properties, 'Handler');
  const runtime = get(properties, 'Runtime');
  const handlerPlace = handler?.place ?? place;
  const runtimeText = runtime && read.text(runtime, `Runtime of ${id}`);
  const without = (why: string, inlineCode?: LambdaFunction['inlineCode']): FunctionCode => {
    const text = handler && read.value(handler);
    const expression = text?.kind === 'scalar' && !text.hidden ? String(text.value) : 'Handler';
    const unknown: Unknown = { unknown: why, expression, place: handlerPlace };
    // What is there to be read and run keeps nobody waiting for a deploy.
    if (!inlineCode) read.note({ kind: 'unknown', unknown, residue: undefined, place: handlerPlace, size: 1 });
    const told = { codeRoot: templateFolder, handler: unknown, runtime: runtimeText ?? unknown, handlerPlace };
    return { ...told, hidden: false, ...(inlineCode ? { inlineCode } : {}) };
  };

  const code = read.value(get(properties, 'Code'));
  const isImage = read.knownText(get(properties, 'PackageType'), 'PackageType') === 'Image';
  if (isImage || get(properties, 'ImageUri') || get(code, 'ImageUri')) {
    return { ...without('is a container image'), image: context.imageOf(id, properties) };
  }
  if (!handler) throw badTemplate(place, `the function ${id} has no Handler`, 'Add "Handler: file.exportedName".');
  if (!runtimeText) throw badTemplate(place, `the function ${id} has no Runtime`, 'Add a Runtime such as nodejs22.x.');
  const inline = get(properties, 'InlineCode') ?? get(get(properties, 'Code'), 'ZipFile') ?? get(code, 'ZipFile');
  if (inline) return without('has its code inline in the template', readInlineCode(inline, read));

  const asset = context.assetFolder(id, code);
  const location = asset === undefined ? (read.value(get(properties, 'CodeUri')) ?? code) : undefined;
  if (location?.kind === 'map' || location?.kind === 'list') return without('has its code in S3');
  if (location?.kind === 'unknown') {
    read.note(location);
    return without(location.unknown.unknown);
  }
  const uri = asset ?? (location?.kind === 'scalar' ? String(location.value) : '.');
  if (/^(s3|https?):\/\//.test(uri)) return without('has its code in S3');
  const isArchive = /\.(zip|jar|war)$/i.test(uri);
  if (!isArchive && isElsewhere(uri, context))
    return { ...without('has its code in an archive'), archive: path.basename(uri.replaceAll('\\', '/')) };
  const handlerText = isArchive ? read.knownText(handler, `Handler of ${id}`) : read.text(handler, `Handler of ${id}`);
  const folder = isArchive
    ? besideArchive(uri, { handler: handlerText ?? '', runtime: runtimeText }, context)
    : codeFolder(uri, location, context);
  if (folder === undefined) return { ...without('has its code in an archive'), archive: path.basename(uri) };
  const handlerTree = read.value(handler);
  const hidden = handlerTree?.kind === 'scalar' && handlerTree.hidden;
  return { codeRoot: folder, handler: handlerText!, runtime: runtimeText, handlerPlace, hidden };
}

/** A path from the root of a disk, which a tool on another machine has written: what is not here is not read. */
function isElsewhere(uri: string, { files }: SamContext): boolean {
  if (/^[a-z]:[\\/]/i.test(uri)) return true;
  if (!path.isAbsolute(uri)) return false;
  try {
    files.inside({ path: uri });
    return false;
  } catch (error) {
    if (error instanceof BulkheadError) return true;
    throw error;
  }
}

/**
 * Archives are not opened. What an archive was made of by hand often stands beside it, or in a folder of its name: where the
 * handler's file is there, that is the code.
 */
function besideArchive(
  uri: string,
  fn: Pick<LambdaFunction, 'handler' | 'runtime'>,
  { files, templateFolder }: SamContext,
): string | undefined {
  const { dir, name } = path.parse(path.resolve(templateFolder, uri));
  return [dir, path.join(dir, name)].find((codeRoot) => handlerFiles({ ...fn, codeRoot }).some(files.has));
}

/** @throws BulkheadError BULKHEAD_OUTSIDE_ROOT */
function codeFolder(uri: string, location: Tree | undefined, { files, templateFolder }: SamContext): string {
  const absolute = path.resolve(templateFolder, uri);
  try {
    files.inside({ path: absolute });
  } catch (cause) {
    if (!location) throw cause;
    throw new BulkheadError(
      'BULKHEAD_OUTSIDE_ROOT',
      `the code folder ${show(location)} leads out of the project's folder`,
      {
        place: location.place,
        cause,
      },
    );
  }
  // SAM takes a single file, too.
  return /\.(?:py|[cm]?[jt]s)$/.test(uri) && isFile(absolute) ? path.dirname(absolute) : absolute;
}
