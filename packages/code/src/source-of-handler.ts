import type { App, LambdaFunction } from '@bulkhead/core';
import { locateHandler, openFiles } from './project/index.ts';

/**
 * The TypeScript behind a handler that the template names as a compiler writes it: `src/index.ts` of `dist/index.handler`.
 * @returns its file relative to the application's root, and its export; `undefined` where no source is found by custom
 */
export function sourceOfHandler(
  app: App,
  lambda: LambdaFunction,
): { readonly file: string; readonly exportName: string } | undefined {
  const found = locateHandler(openFiles(app.root), app, lambda);
  if ('problem' in found || found.isScript || !/\.[cm]?tsx?$/.test(found.file)) return undefined;
  return { file: found.file, exportName: found.exportPath.join('.') };
}
