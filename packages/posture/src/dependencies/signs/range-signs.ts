import type { PostureFinding } from '@bulkhead/core';
import { dependencyFinding } from '../finding.ts';
import type { Manifest } from '../lock/manifest.ts';
import type { PackageGraph } from '../types.ts';

/** Whether a range takes every later major version: `*`, `latest`, `>=1`, nothing at all. */
export function isFloating(ecosystem: 'npm' | 'PyPI', range: string): boolean {
  const plain = range.trim().replace(/^npm:(?:@[^@/]+\/)?[^@]+@/, '');
  if (ecosystem === 'npm') {
    if (/[:/]/.test(plain)) return false;
    if (plain === '' || /^(?:\*|x|X|latest|next|canary|beta|alpha|rc)$/.test(plain)) return true;
    return plain.split('||').some((part) => /^\s*>=?\s*[\dvx*]/.test(part) && !/<|\s-\s/.test(part));
  }
  // A wildcard, a lower bound or an exclusion alone; `~=` and `==` have an upper bound.
  if (plain === '' || plain === '*') return true;
  return !/<|~=|===?|\^|^~|^\d/.test(plain);
}

/** Ranges of a package.json that take whatever is published next; one finding a file. */
export function manifestRangeFindings(manifest: Manifest, isLocked: boolean): PostureFinding[] {
  const floating = manifest.needs.filter(
    ({ kind, range }) => (kind === 'normal' || kind === 'optional') && isFloating('npm', range),
  );
  if (floating.length === 0) return [];
  const shown = floating.slice(0, 5).map(({ name, range }) => `${name} ${range === '' ? '(no range)' : range}`);
  return [
    dependencyFinding('dependency-floating-range', {
      severity: isLocked ? 'low' : 'medium',
      message: `${floating.length === 1 ? 'A range takes' : `${floating.length} ranges take`} every later version${isLocked ? ' once the lock file is renewed' : ', and no lock file holds them'}: ${shown.join(', ')}${floating.length > 5 ? ' …' : ''}`,
      place: { file: manifest.file, line: floating[0]!.line, column: 1 },
      steps: floating.slice(1, 20).map(({ name, range, line }) => ({
        place: { file: manifest.file, line, column: 1 },
        text: `${name} ${range}`,
      })),
      fix: 'Write a range with an upper bound, such as ^1.2.3, and keep the lock file in the repository.',
      key: [manifest.file],
    }),
  ];
}

/** Lines of a requirements.txt that pin nothing; one finding a file. */
export function requirementRangeFindings(graph: PackageGraph): PostureFinding[] {
  if (graph.kind !== 'requirements') return [];
  const floating = [...graph.packages.values()].filter(
    ({ source, version, range }) => source === 'registry' && version === '' && isFloating('PyPI', range ?? ''),
  );
  if (floating.length === 0) return [];
  const shown = floating.slice(0, 5).map(({ name, range }) => `${name}${range ? ` ${range}` : ''}`);
  return [
    dependencyFinding('dependency-floating-range', {
      severity: 'medium',
      message: `${floating.length} of ${graph.packages.size} packages take every later version, so that two builds differ: ${shown.join(', ')}${floating.length > 5 ? ' …' : ''}`,
      place: floating[0]!.place,
      steps: floating.slice(1, 20).map(({ name, place }) => ({ place, text: name })),
      fix: 'Pin each with == and a hash: pip-compile --generate-hashes, or a lock file of Poetry or uv.',
      key: [graph.file],
    }),
  ];
}

/** A package.json whose packages no lock file holds. */
export function missingLockFindings(graph: PackageGraph): PostureFinding[] {
  if (graph.kind !== 'package.json') return [];
  const deployed = [...graph.packages.values()].filter(({ dev, source }) => !dev && source !== 'file');
  if (deployed.length === 0) return [];
  const ranges = deployed.filter(({ version }) => version === '').length;
  return [
    dependencyFinding('dependency-no-lock', {
      severity: 'medium',
      message: `No lock file holds the ${deployed.length === 1 ? 'package' : `${deployed.length} packages`} of ${graph.file}; ${ranges === 0 ? 'what they need themselves' : `${ranges} of them, and what they need,`} may differ in every build, and their versions are unknown here`,
      place: { file: graph.file, line: deployed[0]!.place.line, column: 1 },
      fix: 'Run npm install --package-lock-only in this folder and commit package-lock.json.',
      key: [graph.file],
    }),
  ];
}
