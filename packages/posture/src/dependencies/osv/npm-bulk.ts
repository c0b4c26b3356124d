import semver from 'semver';
import { type Fetch, fetchJson } from '../fetch-json.ts';
import { isObject, textOf } from '../lock/parse-json.ts';
import type { Advisory, VulnerabilitySource } from './advisory.ts';
import { oneLine, severityOfWord } from './parse-osv.ts';

/** Names in one request: npm itself sends all at once; smaller ones fit every proxy's limit. */
const BATCH = 1000;

/**
 * The registry's own bulk endpoint, which `npm audit` uses: `POST <registry>/-/npm/v1/security/advisories/bulk` with names and
 * versions. It sends the names of the project's packages to that host; only where the user asks for it.
 * @param registry ends in `/`
 */
export function npmBulkAdvisories(registry: string, fetch: Fetch): VulnerabilitySource {
  const url = new URL('-/npm/v1/security/advisories/bulk', registry).href;
  return {
    name: new URL(registry).host,
    async advisories(wanted) {
      const names = wanted.filter(
        ({ ecosystem, versions }) => ecosystem === 'npm' && versions.some((version) => version !== ''),
      );
      const found: Advisory[] = [];
      for (let from = 0; from < names.length; from += BATCH) {
        const batch = names.slice(from, from + BATCH);
        const body = JSON.stringify(
          Object.fromEntries(batch.map(({ name, versions }) => [name, versions.filter(Boolean)])),
        );
        const answer = await fetchJson(fetch, url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        });
        for (const { name, versions } of batch) {
          const entries = isObject(answer) && Object.hasOwn(answer, name) ? answer[name] : [];
          if (!Array.isArray(entries)) continue;
          for (const entry of entries.slice(0, 1000)) {
            const advisory = toAdvisory(entry, name, versions);
            if (advisory) found.push(advisory);
          }
        }
      }
      return found;
    },
  };
}

/** `{id, url, title, severity, vulnerable_versions, cwe, cvss: {score, vectorString}}`; the id is npm's own number. */
function toAdvisory(entry: unknown, name: string, versions: readonly string[]): Advisory | undefined {
  if (!isObject(entry)) return undefined;
  const range = textOf(entry['vulnerable_versions']);
  const url = textOf(entry['url']);
  const ghsa = /GHSA(?:-[0-9a-z]{4}){3}/.exec(url)?.[0];
  const cvss = isObject(entry['cvss']) ? textOf(entry['cvss']['vectorString']) : '';
  const severity = severityOfWord(entry['severity']);
  const cwes = Array.isArray(entry['cwe']) ? entry['cwe'] : [];
  if (!semver.validRange(range, { loose: true })) return undefined;
  return {
    id: ghsa ?? `npm-${String(entry['id']).slice(0, 20)}`,
    aliases: [],
    ecosystem: 'npm',
    name,
    summary: oneLine(textOf(entry['title'])),
    url: /^https:\/\//.test(url) ? url : '',
    vectors: cvss === '' ? [] : [cvss],
    ...(severity ? { severity } : {}),
    cwes: cwes.flatMap((cwe) => Number(/^CWE-(\d{1,6})$/.exec(textOf(cwe))?.[1] ?? 0) || []),
    ranges: rangesOf(range),
    versions: new Set(
      versions.filter((version) => semver.satisfies(version, range, { loose: true, includePrerelease: true })),
    ),
  };
}

/** `>=1.0.0 <1.2.3 || <0.9.1` as events, so that the fixed version can be told. */
function rangesOf(range: string): Advisory['ranges'] {
  return range.split('||').map((part) => {
    const lower = />=\s*([\w.+-]+)/.exec(part)?.[1];
    const upper = /<\s*(?!=)([\w.+-]+)/.exec(part)?.[1];
    const last = /<=\s*([\w.+-]+)/.exec(part)?.[1];
    const exact = /^\s*=?\s*v?(\d[\w.+-]*)\s*$/.exec(part)?.[1];
    if (exact)
      return {
        events: [
          { kind: 'introduced', version: exact },
          { kind: 'last_affected', version: exact },
        ],
      };
    if (/>(?!=)/.test(part)) return { events: [] };
    return {
      events: [
        { kind: 'introduced', version: lower ?? '0' },
        ...(upper
          ? [{ kind: 'fixed' as const, version: upper }]
          : last
            ? [{ kind: 'last_affected' as const, version: last }]
            : []),
      ],
    };
  });
}
