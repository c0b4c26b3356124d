import semver from 'semver';
import type { Ecosystem } from '../types.ts';
import { comparePythonVersions, fitsPythonRange } from './pep440.ts';

/** Below 0: `a` is older. npm by Semantic Versioning, PyPI by PEP 440; what is no version is older than all that are. */
export function compareVersions(ecosystem: Ecosystem, a: string, b: string): number {
  if (ecosystem === 'PyPI') return comparePythonVersions(a, b);
  const left = parseNpm(a);
  const right = parseNpm(b);
  if (!left || !right) return left ? 1 : right ? -1 : a < b ? -1 : a > b ? 1 : 0;
  return semver.compare(left, right);
}

/** Advisories also write `1.2` and `0`. */
function parseNpm(text: string): semver.SemVer | null {
  const whole = semver.parse(text, { loose: true });
  if (whole) return whole;
  const short = /^v?(\d{1,15})(?:\.(\d{1,15}))?$/.exec(text);
  return short ? semver.parse(`${short[1]}.${short[2] ?? 0}.0`) : null;
}

/** Whether a range takes a version; `undefined` where it is no range (a tag, an address) or one that is not understood. */
export function fitsRange(ecosystem: Ecosystem, version: string, range: string): boolean | undefined {
  if (ecosystem === 'PyPI') return fitsPythonRange(version, range);
  const plain = range.replace(/^(?:npm|workspace):(?:(?:@[^@/]+\/)?[^@/]+@)?/, '');
  if (!semver.validRange(plain, { loose: true })) return undefined;
  return semver.satisfies(version, plain, { loose: true });
}
