import path from 'node:path';
import { BulkheadError } from '@bulkhead/core';
import type { ProjectFiles } from './files.ts';
import { get, type Tree } from './yaml/tree.ts';

/** A template that `sam package` or `aws cloudformation package` has written, and the one that somebody writes. */
export interface PackagedCopy {
  readonly file: string;
  readonly original: string;
}

/** How people call what `--output-template-file` writes; other templates are not opened for this. */
const NAMED_SO = /pack|out|deploy|generat|transform|processed/i;

/** Where packaging has put what the original has beside it. */
const UPLOADED = /\bs3:\/\/|"?S3Bucket"?\s*:|"?CodeS3Bucket"?\s*:/;

/**
 * Templates that are the packaged form of another one in their folder or in one above: the same resources under the same names,
 * with code in a bucket in place of a folder. What is told of one would be told of the other again.
 * @param templates relative to the root of `files`
 */
export function packagedCopies(templates: readonly string[], files: ProjectFiles): readonly PackagedCopy[] {
  return templates.flatMap((file) => {
    if (!NAMED_SO.test(path.posix.basename(file))) return [];
    const copy = resourcesOf(file, files);
    if (!copy || !UPLOADED.test(files.text({ path: file })?.text ?? '')) return [];
    const original = templates.find((other) => {
      if (other === file || !isAbove(path.posix.dirname(other), path.posix.dirname(file))) return false;
      const resources = resourcesOf(other, files);
      // One that is packaged itself is no original.
      return resources !== undefined && isSame(resources, copy) && !isUploaded(other, files);
    });
    return original === undefined ? [] : [{ file, original }];
  });
}

function isUploaded(file: string, files: ProjectFiles): boolean {
  return NAMED_SO.test(path.posix.basename(file)) && UPLOADED.test(files.text({ path: file })?.text ?? '');
}

/** Whether a folder is another one, or holds it. */
function isAbove(folder: string, below: string): boolean {
  return folder === '.' || folder === below || below.startsWith(`${folder}/`);
}

/** Types by logical id. */
function resourcesOf(file: string, files: ProjectFiles): ReadonlyMap<string, string> | undefined {
  try {
    const resources = get(files.tree({ path: file }), 'Resources');
    if (resources?.kind !== 'map' || resources.entries.size === 0) return undefined;
    return new Map([...resources.entries].map(([id, { value }]) => [id, typeOf(value)]));
  } catch (error) {
    // Told where it is read as a template.
    if (error instanceof BulkheadError) return undefined;
    throw error;
  }
}

function typeOf(resource: Tree): string {
  const type = get(resource, 'Type');
  return type?.kind === 'scalar' ? String(type.value) : '';
}

function isSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([id, type]) => other.get(id) === type);
}
