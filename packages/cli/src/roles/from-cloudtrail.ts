import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BulkheadError, isUnknown } from '@bulkhead/core';
import { type ActionUse, type CloudTrailUse, compareUse, createCloudTrailReader, type Roles } from '@bulkhead/iam';
import type { Io } from '../io.ts';

/** What one function's code needs, its role grants, and CloudTrail saw. */
export interface FunctionUse {
  readonly function: string;
  /** The role is not known where nothing was granted in the template. */
  readonly actions: readonly ActionUse[];
}

const MOST_FILES = 100_000;

/**
 * Reads CloudTrail's files, folders of them included, and sets them against code and template.
 * @throws BulkheadError BULKHEAD_USAGE for files that cannot be read or hold no event
 */
export function readUse(
  roles: Roles,
  files: readonly string[],
  io: Io,
): { readonly use: CloudTrailUse; readonly functions: readonly FunctionUse[] } {
  const reader = createCloudTrailReader();
  let count = 0;
  const add = (file: string): void => {
    if (++count > MOST_FILES) return;
    if (statSync(file).isDirectory()) {
      for (const name of readdirSync(file).sort()) add(join(file, name));
    } else reader.add(readFileSync(file));
  };
  for (const file of files) {
    try {
      add(resolve(io.cwd, file));
    } catch (cause) {
      throw new BulkheadError('BULKHEAD_USAGE', `${file} cannot be read`, {
        cause,
        next: 'Name files or folders of a trail, or what aws cloudtrail lookup-events printed.',
      });
    }
  }
  const use = reader.result();
  if (use.events === 0) {
    throw new BulkheadError('BULKHEAD_USAGE', `${files.join(', ')}: no event of CloudTrail`, {
      next: 'Name files or folders of a trail, or what aws cloudtrail lookup-events printed.',
    });
  }
  const functions = roles.input.roles.map(({ fn, statements }) => ({
    function: fn.id,
    actions: compareUse(
      { function: isUnknown(fn.name) ? fn.id : fn.name },
      statements,
      roles.granted.get(fn.id) ?? [],
      use,
    ),
  }));
  return { use, functions };
}

export const WORDS: Readonly<Record<ActionUse['advice'], string>> = {
  remove: 'remove  granted, not needed by the code, not seen',
  watch: 'watch   granted, not needed by the code; the trail records no such events',
  look: 'look    seen, and the code does not show why',
  unseen: 'keep    needed by the code, not seen',
  keep: 'keep    needed by the code',
};

/** The proposals as text, what can go first. */
export function useText(use: CloudTrailUse, functions: readonly FunctionUse[]): string {
  const lines = [`${use.events} events from ${day(use.from)} to ${day(use.to)}`];
  for (const { function: id, actions } of functions) lines.push('', id, ...actionLines(actions, WORDS));
  return `${lines.join('\n')}\n`;
}

export function actionLines(actions: readonly ActionUse[], words: typeof WORDS): readonly string[] {
  const order = Object.keys(words);
  const sorted = [...actions].sort((a, b) => order.indexOf(a.advice) - order.indexOf(b.advice));
  return sorted.map(({ action, advice, used }) => {
    const denied = used && used.denied > 0 ? `, ${used.denied} denied` : '';
    const seen = used ? `, last ${day(used.last)}, ${used.count === 1 ? 'once' : `${used.count} times`}${denied}` : '';
    return `  ${action}: ${words[advice]}${seen}`;
  });
}

const day = (time: number | undefined): string =>
  time === undefined ? '?' : new Date(time).toISOString().slice(0, 10);
