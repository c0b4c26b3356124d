import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../load-sources.mjs';

export const corpora = join(root, '../shared/corpora/dev');

/** Exits with 2 where the corpora are not there. */
export function needCorpora() {
  if (existsSync(corpora)) return;
  console.error(`No corpora at ${corpora}: nothing to measure.`);
  process.exit(2);
}

/** The detectors were tuned on these; every other source was looked at as a figure only. */
export const TUNED = new Set([
  'payloadsallthethings',
  'libinjection',
  'gotestwaf',
  'coraza-tests',
  'modsecurity-tests',
  'coreruleset-tests',
  'go-playground-webhooks',
  'ada-url-datasets',
  'docs-markdown-dev',
  'faker-js',
  'octokit-webhooks',
  'stripe-fixtures',
  'text2sql-wikisql',
  'uap-core',
  'marked-specs',
  'events-powertools-python',
  'events-powertools-typescript',
]);
/** Kinds of benign rows that are reported apart: whether they are benign depends on the application. */
export const HARD = new Set([
  'crs-negative',
  'near-miss',
  'naughty',
  'shell-command',
  'sql-statement',
  'nosql-statement',
  'code-snippet',
]);

/** `benign`, `benign-hard`, or the class of an attack. */
export function labelOf(row) {
  if (row.class !== 'benign') return row.class;
  return HARD.has(row.kind) ? 'benign-hard' : 'benign';
}

/**
 * Rows of the corpora, fragments without a recognisable attack left out.
 * @param {{ files?: string[], full?: boolean, keep?: (row: object) => boolean, most?: (group: object[]) => number }} options without
 * `full` at most 200 rows a source and class, 165 a source and benign kind, evenly spread: one large list must not decide
 */
export function* rowsOf({ files, full = false, keep = () => true, most = sampled } = {}) {
  for (const file of files ??
    readdirSync(corpora)
      .sort()
      .map((name) => join(corpora, name))) {
    const source = basename(file).replace(/\.jsonl$/, '');
    const groups = new Map();
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line === '') continue;
      const row = { source, ...JSON.parse(line) };
      if (row.weak || !keep(row)) continue;
      const key = row.class === 'benign' ? `benign/${row.kind}` : row.class;
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(row);
    }
    for (const group of groups.values()) {
      const count = full ? group.length : Math.min(group.length, most(group));
      for (let i = 0; i < count; i++) yield group[Math.floor((i * group.length) / count)];
    }
  }
}

const sampled = (group) => (group[0].class === 'benign' ? 165 : 200);

/** Counts of verdicts, by whatever key. */
export function createTally() {
  const groups = new Map();
  return {
    groups,
    add(key, row, verdict) {
      const group = groups.get(key) ?? { n: 0, flagged: 0, blocked: 0, same: 0 };
      group.n++;
      if (verdict.flagged) group.flagged++;
      if (verdict.action === 'block') group.blocked++;
      if (verdict.hits.some((hit) => hit.class === row.class)) group.same++;
      groups.set(key, group);
    },
  };
}
