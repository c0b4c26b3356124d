import { type BehaviourKind, checkPolicy } from '@bulkhead/core';
import type { Profile } from './profile.ts';

interface Rule {
  readonly hook: string;
  readonly key: string;
  readonly names: readonly string[];
}

/** Rules of `bulkhead.yml` that allow what was seen and nothing else, as YAML to paste. */
export function suggestedRules(profile: Profile): string {
  const lines = ['functions:'];
  for (const [name, kinds] of [...profile].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const names = (kind: BehaviourKind): string[] => [...(kinds.get(kind)?.keys() ?? [])].sort();
    const rules: Rule[] = [
      { hook: 'child-process', key: 'allow', names: names('program') },
      // Only a star in front is one that the policy knows; other names are for a person to write.
      { hook: 'outbound', key: 'allow', names: names('connect').filter((host) => host.lastIndexOf('*') <= 0) },
      { hook: 'files', key: 'allow', names: writable(names('write')) },
      { hook: 'flow', key: 'triggers', names: names('trigger').map((id) => (id === 'unknown' ? 'direct' : id)) },
    ];
    lines.push(`  ${JSON.stringify(name)}:`, '    hooks:');
    for (const { hook, key, names: list } of rules) {
      // An empty list of triggers would refuse every event, and a profile without one is not finished.
      if (hook === 'flow' && list.length === 0) continue;
      const problems = checkPolicy({ functions: { [name]: { hooks: { [hook]: { [key]: list } } } } });
      if (problems.length > 0) continue;
      lines.push(`      ${hook}:`, `        ${key}: ${JSON.stringify(list)}`);
    }
  }
  return profile.size === 0 ? '' : `${lines.join('\n')}\n`;
}

/** A folder that was made for one invocation is allowed by the one that it lies in. */
function writable(folders: readonly string[]): string[] {
  const whole = folders.map((folder) => (folder.includes('*') ? folder.slice(0, folder.indexOf('*') - 1) : folder));
  const kept = [...new Set(whole)].filter((folder) => folder !== '');
  return kept.filter((folder) => !kept.some((other) => other !== folder && folder.startsWith(`${other}/`)));
}
