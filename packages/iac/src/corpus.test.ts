import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { BulkheadError } from '@bulkhead/core';
import { expect, test } from 'vitest';
import { loadApp } from './load-app.ts';

/** Templates of other scanners' test suites; they lie beside the repository where they are at hand. */
const FIXTURES = path.resolve(import.meta.dirname, '../../../../shared/fixtures');
const isThere = existsSync(FIXTURES);
if (!isThere) console.warn('skipped: the shared fixtures are not beside the repository (../shared/fixtures)');

function templates(): string[] {
  const names = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' });
  return names.filter(
    (name) =>
      /\.(ya?ml|json)$/.test(name) &&
      !name.endsWith('index.json') &&
      !/^parliament|\/tf/.test(name.replaceAll('\\', '/')),
  );
}

test.skipIf(!isThere)(
  'every template of the fixtures loads, or is refused at a place',
  { timeout: 120_000 },
  async () => {
    let loaded = 0;
    const refused: string[] = [];
    for (const name of templates()) {
      try {
        await loadApp(path.join(FIXTURES, name), { env: {} });
        loaded++;
      } catch (error) {
        if (!(error instanceof BulkheadError)) throw new Error(`${name} broke the loader`, { cause: error });
        expect(error.place, name).toBeDefined();
        refused.push(`${name}: ${error.message}`);
      }
    }
    expect(loaded).toBeGreaterThan(750);
    // What is refused are fragments (variable files, functions without handler) and templates that CloudFormation refuses.
    const unexplained = refused.filter(
      (line) =>
        !/has no (Resources|Handler|Runtime|AuthType)|Fn::Join takes a list|must be a map with a Type|names nothing/.test(
          line,
        ),
    );
    expect(unexplained).toEqual([]);
  },
);
