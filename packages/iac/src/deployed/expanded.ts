import type { SourcePlace } from '@bulkhead/core';
import type { Tree } from '../yaml/tree.ts';

/** A resource in CloudFormation's shape before its functions are evaluated: the template's own, or what a framework makes. */
export interface ExpandedResource {
  readonly id: string;
  readonly type: string;
  /** A map, or a value that is not known. */
  readonly properties: Tree | undefined;
  readonly place: SourcePlace;
  readonly origin: 'written' | 'generated';
  readonly condition?: string | undefined;
  readonly deletionPolicy?: string | undefined;
  readonly dependsOn?: readonly string[] | undefined;
  readonly metadata?: Tree | undefined;
}
