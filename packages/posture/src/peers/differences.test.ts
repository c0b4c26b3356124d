import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Differences, differencesOf, differencesOfParliament } from './differences.ts';
import { readParliament } from './parliament.ts';
import { hasPeerFixtures } from './rows.ts';
import { rulesByPeer } from './verdict.ts';

const page = readFileSync(fileURLToPath(new URL('../../../../docs/differences.md', import.meta.url)), 'utf8');

/** The part of the page below a heading. */
function section(heading: string): string {
  const [, text] = page.split(`\n## ${heading}\n`);
  expect(text, `docs/differences.md has no part on ${heading}`).toBeDefined();
  return text!.split('\n## ', 1)[0]!;
}

/** Rows of a table as `rule: silent/louder/refused of rows`. */
function explained(heading: string): string[] {
  return [...section(heading).matchAll(/^\| (\S+) \| [^|]+ \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| ([^|]+) \|$/gm)]
    .filter((match) => match[6]!.trim().length > 10)
    .map(([, rule, rows, silent, louder, refused]) => `${rule}: ${silent}/${louder}/${refused} of ${rows}`)
    .sort();
}

function observed(differences: Differences): string[] {
  return [...differences]
    .filter(([, { silent, louder, refused }]) => silent + louder + refused > 0)
    .map(([rule, { rows, silent, louder, refused }]) => `${rule}: ${silent}/${louder}/${refused} of ${rows}`)
    .sort();
}

/** The sentence above a table: how many rules and rows there are, and how many agree. */
function sum(differences: Differences) {
  const all = [...differences.values()];
  const total = (key: 'rows' | 'silent' | 'louder' | 'refused' | 'suppressed') =>
    all.reduce((before, count) => before + count[key], 0);
  const agree = total('rows') - total('silent') - total('louder') - total('refused') - total('suppressed');
  return { rules: all.length, rows: total('rows'), agree };
}

describe.skipIf(!hasPeerFixtures())(
  'test suites of other scanners (skipped where ../shared/fixtures is absent)',
  () => {
    it.each([
      ['checkov', 'checkov', 0.75],
      ['cfn_nag', 'cfn_nag', 0.75],
      ['guard', 'AWS Guard rules registry', 0.45],
      ['parliament', 'parliament', 0.75],
    ] as const)(
      '%s differs where docs/differences.md says so, and nowhere else',
      async (peer, heading, least) => {
        const differences = peer === 'parliament' ? await differencesOfParliament() : await differencesOf(peer);
        expect(observed(differences)).toEqual(explained(heading));
        const { rules, rows, agree } = sum(differences);
        expect(section(heading)).toContain(`${rules} of its rules are mapped, with ${rows} rows`);
        expect(section(heading)).toContain(`: ${agree} agree`);
        expect(agree / rows).toBeGreaterThan(least);
      },
      60_000,
    );

    it('has a rule for each of the 17 kinds of issues in the tests of parliament', () => {
      const kinds = [...new Set(readParliament().flatMap(({ issues }) => issues))];
      const mapped = rulesByPeer('parliament');
      expect(kinds).toHaveLength(17);
      expect(kinds.filter((kind) => !mapped.has(kind))).toEqual([]);
    });
  },
);

describe('the comparison', () => {
  it('sees a difference that the page does not have', () => {
    const planted = new Map([['CKV_AWS_0', { rows: 3, silent: 1, louder: 0, refused: 0, suppressed: 0 }]]);
    expect(explained('checkov')).not.toContain(observed(planted)[0]);
    expect(observed(planted)).toEqual(['CKV_AWS_0: 1/0/0 of 3']);
  });
});
