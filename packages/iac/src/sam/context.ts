import type { SourcePlace } from '@bulkhead/core';
import type { ProjectFiles } from '../files.ts';
import type { Reader } from '../read.ts';
import type { Tree } from '../yaml/tree.ts';
import type { AssetFinder } from './assets.ts';
import type { EntryPointsReader } from './entry-points.ts';
import type { ImageReader } from './image.ts';

/** What reading a SAM resource needs besides the resource. */
export interface SamContext {
  readonly read: Reader;
  readonly globals: Tree | undefined;
  readonly files: ProjectFiles;
  /** Absolute folder of the template; `CodeUri` counts from it. */
  readonly templateFolder: string;
  /** Merged properties of `AWS::Serverless::Api` and `HttpApi` resources by logical id, the implicit ones included. */
  readonly apis: ReadonlyMap<string, Tree | undefined>;
  readonly functionIds: readonly string[];
  readonly assetFolder: AssetFinder;
  readonly imageOf: ImageReader;
  readonly entryPointsOf: EntryPointsReader;
}

export interface SamEvent {
  readonly properties: Tree | undefined;
  /** Of the event's logical name. */
  readonly place: SourcePlace;
  readonly context: SamContext;
}
