import type { BulkheadError } from '@bulkhead/core';
import type { Candidates, StackFacts } from '@bulkhead/iac';
import type { Wiring } from '@bulkhead/rules';
import type { ScanOptions } from '../scan-options.ts';
import type { AppScan } from '../scanned-app.ts';
import type { KnownStack } from '../stacks.ts';

/** One end of a channel of `node:worker_threads`. */
export interface Port {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

/** A thread in which {@link servePart} runs, as `Worker` of `node:worker_threads` is one. */
export interface PartWorker extends Port {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  terminate(): Promise<unknown>;
}

/** Options of a scan that can be sent to a thread. */
export type PartOptions = Pick<
  ScanOptions,
  'now' | 'only' | 'skip' | 'enable' | 'severities' | 'withoutCode' | 'params' | 'stage' | 'region'
>;

/** To a part, in this order: what it is to do, and what the others have found. */
export interface Begin {
  /** Absolute. */
  readonly root: string;
  readonly options: PartOptions;
  readonly candidates: Candidates;
}
export interface OthersFacts {
  readonly facts: readonly StackFacts[];
  /** Templates that belong to one of another part's. */
  readonly dropped: readonly string[];
}
export interface OthersWirings {
  readonly wirings: readonly Wiring[];
}

/** From a part, in this order. */
export interface Loaded {
  readonly facts: readonly StackFacts[];
  readonly used: readonly string[];
  /** Of each application that can be kept, as `loadApps` tells them. */
  readonly parts: readonly (readonly [file: string, parts: readonly string[]])[];
  /** Templates of services, which are applications of their own whoever brings them in. */
  readonly services: readonly string[];
  readonly problems: readonly Pick<BulkheadError, 'code' | 'message' | 'place' | 'next'>[];
  readonly brokenFolders: readonly string[];
  readonly openFolders: readonly string[];
  readonly hasFunctions: boolean;
}
export interface PartWirings {
  readonly wirings: readonly Wiring[];
}
export interface Judged {
  readonly apps: readonly JudgedApp[];
}

/** What a scan keeps of an application, whoever read it. */
export interface JudgedApp {
  /** The template, relative to the root. */
  readonly file: string;
  readonly scan: AppScan;
  readonly stack: KnownStack;
  /** Files of code that were read. */
  readonly code: readonly string[];
  /** As `loadApps` tells them; left out: what was read is not known, so that nothing is kept. */
  readonly sources?: { readonly files: readonly string[]; readonly parts: readonly string[] };
}
