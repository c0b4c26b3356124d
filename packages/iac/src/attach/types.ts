import type { PolicyAction, SourcePlace } from '@bulkhead/core';

export interface AttachOptions {
  /** ARN of the layer's version. */
  readonly layer: string;
  /** Path of the exec wrapper in the layer. */
  readonly wrapper: string;
  readonly mode: PolicyAction;
  /** Names in the template; `undefined`: all. */
  readonly functions?: readonly string[];
  /** Nothing will be written: places of refusals are those of the files as they are, else as they will be. */
  readonly dryRun?: boolean;
  /** Only takes off what was put on. */
  readonly undo?: boolean;
}

/** A function that is left to a person, and what to write there. */
export interface Refusal {
  readonly name: string;
  readonly place: SourcePlace;
  readonly why: string;
  readonly paste: string;
}

export interface FileEdit {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

export interface Attached {
  readonly edits: readonly FileEdit[];
  /** Functions that carry the layer now; with `undo`, those that were looked at. */
  readonly done: readonly string[];
  /** Functions that the layer is not for, with why. */
  readonly skipped: readonly { readonly name: string; readonly why: string }[];
  readonly refused: readonly Refusal[];
}

/** What one kind of template makes of one function. */
export type Outcome =
  | { readonly is: 'done'; readonly text: string }
  | { readonly is: 'skipped'; readonly why: string }
  | {
      readonly is: 'refused';
      readonly line: number;
      readonly column: number;
      readonly why: string;
      readonly paste: string;
    };
