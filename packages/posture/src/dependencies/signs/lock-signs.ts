import type { PostureFinding } from '@bulkhead/core';
import { dependencyFinding } from '../finding.ts';
import type { LockedPackage, PackageGraph } from '../types.ts';

/** What a lock file itself tells: packages from elsewhere, other hosts, missing checksums. */
export function lockFindings(graph: PackageGraph): PostureFinding[] {
  return [...addressFindings(graph), ...hostFindings(graph), ...integrityFindings(graph)];
}

/** Git and URLs: what is fetched can change, and nobody signed for it. */
function addressFindings(graph: PackageGraph): PostureFinding[] {
  const findings: PostureFinding[] = [];
  for (const locked of graph.packages.values()) {
    if (locked.source !== 'git' && locked.source !== 'url') continue;
    const address = locked.resolved ?? '';
    const isPlain = /^(?:git\+)?http:/.test(address) || address.startsWith('git://');
    const isFixed =
      /[#@][0-9a-f]{40}\b/.test(address) || /\/[0-9a-f]{40}$/.test(address) || locked.integrity.length > 0;
    const what = locked.source === 'git' ? 'a git repository' : 'a URL';
    findings.push(
      dependencyFinding('dependency-not-from-registry', {
        severity: isPlain ? 'high' : isFixed ? 'low' : 'medium',
        message: `${locked.name} comes from ${what}${isPlain ? ' over an open connection' : isFixed ? ', at a fixed commit or checksum' : ' whose content may change'}: ${shown(address)}`,
        place: locked.place,
        fix: 'Publish it to a registry, or name a full commit over https.',
        key: [graph.file, locked.name],
      }),
    );
  }
  return findings;
}

/** Credentials in addresses are not printed. */
function shown(address: string): string {
  return address.replace(/\/\/[^/@\s]+@/, '//…@').slice(0, 200);
}

/** npm's public registry answers under the names of npm and of Yarn, which Yarn 1 writes. */
function knownHost(host: string): string {
  return /^registry\.(?:npmjs\.(?:org|com)|yarnpkg\.com)$/.test(host) ? 'npm' : host;
}

/**
 * An entry that is fetched from another host than the rest, or whose address names another package: how a reviewed pull
 * request brings in a package that nobody asked for ("lockfile injection").
 */
function hostFindings(graph: PackageGraph): PostureFinding[] {
  if (graph.ecosystem !== 'npm') return [];
  const counts = new Map<string, number>();
  const scopes = new Map<string, Set<string>>();
  const entries: { locked: LockedPackage; host: string; url: URL }[] = [];
  for (const locked of graph.packages.values()) {
    if ((locked.source !== 'registry' && locked.source !== 'url') || !locked.resolved?.startsWith('http')) continue;
    const url = URL.canParse(locked.resolved) ? new URL(locked.resolved) : undefined;
    if (!url) continue;
    const host = knownHost(url.host);
    const scope = scopeOf(locked.name);
    const hosts = scopes.get(scope);
    if (hosts) hosts.add(host);
    else scopes.set(scope, new Set([host]));
    entries.push({ locked, host, url });
  }
  for (const { locked, host } of entries) {
    if (!isOwnScope(locked.name, scopes)) counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  const [main] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const findings: PostureFinding[] = [];
  const open: LockedPackage[] = [];
  for (const { locked, host, url } of entries) {
    const other = nameInAddress(url);
    if (other !== undefined && other !== locked.name) {
      findings.push(hostFinding(graph, locked, `is fetched from the address of another package, ${other}`));
    } else if (main && host !== main[0] && !isOwnScope(locked.name, scopes)) {
      // Many from a second host are a mirror that some of the team use, not a planted entry.
      if (counts.get(host)! > MIRROR && counts.get(host)! * 10 > main[1]) continue;
      findings.push(hostFinding(graph, locked, `is fetched from ${host}, ${main[1]} others from ${main[0]}`));
    } else if (url.protocol === 'http:' && !isLocal(url.hostname)) open.push(locked);
  }
  return [...findings.slice(0, 100), ...openFindings(graph, open)];
}

/** `http:` to a registry, as npm 5 sometimes wrote it; a checksum still guards the content. */
function openFindings(graph: PackageGraph, open: readonly LockedPackage[]): PostureFinding[] {
  if (open.length === 0) return [];
  const isGuarded = open.every(({ integrity }) => integrity.some((entry) => !entry.startsWith('sha1-')));
  return [
    dependencyFinding('dependency-other-host', {
      severity: isGuarded ? 'low' : open.every(({ integrity }) => integrity.length > 0) ? 'medium' : 'high',
      message: `${open.length} ${open.length === 1 ? 'package is' : 'packages are'} fetched over http instead of https${isGuarded ? ', guarded by their checksums only' : ''}: ${listed(open)}`,
      place: open[0]!.place,
      steps: open.slice(1, 20).map(({ place, name, version }) => ({ place, text: `${name} ${version}` })),
      fix: 'Write https in these addresses, or let a current package manager write the file again.',
      key: [graph.file, 'http'],
    }),
  ];
}

function listed(packages: readonly LockedPackage[]): string {
  const names = packages.slice(0, 5).map(({ name }) => name);
  return `${names.join(', ')}${packages.length > 5 ? ' …' : ''}`;
}

/** More entries than this, and a tenth of the rest, make a host a mirror. */
const MIRROR = 10;

/** All packages of a company's scope come from the company's registry. */
function isOwnScope(name: string, scopes: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const scope = scopeOf(name);
  return scope !== '' && scopes.get(scope)?.size === 1;
}

function scopeOf(name: string): string {
  return name.startsWith('@') ? name.slice(0, name.indexOf('/')) : '';
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host === '127.0.0.1' || host === '[::1]';
}

/** `@scope/name` of `https://registry/…/@scope/name/-/name-1.0.0.tgz`; `undefined` for other registries' forms. */
function nameInAddress(url: URL): string | undefined {
  const path = decodeURIComponentSafe(url.pathname);
  return /\/((?:@[^/]+\/)?[^/]+)\/-\/[^/]*\.tgz$/.exec(path)?.[1];
}

function decodeURIComponentSafe(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function hostFinding(graph: PackageGraph, locked: LockedPackage, what: string): PostureFinding {
  return dependencyFinding('dependency-other-host', {
    severity: 'high',
    message: `${locked.name} ${locked.version} ${what}`,
    place: locked.place,
    fix: 'Find out who changed this entry and why; delete it and let the package manager write it again.',
    key: [graph.file, locked.key],
  });
}

function integrityFindings(graph: PackageGraph): PostureFinding[] {
  if (graph.kind === 'requirements' || graph.kind === 'package.json') return [];
  const missing = [...graph.packages.values()].filter(
    (locked) =>
      locked.source === 'registry' && !locked.bundled && locked.version !== '' && locked.integrity.length === 0,
  );
  if (missing.length === 0) return [];
  return [
    dependencyFinding('dependency-no-integrity', {
      severity: 'medium',
      message: `${missing.length} of ${graph.packages.size} packages have no checksum: ${listed(missing)}`,
      place: missing[0]!.place,
      steps: missing.slice(0, 20).map(({ place, name, version }) => ({ place, text: `${name} ${version}` })),
      fix: 'Remove these entries and install again with a current package manager, which writes checksums.',
      key: [graph.file],
    }),
  ];
}
