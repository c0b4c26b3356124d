import { loadApp } from '@bulkhead/iac';
import { RULES, type Rule, type RuleFixture } from '@bulkhead/rules';
import { describe, expect, it } from 'vitest';
import { evaluateRules } from './evaluate.ts';
import { postureModel } from './model.ts';
import { FIXTURE_DAY, makeProject } from './testing/project.ts';

/** Through the whole chain: files, template, code, permissions, rule. */
async function findingsOf(rule: Rule, fixture: RuleFixture) {
  const app = await loadApp(makeProject(fixture.files), { env: {} });
  const model = await postureModel(app, {
    now: FIXTURE_DAY,
    withoutCode: rule.needs === 'template' && Object.keys(fixture.files).length === 1,
  });
  return evaluateRules([rule], model);
}

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  it.each(rule.fixtures.fails.map((fixture) => [fixture.title, fixture] as const))(
    'fails: %s',
    async (_title, fixture) => {
      const findings = (await findingsOf(rule, fixture)).filter(
        ({ verdict }) => verdict === (fixture.verdict ?? 'fail'),
      );
      const at = findings.map(({ place }) => `${place.file}:${place.line}`);
      if (fixture.at) expect(at).toEqual(fixture.at);
      else expect(at).toHaveLength(1);
    },
  );

  it.each(rule.fixtures.passes.map((fixture) => [fixture.title, fixture] as const))(
    'passes: %s',
    async (_title, fixture) => {
      const findings = (await findingsOf(rule, fixture)).filter(({ verdict }) => verdict === 'fail');
      expect(findings.map(({ message }) => message)).toEqual([]);
    },
  );
});
