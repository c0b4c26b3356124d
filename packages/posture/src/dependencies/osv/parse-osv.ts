import type { Severity } from '@bulkhead/core';
import { isObject, type JsonObject, textOf } from '../lock/parse-json.ts';
import { isPackageName, normaliseName } from '../names.ts';
import type { Ecosystem } from '../types.ts';
import type { Advisory, AffectedRange, RangeEvent } from './advisory.ts';

const EVENT_KINDS = ['introduced', 'fixed', 'last_affected', 'limit'] as const;
/** One document rarely names more; one that names a million packages is made to hurt. */
const MAX_AFFECTED = 5000;
const MAX_VERSIONS = 50_000;

/**
 * The advisories of one OSV document (https://ossf.github.io/osv-schema), one a package; none for a withdrawn one, for other
 * ecosystems and for what is no OSV document.
 */
export function parseOsv(document: unknown): Advisory[] {
  if (!isObject(document) || typeof document['id'] !== 'string' || document['withdrawn']) return [];
  const byPackage = new Map<string, Advisory & { ranges: AffectedRange[]; versions: Set<string> }>();
  const shared = readShared(document);
  for (const affected of listOf(document['affected']).slice(0, MAX_AFFECTED)) {
    const found = isObject(affected['package']) ? affected['package'] : {};
    // `npm`, `PyPI`; a suffix (`Debian:12`) belongs to others.
    const ecosystem = ecosystemOf(textOf(found['ecosystem']));
    const rawName = textOf(found['name']);
    if (!ecosystem || !isPackageName(ecosystem, rawName)) continue;
    const name = normaliseName(ecosystem, rawName);
    const key = `${ecosystem}\n${name}`;
    let advisory = byPackage.get(key);
    if (!advisory) {
      const severity = shared.severity ?? severityWord(affected);
      const vectors = [...shared.vectors, ...vectorsOf(affected['severity'])];
      advisory = {
        ...shared,
        ...(severity ? { severity } : {}),
        vectors,
        ecosystem,
        name,
        ranges: [],
        versions: new Set(),
      };
      byPackage.set(key, advisory);
    }
    for (const range of listOf(affected['ranges'])) {
      if (range['type'] !== 'SEMVER' && range['type'] !== 'ECOSYSTEM') continue;
      advisory.ranges.push({ events: listOf(range['events']).slice(0, 1000).flatMap(readEvent) });
    }
    const versions = Array.isArray(affected['versions']) ? affected['versions'] : [];
    for (const version of versions.slice(0, MAX_VERSIONS))
      if (typeof version === 'string') advisory.versions.add(version);
  }
  return [...byPackage.values()];
}

function readShared(document: JsonObject) {
  const id = textOf(document['id']).slice(0, 100);
  const aliases = Array.isArray(document['aliases'])
    ? document['aliases'].filter((alias) => typeof alias === 'string')
    : [];
  const references = listOf(document['references']);
  const advisoryUrl = references.find((reference) => reference['type'] === 'ADVISORY')?.['url'];
  const summary = textOf(document['summary']) || (textOf(document['details']).split(/(?<=[.!?])\s|\n/)[0] ?? '');
  const severity = severityWord(document);
  const published = Date.parse(textOf(document['published']));
  const modified = Date.parse(textOf(document['modified']));
  return {
    id,
    aliases: aliases.slice(0, 50),
    summary: oneLine(summary.replace(/^\s*\*\* [A-Z ]+ \*\*/, '')),
    url: pageOf(id) ?? textOf(advisoryUrl),
    vectors: vectorsOf(document['severity']),
    ...(severity ? { severity } : {}),
    cwes: cwesOf(document),
    ...(Number.isNaN(published) ? {} : { published }),
    ...(Number.isNaN(modified) ? {} : { modified }),
  };
}

/** The text is a stranger's and is printed on a terminal: one line, no control characters. */
export function oneLine(text: string): string {
  return text
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, 300);
}

function ecosystemOf(text: string): Ecosystem | undefined {
  return text === 'npm' || text === 'PyPI' ? text : undefined;
}

function pageOf(id: string): string | undefined {
  if (!/^[A-Z]+-[\w-]+$/.test(id)) return undefined;
  return id.startsWith('GHSA-') ? `https://github.com/advisories/${id}` : `https://osv.dev/vulnerability/${id}`;
}

function readEvent(event: JsonObject): RangeEvent[] {
  return EVENT_KINDS.flatMap((kind) => (typeof event[kind] === 'string' ? [{ kind, version: event[kind] }] : []));
}

function vectorsOf(severity: unknown): string[] {
  const scores = listOf(severity).map((entry) => textOf(entry['score']));
  return scores.filter((score) => /^CVSS:\d/.test(score)).sort((a, b) => (a < b ? 1 : -1));
}

const WORDS: Readonly<Record<string, Severity>> = {
  NONE: 'informational',
  LOW: 'low',
  MODERATE: 'medium',
  MEDIUM: 'medium',
  HIGH: 'high',
  CRITICAL: 'critical',
};

export function severityOfWord(word: unknown): Severity | undefined {
  const upper = textOf(word).toUpperCase();
  return Object.hasOwn(WORDS, upper) ? WORDS[upper] : undefined;
}

/** `database_specific.severity`, as GitHub writes it; others put it below `ecosystem_specific`. */
function severityWord(holder: JsonObject): Severity | undefined {
  for (const field of ['database_specific', 'ecosystem_specific']) {
    const specific = holder[field];
    const severity = isObject(specific) ? severityOfWord(specific['severity']) : undefined;
    if (severity) return severity;
  }
  return undefined;
}

function cwesOf(document: JsonObject): number[] {
  const specific = isObject(document['database_specific']) ? document['database_specific'] : {};
  const ids = Array.isArray(specific['cwe_ids']) ? specific['cwe_ids'] : [];
  return ids.flatMap((id) => Number(/^CWE-(\d{1,6})$/.exec(textOf(id))?.[1] ?? 0) || []);
}

function listOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
