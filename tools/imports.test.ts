import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findImportViolations } from './imports.ts';
import { ALLOWED_IMPORTS } from './imports-allowed.ts';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

it('finds every import in its allowed direction', async () => {
  const { modules, violations } = await findImportViolations(root);
  expect(violations).toEqual([]);
  expect(modules).toBeGreaterThan(60);
}, 180_000);

it.each<[string, Record<string, string>]>([
  [
    'core-imports',
    {
      'core/src/a.ts': "import { b } from '../../events/src/b.ts';\nexport const a = b;",
      'events/src/b.ts': 'export const b = 1;',
    },
  ],
  [
    'runtime-imports',
    {
      'runtime/src/a.ts': "import type { B } from '../../lab/src/b.ts';\nexport type A = B;",
      'lab/src/b.ts': 'export type B = 1;',
    },
  ],
  [
    'console/web-imports',
    {
      'console/web/src/a.ts': "export * from '../../server/src/b.ts';",
      'console/server/src/b.ts': 'export const b = 1;',
    },
  ],
  [
    'no-cycles',
    {
      'core/src/a.ts': "import { b } from './b.ts';\nexport const a = () => b;",
      'core/src/b.ts': "import { a } from './a.ts';\nexport const b = () => a;",
    },
  ],
  ['no-unresolvable', { 'core/src/a.ts': "import { b } from './missing.ts';\nexport const a = b;" }],
])('sees a planted violation of %s', async (rule, files) => {
  const planted = mkdtempSync(join(tmpdir(), 'bulkhead-imports-'));
  try {
    writeFileSync(join(planted, 'package.json'), '{ "name": "planted" }');
    for (const name of Object.keys(ALLOWED_IMPORTS))
      mkdirSync(join(planted, 'packages', name, 'src'), { recursive: true });
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(planted, 'packages', file)), { recursive: true });
      writeFileSync(join(planted, 'packages', file), text);
    }
    const { violations } = await findImportViolations(planted);
    expect(violations.join('\n')).toContain(`${rule}: `);
  } finally {
    rmSync(planted, { recursive: true, force: true });
  }
});
