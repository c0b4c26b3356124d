import type { App, Severity } from '@bulkhead/core';
import type { LoadOptions } from '@bulkhead/iac';
import type { VulnerabilitySource } from './dependencies/osv/advisory.ts';
import type { RegistryDocuments } from './dependencies/registry-documents.ts';
import type { DependencyReport } from './dependencies/scan-dependencies.ts';
import type { PartWorker } from './parts/messages.ts';
import type { ChangedLines } from './suppression/changed-lines.ts';

export interface ScanOptions extends LoadOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Ids of rules; left out: all that are on by default. Names rules that are off as well. */
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** Rules that are off by default and run all the same. */
  readonly enable?: readonly string[];
  /** Severities that a team gives to rules in place of ours. */
  readonly severities?: Readonly<Record<string, Severity>>;
  /** Fingerprints that are known and accepted. */
  readonly baseline?: ReadonlySet<string>;
  readonly changed?: ChangedLines;
  /** Leaves the code unread: rules that need it stay silent. */
  readonly withoutCode?: boolean;
  /** Applications that were read from somewhere else (a live account), in place of what lies at the location. */
  readonly apps?: readonly App[];
  /** Told as each application begins. */
  readonly onApp?: (app: App, index: number, count: number) => void;
  /** Findings of earlier scans, for templates below which no file has changed. */
  readonly cache?: { readonly folder: string; readonly tool: string };
  /**
   * Threads that read a share of a large repository each; left out: one thread reads all. Of what they read no model is told.
   * `count`: with the caller's own.
   */
  readonly workers?: { readonly count: number; readonly start: () => PartWorker };
  /** Looks at what the applications are built from as well. */
  readonly dependencies?: {
    /** Left out: no known vulnerabilities are looked for. */
    readonly source?: VulnerabilitySource;
    readonly registry?: RegistryDocuments;
    readonly onReport?: (app: App, report: DependencyReport) => void;
  };
}
