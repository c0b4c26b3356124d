import { isUnknown } from '@bulkhead/core';
import { compareHosts, type Roles } from '@bulkhead/iam';
import type { Io } from '../io.ts';
import { profileOfLogs } from '../profile/profile-of-logs.ts';
import { actionLines, type FunctionUse, WORDS } from './from-cloudtrail.ts';

const OWN_WORDS: typeof WORDS = {
  ...WORDS,
  remove: 'remove  granted, not needed by the code; its service was never connected to',
  watch: 'watch   granted, not needed by the code; a connection tells the service, not the action',
  look: 'look    connected to, and neither code nor role shows why',
};

export interface LogUse extends FunctionUse {
  /** A function without a line was not run while it was recorded: nothing is proposed for it. */
  readonly seen: boolean;
}

/** What code needs and roles grant, against the hosts that guards recorded. */
export async function readLogUse(roles: Roles, files: readonly string[], io: Io): Promise<readonly LogUse[]> {
  const profile = await profileOfLogs(files, io);
  return roles.input.roles.map(({ fn, statements }) => {
    const seen = profile.get(isUnknown(fn.name) ? fn.id : fn.name) ?? profile.get(fn.id);
    const hosts = seen?.get('connect') ?? new Map();
    return {
      function: fn.id,
      seen: seen !== undefined,
      actions: compareHosts(hosts, statements, roles.granted.get(fn.id) ?? []),
    };
  });
}

export function logUseText(functions: readonly LogUse[]): string {
  const blocks = functions.map(({ function: id, seen, actions }) =>
    [seen ? id : `${id}: not in these logs, so nothing is proposed`, ...actionLines(actions, OWN_WORDS)].join('\n'),
  );
  return `${blocks.join('\n\n')}\n`;
}
