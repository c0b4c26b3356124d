import path from 'node:path';
import { BulkheadError } from '@bulkhead/core';
import type { BuildFailure, Message } from 'esbuild';
import { type PackageOf, packageOf } from './package-of.ts';

export function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}

/**
 * esbuild's messages as one error at the first place; the others follow in its text.
 * @param root folder that places are told relative to
 */
export function buildError(functionId: string, failure: BuildFailure, root: string): BulkheadError {
  const [first, ...others] = failure.errors;
  const more = others.slice(0, 4).map((message) => `\n  ${where(message)}${message.text}`);
  if (others.length > 4) more.push(`\n  and ${others.length - 4} more`);
  const message = `${functionId}: ${first?.text ?? failure.message}${more.join('')}`;
  return new BulkheadError('BULKHEAD_BUILD_FAILED', message, {
    ...(first?.location && { place: placeOf(first.location) }),
    ...(first && isMissingPackage(first) && { next: installIn(first, root) }),
    cause: failure,
  });
}

/** Packages have names; `./file` and `/file` are the project's own. */
const isMissingPackage = ({ text }: Message): boolean => /^Could not resolve "[^"./]/.test(text);

function installIn({ text, location }: Message, root: string): string {
  const name = /"((?:@[^"/]+\/)?[^"/]+)/.exec(text)?.[1] ?? '';
  let owner = packageOf(path.dirname(path.resolve(root, location?.file ?? '.')));
  // A layer's folders may have a package.json each, and one above them all that names what they need.
  while (owner && !names(owner, name)) {
    const above = path.dirname(owner.folder);
    owner = above === owner.folder || path.relative(root, above).startsWith('..') ? undefined : packageOf(above);
  }
  // Not told to be installed: an alias of `tsconfig.json` is nobody's package, or a stranger's.
  if (!owner) return `No package.json here names ${name}: mend the import, or add the package. ${AGAIN}`;
  const folder = path.relative(root, owner.folder).split(path.sep).join('/');
  const where = folder === '' || folder.startsWith('..') ? '' : ` --prefix ${folder}`;
  return `Install what the code needs: npm install${where}. ${AGAIN}`;
}

const AGAIN = 'The next request builds again.';

function names({ json }: PackageOf, name: string): boolean {
  return ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].some((key) =>
    Object.hasOwn((json[key] ?? {}) as object, name),
  );
}

function where({ location }: Message): string {
  if (!location) return '';
  const { file, line, column } = placeOf(location);
  return `${file}:${line}:${column}: `;
}

/** esbuild counts columns from 0 and in bytes. */
function placeOf(location: NonNullable<Message['location']>) {
  const before = Buffer.from(location.lineText).subarray(0, location.column).toString();
  return { file: location.file, line: location.line, column: before.length + 1 };
}
