import type { SourcePlace } from './app.ts';

/**
 * What a source file that describes an application says, without running it: the object that `serverless.ts` exports. Plain
 * data with places; a scalar stands where the object that holds it is written.
 */
export type SourceValue = { readonly place: SourcePlace } & (
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'map'; readonly fields: ReadonlyMap<string, SourceValue> }
  | { readonly kind: 'list'; readonly items: readonly SourceValue[] }
  /** Decided where the file runs, or by code that is not followed. */
  | { readonly kind: 'unknown'; readonly reason: string }
);

/** A description that was read, and what of. */
export interface SourceDescription {
  readonly value: SourceValue;
  /** Files that were read, relative to the root, sorted. */
  readonly files: readonly string[];
}
