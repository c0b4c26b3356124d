import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const present = existsSync(path('../../shared/corpora/dev'));
if (!present) console.warn('skipped: the shared corpora are not beside the repository (../shared/corpora)');

it.skipIf(!present)(
  'training the arbiter gives the weights that ship, to the byte',
  () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [path('train-arbiter.mjs'), '--check'], {
      encoding: 'utf8',
      timeout: 280_000,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('what training gives');
  },
  300_000,
);
