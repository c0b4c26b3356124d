/** Bounds on what strangers' files may ask of us. Far above what real projects have. */
export const LIMITS = {
  /** Bytes of one lock file. The largest seen in public monorepos are near 5 MB. */
  lockBytes: 30 * 1024 * 1024,
  /** Packages of one lock file. */
  packages: 50_000,
  /** Needs of all packages of one lock file together. */
  needs: 500_000,
  /** Bytes of a package.json, a workflow, a Dockerfile. */
  manifestBytes: 2 * 1024 * 1024,
  /** Packages reached, summed over all functions of a scan. A thousand functions with 1,500 packages each need 1.5 million. */
  reachSteps: 2_000_000,
  /** How deep a lock file may nest. npm's own trees stay below 20. */
  depth: 200,
  /** Files that a `requirements.txt` may include, directly or not. */
  includes: 50,
  /** Bytes of one advisory. The largest in public databases are near 1 MB (long lists of versions). */
  advisoryBytes: 8 * 1024 * 1024,
  /** Advisories of one source; osv.dev has about 250,000 for npm, most of them malicious packages. */
  advisories: 2_000_000,
  /** Bytes of a zip's list of files. */
  zipDirectoryBytes: 512 * 1024 * 1024,
  /** Bytes that a registry may answer. Packuments of packages with thousands of releases reach 100 MB; these are skipped. */
  answerBytes: 32 * 1024 * 1024,
} as const;
