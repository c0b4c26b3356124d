import { createHash } from 'node:crypto';
import type { PostureFinding, Severity, SourcePlace } from '@bulkhead/core';

/** Ids of all findings about dependencies, with what is said of each kind wherever rules are listed. */
export const DEPENDENCY_RULES = {
  'dependency-vulnerable': 'A package has a known vulnerability',
  'dependency-malicious': 'A package version was published to do harm',
  'dependency-no-lock': 'Packages are installed without a lock file',
  'dependency-lock-unreadable': 'A lock file cannot be read',
  'dependency-floating-range': 'A range takes whatever is published next',
  'dependency-not-from-registry': 'A package comes from git or from a URL',
  'dependency-unlocked-install': 'A pipeline installs other packages than the lock file names',
  'dependency-install-script': 'A package runs a script when it is installed',
  'dependency-suspicious-script': 'An install script hides what it does, or reaches the network',
  'dependency-name-lookalike': 'A name is one edit from that of a popular package',
  'dependency-other-host': 'A lock file fetches a package from another host than the rest',
  'dependency-no-integrity': 'A lock file has no checksum for a package',
  'dependency-young-release': 'A version was published a few days ago',
  'dependency-new-maintainer': 'A version was published by somebody who published none before',
  'dependency-lost-provenance': 'A version has no provenance where an earlier one had it',
  'dependency-unused': 'A package is asked for and reached by no function',
} as const;

export type DependencyRule = keyof typeof DEPENDENCY_RULES;

/** Makes a finding; `key` tells two of one rule apart without line numbers. */
export function dependencyFinding(
  rule: DependencyRule,
  about: {
    readonly severity: Severity;
    readonly message: string;
    readonly place: SourcePlace;
    readonly fix: string;
    readonly key: readonly string[];
    readonly subject?: string;
    readonly steps?: PostureFinding['steps'];
    readonly verdict?: PostureFinding['verdict'];
  },
): PostureFinding {
  const { key, subject = '', verdict = 'fail', steps, ...rest } = about;
  return {
    rule,
    verdict,
    risk: 'SAS-6',
    subject,
    ...rest,
    ...(steps && steps.length > 0 ? { steps } : {}),
    fingerprint: createHash('sha256')
      .update(JSON.stringify([rule, ...key]))
      .digest('hex')
      .slice(0, 32),
  };
}
