import { describe, expect, test } from 'vitest';
import { readMap } from './map.ts';
import { told } from './run.ts';

/*
 * What functions on Lambda use, by category: of each package one unsafe way, which has to be told with its class, and one safe
 * way, of which nothing may be told.
 */

const TABLES = {
  javascript: ['stores', 'programs', 'web', 'languages', 'aws', 'checks', 'sources', 'second'],
  python: ['stores', 'programs', 'web', 'checks', 'sources', 'second'],
} as const;

for (const language of ['javascript', 'python'] as const) {
  for (const table of TABLES[language]) {
    const rows = readMap(`${language}-${table}.txt`);
    describe(`${language}: ${table}`, () => {
      test.each(rows.map((row) => [`${row.category}: ${row.title}`, row] as const))('%s', async (_, row) => {
        const [unsafe, safe] = [await told(language, row, 'unsafe'), await told(language, row, 'safe')];
        expect(unsafe.includes(row.expected)).toBe(row.isMissed === undefined);
        if (row.isWrong === undefined) expect(safe).toEqual([]);
        else expect(safe).not.toEqual([]);
      });
    });
  }
}
