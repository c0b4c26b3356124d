import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DeployedResource } from '@bulkhead/core';
import { deployedResources, loadApp } from '@bulkhead/iac';
import { lintPolicies } from '@bulkhead/iam';
import { RULES, type Rule, type RuleResult } from '@bulkhead/rules';
import { afterAll, describe, expect, it } from 'vitest';
import { LOCAL_RULES } from './local-rules.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'local-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What one item of AWS Config holds with its owner. */
const PARTS =
  /^AWS::(?:S3::BucketPolicy|SQS::QueuePolicy|SNS::TopicPolicy|Lambda::Permission|IAM::(?:Policy|RolePolicy))$/;

describe('rules that run inside AWS Config', () => {
  const known = new Map(RULES.map((rule) => [rule.id, rule]));

  it('exist', () => {
    expect(LOCAL_RULES.filter((id) => !known.has(id))).toEqual([]);
    expect(LOCAL_RULES.map((id) => known.get(id)?.needs).filter((needs) => needs !== 'template')).toEqual([]);
  });

  it.each(LOCAL_RULES)('%s says of a resource alone what it says of it among others', async (id) => {
    const rule = known.get(id)!;
    for (const { title, files } of [...rule.fixtures.fails, ...rule.fixtures.passes]) {
      const at = mkdtempSync(path.join(folder, 'x-'));
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(at, name)), { recursive: true });
        writeFileSync(path.join(at, name), text);
      }
      const app = await loadApp(at);
      const resources = deployedResources(app);
      const says = (some: readonly DeployedResource[]) => results(rule, app, some).map(({ subject }) => subject);
      const alone = resources.flatMap((one) => (PARTS.test(one.type) ? [] : says(itemOf(one, resources))));
      const orphans = resources.filter(
        (one) => PARTS.test(one.type) && !resources.some((owner) => owner !== one && refers(one, owner)),
      );
      const apart = [...new Set([...alone, ...orphans.flatMap((one) => says([one]))])].sort();
      // What one cause says of several resources is told of the first, which names the others in its message.
      const together = results(rule, app, resources).flatMap(({ subject, message }) => [
        subject,
        ...apart.filter((other) => message.includes(other)),
      ]);
      expect(apart, title).toEqual([...new Set(together)].sort());
    }
  });
});

function results(
  rule: Rule,
  app: Awaited<ReturnType<typeof loadApp>>,
  resources: readonly DeployedResource[],
): RuleResult[] {
  const model = {
    app,
    resources,
    linked: [],
    code: { functions: new Map(), problems: [] },
    granted: new Map(),
    needed: new Map(),
    policyIssues: lintPolicies(resources),
    now: Date.UTC(2026, 10, 21),
  };
  return [...rule.check(model)].filter(({ verdict }) => verdict !== 'unknown');
}

function itemOf(one: DeployedResource, all: readonly DeployedResource[]): readonly DeployedResource[] {
  return [one, ...all.filter((other) => PARTS.test(other.type) && refers(other, one))];
}

function refers(from: DeployedResource, to: DeployedResource): boolean {
  return JSON.stringify(from.properties).includes(`"ref":"${to.id}"`);
}
