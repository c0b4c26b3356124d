import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROLE_WRITERS } from '@bulkhead/iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

const page = readFileSync(new URL('../../../../docs/roles.md', import.meta.url), 'utf8');

/** Code blocks by what stands behind their language: a file's name, or `output` with options. */
const blocks = new Map(
  [...page.matchAll(/^```\w+ (.+)\n([\s\S]*?)^```$/gm)].map((match) => [match[1] as string, match[2] as string]),
);

describe('docs/roles.md', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'roles-'));
    for (const [name, text] of blocks) {
      if (name.startsWith('output')) continue;
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has files and outputs', () => {
    const names = [...blocks.keys()].filter((name) => !name.includes('program'));
    expect(names).toEqual(['template.yaml', 'src/save.mjs', 'output', 'output --diff']);
  });

  it.each(['output', 'output --diff'])('prints %s', async (name) => {
    const { io, kept } = fakeIo();
    expect(await run(['roles', folder, ...name.split(' ').slice(1)], io)).toBe(0);
    expect(kept.out).toBe(blocks.get(name));
  });

  it('lists every format', () => {
    for (const format of Object.keys(ROLE_WRITERS)) expect(page).toContain(`| \`${format}\` |`);
  });
});
