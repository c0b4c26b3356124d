import type { Elsewhere } from '@bulkhead/core';
import type { ProjectFiles } from '../files.ts';
import type { LoadOptions } from '../options.ts';
import { type Tree, unknownTree } from '../yaml/tree.ts';
import type { Answer, SourceCall } from './resolve.ts';

/** What the variable sources read from. */
export interface SourceContext {
  readonly document: Tree;
  readonly files: ProjectFiles;
  /** Folder of serverless.yml, absolute. */
  readonly serviceFolder: string;
  readonly options: LoadOptions;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function unknown(call: SourceCall, why: string, residue?: Tree, elsewhere?: Elsewhere): Answer {
  const { text: expression, place } = call;
  return {
    found: unknownTree({ unknown: why, expression, place, ...(elsewhere ? { elsewhere } : {}) }, place, residue),
  };
}

export function splitAddress(address: string | undefined): string[] {
  return address === undefined || address === '' ? [] : address.split('.');
}
