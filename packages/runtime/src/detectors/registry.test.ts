import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { DETECTORS } from './registry.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

/** Classes that a file of the folder makes a detector for and the registry lacks, or the other way round. */
function differences(folder: string): string[] {
  const made = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .filter((name) => /^export const \w+: Detector = /m.test(readFileSync(join(folder, name), 'utf8')))
    .map((name) => name.slice(0, -3));
  const listed = DETECTORS.map((detector) => detector.class as string);
  return [...made.filter((name) => !listed.includes(name)), ...listed.filter((name) => !made.includes(name))];
}

it('lists every detector of the folder, and nothing else', () => {
  expect(differences(FOLDER)).toEqual([]);
});

it('notices a detector that is not listed, and one that is gone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-detectors-'));
  try {
    cpSync(FOLDER, folder, { recursive: true });
    writeFileSync(join(folder, 'planted.ts'), 'export const planted: Detector = {};\n');
    rmSync(join(folder, 'xss.ts'));
    expect(differences(folder)).toEqual(['planted', 'xss']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it.each(DETECTORS)('$id is named after its class and has a version', (detector) => {
  expect(detector.id).toBe(`detector/${detector.class}`);
  expect(detector.version).toMatch(/^\d+\.\d+\.\d+$/);
});
