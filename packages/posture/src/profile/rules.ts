import { type BehaviourKind, checkPolicy } from '@bulkhead/core';
import type { OpenBehaviour } from './from-code.ts';
import type { Profile } from './profile.ts';

interface Rule {
  readonly hook: string;
  readonly key: string;
  readonly kind: BehaviourKind;
  readonly names: readonly string[];
  /** Names that were seen and that the policy has no word for. */
  readonly left?: readonly string[];
}

/**
 * Rules of `bulkhead.yml` that allow what was seen and nothing else, as YAML to paste. Where it is known that more happens than
 * is named, a comment stands in the place of the rule: as it would be, it would stop the function's own work.
 * @param open what the code decides at run time
 */
export function suggestedRules(profile: Profile, open: readonly OpenBehaviour[] = []): string {
  const lines = ['functions:'];
  for (const [name, kinds] of [...profile].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const names = (kind: BehaviourKind): string[] => [...(kinds.get(kind)?.keys() ?? [])].sort();
    const hosts = [...new Set(names('connect').map(inEveryRegion))];
    // Only a star in front is one that the policy knows; other names are for a person to write.
    const isRule = (host: string) => host.lastIndexOf('*') <= 0;
    const rules: Rule[] = [
      { hook: 'child-process', key: 'allow', kind: 'program', names: names('program') },
      {
        hook: 'outbound',
        key: 'allow',
        kind: 'connect',
        names: hosts.filter(isRule),
        left: hosts.filter((host) => !isRule(host)),
      },
      { hook: 'files', key: 'allow', kind: 'write', names: writable(names('write')) },
      {
        hook: 'flow',
        key: 'triggers',
        kind: 'trigger',
        names: names('trigger').map((id) => (id === 'unknown' ? 'direct' : id)),
      },
    ];
    lines.push(`  ${JSON.stringify(name)}:`, '    hooks:');
    for (const { hook, key, kind, names: list, left = [] } of rules) {
      // An empty list of triggers would refuse every event, and a profile without one is not finished.
      if (hook === 'flow' && list.length === 0) continue;
      const more = open.find((one) => one.function === name && kind !== 'trigger' && (one.kind ?? kind) === kind);
      if (more !== undefined || left.length > 0) {
        const why = more === undefined ? left.join(', ') : `${more.place.file}:${more.place.line} ${more.what}`;
        const seen = list.length === 0 ? '' : `${JSON.stringify(list)} and `;
        lines.push(`      # ${hook}: to be completed: ${seen}${why}`.replace(/[\n\r\u2028\u2029]/g, ' '));
        continue;
      }
      const problems = checkPolicy({ functions: { [name]: { hooks: { [hook]: { [key]: list } } } } });
      if (problems.length > 0) continue;
      lines.push(`      ${hook}:`, `        ${key}: ${JSON.stringify(list)}`);
    }
  }
  return profile.size === 0 ? '' : `${lines.join('\n')}\n`;
}

/** A service of AWS whose region the template leaves to the deploy: the policy has a name for it, in the function's own region. */
function inEveryRegion(host: string): string {
  const service = /^(?:\*\.)?([\w-]+)\.\*\.amazonaws\.com:443$/.exec(host)?.[1];
  return service === undefined ? host : `aws:${service}`;
}

/** A folder that was made for one invocation is allowed by the one that it lies in. */
function writable(folders: readonly string[]): string[] {
  const whole = folders.map((folder) => (folder.includes('*') ? folder.slice(0, folder.indexOf('*') - 1) : folder));
  const kept = [...new Set(whole)].filter((folder) => folder !== '');
  return kept.filter((folder) => !kept.some((other) => other !== folder && folder.startsWith(`${other}/`)));
}
