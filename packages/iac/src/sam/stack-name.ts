import path from 'node:path';
import { BulkheadError } from '@bulkhead/core';
import type { ProjectFiles } from '../files.ts';

/**
 * The name under which `sam deploy` makes the stack, where `samconfig.toml` beside the template says one name only:
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html
 */
export function configuredStackName(folder: string, files: ProjectFiles): string | undefined {
  try {
    const text = files.text({ path: path.join(folder, 'samconfig.toml') })?.text ?? '';
    const names = [...text.matchAll(/^[ \t]*stack_name[ \t]*=[ \t]*"([\w-]{1,128})"/gm)].map(([, name]) => name);
    return new Set(names).size === 1 ? names[0] : undefined;
  } catch (error) {
    // A setting that cannot be read names nothing.
    if (error instanceof BulkheadError) return undefined;
    throw error;
  }
}
