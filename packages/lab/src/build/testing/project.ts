import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { App, LambdaFunction } from '@bulkhead/core';
import { afterAll } from 'vitest';
import { makeApp, makeFunction } from '../../http/testing/app.ts';

const all = realpathSync(mkdtempSync(join(tmpdir(), 'bulkhead-build-')));
afterAll(() => rmSync(all, { recursive: true, force: true }));

/** Real files in a folder of their own: path -> text. Gone when the test file ends. */
export function makeProject(files: Record<string, string>): string {
  const root = mkdtempSync(join(all, 'project-'));
  writeFiles(root, files);
  return root;
}

export function writeFiles(root: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** An app of the project: id -> what differs from a function with handler `src/app.handler`. */
export function appOf(root: string, functions: Record<string, Partial<LambdaFunction>>): App {
  const made = Object.entries(functions).map(([id, more]) =>
    makeFunction(id, [], { codeRoot: root, handler: 'src/app.handler', ...more }),
  );
  return { ...makeApp({}), root, functions: made };
}
