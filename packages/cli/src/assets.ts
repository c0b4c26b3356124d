import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { BulkheadError } from '@bulkhead/core';

/** Files that stand beside the built program: `dist/runtime/preload.cjs`, `dist/web/`. */
export function assetPath(name: string): string {
  // Built, this module is part of dist/main.cjs; in tests it is src/assets.ts.
  const candidates = [new URL(`./${name}`, import.meta.url), new URL(`../dist/${name}`, import.meta.url)];
  const found = candidates.map((url) => fileURLToPath(url)).find((path) => existsSync(path));
  if (found) return found;
  throw new BulkheadError('BULKHEAD_USAGE', `${name} is missing from this installation`, {
    next: 'In a checkout run npm run build; otherwise install @bulkhead/cli again.',
  });
}

/**
 * The preload that protects functions of a project: the project's own `@bulkhead/runtime` where it has one, so that the
 * version which will be deployed is the one that is tried; else the copy that the CLI carries.
 */
export function preloadPath(root: string): string {
  try {
    return createRequire(`${root}/package.json`).resolve('@bulkhead/runtime/preload');
  } catch {
    return assetPath('runtime/preload.cjs');
  }
}
