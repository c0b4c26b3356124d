import { BulkheadError, isMap, nearest } from '@bulkhead/core';
import { parseYaml, toPlain } from '@bulkhead/iac';
import { PROFILE_KEYS, PROFILE_KINDS, type Profile, type Sighting, sightings } from './profile.ts';

const HEAD = `# What the functions do, from their logs or their code, written by \`bulkhead profile\`. Read it before you trust it: an
# attack that ran while it was learned is in it. \`*\` stands for any part of a name. \`bulkhead profile --check\` reports what is not here.
version: 1
`;

/** `bulkhead.profile.yml`: sorted, one name a line, with how often and when as comments. */
export function profileText(profile: Profile): string {
  const lines = profile.size === 0 ? ['functions: {}'] : ['functions:'];
  for (const name of [...profile.keys()].sort()) {
    lines.push(`  ${JSON.stringify(name)}:`);
    for (const kind of PROFILE_KINDS) {
      const names = profile.get(name)!.get(kind);
      if (!names || names.size === 0) continue;
      lines.push(`    ${PROFILE_KEYS[kind]}:`);
      for (const [what, seen] of [...names].sort(([a], [b]) => (a < b ? -1 : 1))) {
        lines.push(`      - ${JSON.stringify(what)} # ${sightingText(seen)}`);
      }
    }
  }
  return `${HEAD}${lines.join('\n')}\n`;
}

/** `12 times, 2026-11-20 to 2026-11-21`, or `src/a.js:12`. */
export function sightingText({ count, first, last, place }: Sighting): string {
  if (place) return `${place.file.replace(/[^\w./-]/g, '?')}:${place.line}`;
  const [from, to] = [day(first), day(last)];
  return `${count === 1 ? 'once' : `${count} times`}, ${from === to ? from : `${from} to ${to}`}`;
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/**
 * Reads a profile that people may have edited; counts and dates are not kept.
 * @throws BulkheadError BULKHEAD_BAD_POLICY with file:line where it is no YAML, and with the key where it is no profile
 */
export function parseProfile(text: string, file: string): Profile {
  const document = toPlain(parseYaml(text, { file, code: 'BULKHEAD_BAD_POLICY' }));
  const fail = (what: string): never => {
    throw new BulkheadError('BULKHEAD_BAD_POLICY', what, {
      place: { file, line: 1, column: 1 },
      next: 'Mend it, or have it written anew with bulkhead profile --from-logs … --force.',
    });
  };
  const profile: Profile = new Map();
  if (!isMap(document) || document['version'] !== 1 || !isMap(document['functions'])) {
    return fail('is no profile: it has no "version: 1" and "functions"');
  }
  const kinds = new Map(PROFILE_KINDS.map((kind) => [PROFILE_KEYS[kind], kind]));
  for (const [name, keys] of Object.entries(document['functions'])) {
    if (keys !== null && !isMap(keys)) fail(`functions.${name} is not a map`);
    profile.set(name, new Map());
    for (const [key, list] of Object.entries(isMap(keys) ? keys : {})) {
      const kind = kinds.get(key);
      if (!kind) {
        const near = nearest(key, [...kinds.keys()]);
        return fail(`functions.${name}.${key} is not a key here${near ? `; did you mean ${near}?` : ''}`);
      }
      if (!Array.isArray(list) || !list.every((item) => typeof item === 'string')) {
        return fail(`functions.${name}.${key} is not a list of names`);
      }
      for (const item of list) sightings(profile, name, kind).set(item, { count: 0, first: 0, last: 0 });
    }
  }
  return profile;
}
