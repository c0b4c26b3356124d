import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RISKS, SEVERITY_IDS } from '@bulkhead/core';
import { afterAll, describe, expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, run by hand as well
import { idOf, registryText, ruleFiles } from '../build-registry.mjs';
// @ts-expect-error plain JavaScript, run by hand as well
import { differences, pages } from '../write-docs.mjs';
import { RULES } from './registry.ts';
import type { Rule } from './rule.ts';

const SOURCE = fileURLToPath(new URL('.', import.meta.url));
const DOCS = fileURLToPath(new URL('../../../docs/rules', import.meta.url));
const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** What is missing of a rule, in words; empty for a whole one. */
function gaps(rule: Rule): string[] {
  const problems: string[] = [];
  if (rule.fixtures.fails.length === 0) problems.push('has no fixture that fails');
  if (rule.fixtures.passes.length === 0) problems.push('has no look-alike that passes');
  if (rule.references.length === 0) problems.push('names no reference');
  if (!(rule.severity in SEVERITY_IDS)) problems.push('has no severity');
  if (!(rule.risk in RISKS)) problems.push('has no risk');
  for (const key of ['title', 'rationale', 'fix'] as const) if (rule[key].trim() === '') problems.push(`has no ${key}`);
  const titles = [...rule.fixtures.fails, ...rule.fixtures.passes].map(({ title }) => title);
  if (new Set(titles).size !== titles.length) problems.push('has two fixtures of one title');
  return problems;
}

describe('the registry', () => {
  it('names every rule of the folder, as build-registry.mjs writes it', () => {
    const files = ruleFiles(SOURCE) as string[];
    // The formatter sorts the imports by its own order.
    const lines = (text: string) => text.split('\n').sort();
    expect(lines(readFileSync(join(SOURCE, 'registry.ts'), 'utf8'))).toEqual(lines(registryText(files)));
    expect(RULES.map(({ id }) => id)).toEqual(files.map(idOf));
  });

  it('holds more than a hundred rules, each whole', () => {
    expect(RULES.length).toBeGreaterThan(100);
    expect(RULES.flatMap((rule) => gaps(rule).map((gap) => `${rule.id} ${gap}`))).toEqual([]);
  });

  it('is what docs/rules says', async () => {
    expect(differences(await pages(SOURCE), DOCS)).toEqual([]);
  });

  it('turns red over a planted rule', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rules-'));
    made.push(folder);
    cpSync(join(SOURCE, 'helpers'), join(folder, 'helpers'), { recursive: true });
    cpSync(join(SOURCE, 'identity'), join(folder, 'identity'), { recursive: true });
    mkdirSync(join(folder, 'planted'));
    const whole = (ruleFiles(folder) as string[]).length;
    const planted: Rule = {
      id: 'planted-rule',
      title: 'Planted',
      severity: 'low',
      risk: 'SAS-1',
      needs: 'template',
      defaultState: 'on',
      rationale: 'None.',
      fix: 'None.',
      references: ['CWE-1'],
      peers: [],
      check: () => [],
      fixtures: { fails: [], passes: [] },
    };
    writeFileSync(
      join(folder, 'planted/planted-rule.ts'),
      `export const rule = {...${JSON.stringify(planted)}, check: () => []};`,
    );
    const files = ruleFiles(folder) as string[];
    expect(files).toHaveLength(whole + 1);
    expect(registryText(files)).not.toBe(registryText(files.filter((file) => idOf(file) !== planted.id)));
    expect(differences(await pages(folder), DOCS)).toContain('planted-rule.md');
    expect(gaps(planted)).toEqual(['has no fixture that fails', 'has no look-alike that passes']);
  });
});
