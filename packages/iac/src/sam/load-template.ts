import path from 'node:path';
import type { App } from '@bulkhead/core';
import { createProjectFiles } from '../files.ts';
import type { LoadOptions } from '../options.ts';
import { fromPlain } from '../yaml/plain.ts';
import { loadSam } from './load.ts';

/**
 * Makes an app of a CloudFormation template that stands in no file: what a program is about to write. Everything in it has
 * the place of that program. `Metadata` with `aws:asset:path` tells where a function's code lies.
 * @param template plain data
 * @param root absolute folder within which code may lie
 * @throws BulkheadError BULKHEAD_BAD_TEMPLATE or BULKHEAD_OUTSIDE_ROOT
 * @example loadTemplate({ Resources: {} }, process.cwd(), 'cdk.json')
 */
export function loadTemplate(template: unknown, root: string, file: string, options: LoadOptions = {}): App {
  const files = createProjectFiles(path.resolve(root));
  return loadSam(fromPlain(template, { file, line: 1, column: 1 }), file, files, options, { name: 'app' });
}
