import type { Severity } from '@bulkhead/core';
import type { Ecosystem } from '../types.ts';

/** What a public database says of a vulnerability, for one package: the part of OSV that matching needs. */
export interface Advisory {
  /** `GHSA-…`, `PYSEC-…`, `MAL-…`. */
  readonly id: string;
  /** Other names of the same vulnerability, `CVE-…` among them. */
  readonly aliases: readonly string[];
  readonly ecosystem: Ecosystem;
  readonly name: string;
  readonly summary: string;
  /** The page to read; the database's own where there is one. */
  readonly url: string;
  /** `CVSS:3.1/…` or `CVSS:4.0/…`, the newest first. */
  readonly vectors: readonly string[];
  /** The database's own word, where it has one. */
  readonly severity?: Severity;
  readonly cwes: readonly number[];
  readonly ranges: readonly AffectedRange[];
  readonly versions: ReadonlySet<string>;
  /** Milliseconds since the epoch. */
  readonly published?: number;
  readonly modified?: number;
}

/** Events in the order of the document; https://ossf.github.io/osv-schema/#affectedrangesevents-fields. */
export interface AffectedRange {
  readonly events: readonly RangeEvent[];
}

export interface RangeEvent {
  readonly kind: 'introduced' | 'fixed' | 'last_affected' | 'limit';
  readonly version: string;
}

/** Where advisories come from: a folder, a zip, a registry. */
export interface VulnerabilitySource {
  /** For messages: the path, or the host. */
  readonly name: string;
  /**
   * Advisories of the packages named, whether or not their versions are affected.
   * @throws BulkheadError where the source cannot be read
   */
  advisories(wanted: readonly WantedPackage[]): Promise<readonly Advisory[]>;
}

export interface WantedPackage {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  readonly versions: readonly string[];
}
