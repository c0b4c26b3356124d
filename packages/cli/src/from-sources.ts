import path from 'node:path';
import { sourceOfHandler } from '@bulkhead/code';
import { type App, isUnknown, type LambdaFunction } from '@bulkhead/core';
import { findHandlerFile } from '@bulkhead/iac';

/**
 * An application whose handlers are what a build would write and nobody has built, with the TypeScript that they are made of in
 * their place: the lab compiles it, and again on every save. What was built is run as it is.
 * @returns the application, and what to tell of it
 */
export function fromSources(app: App): { readonly app: App; readonly note?: string } {
  const taken: string[] = [];
  const functions = app.functions.map((fn): LambdaFunction => {
    if (isUnknown(fn.handler) || isUnknown(fn.runtime) || !fn.runtime.startsWith('nodejs')) return fn;
    if (findHandlerFile(fn) !== undefined) return fn;
    const source = sourceOfHandler(app, fn);
    const stem = source?.file.replace(/\.[cm]?tsx?$/, '') ?? '';
    // A handler's name ends at its first dot.
    if (source === undefined || source.exportName === '' || path.posix.basename(stem).includes('.')) return fn;
    taken.push(source.file);
    return { ...fn, codeRoot: app.root, handler: `${stem}.${source.exportName}` };
  });
  if (taken.length === 0) return { app };
  const [first, ...others] = new Set(taken);
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  return { app: { ...app, functions }, note: `not built, run from source: ${first}${more}` };
}
