import { type PostureFinding, SEVERITY_IDS, type Severity } from '@bulkhead/core';
import { arnOf, deployedResources, type LiveResource, liveApp } from '@bulkhead/iac';
// Not from the packages' fronts: these bring the parsers of code, which lie in no bundle.
import { grantedStatements } from '@bulkhead/iam/granted';
import { lintPolicies } from '@bulkhead/iam/lint';
import { evaluateRules } from '@bulkhead/posture/evaluate';
import { RULES, type Rule } from '@bulkhead/rules';
import { LOCAL_RULES } from './local-rules.ts';

export interface JudgeOptions {
  readonly accountId: string;
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Ids of rules; left out: all of {@link LOCAL_RULES}. */
  readonly only?: readonly string[];
  readonly severity: Severity;
}

/** Findings of this severity and above, by the ARN that they stand at. */
export function judge(
  resources: readonly LiveResource[],
  options: JudgeOptions,
): ReadonlyMap<string, readonly PostureFinding[]> {
  const { app } = liveApp({ accountId: options.accountId, region: options.region, resources });
  const deployed = deployedResources(app);
  const findings = evaluateRules(chosen(options.only), {
    app,
    resources: deployed,
    linked: [],
    code: { functions: new Map(), problems: [] },
    granted: grantedStatements(app, deployed),
    needed: new Map(),
    policyIssues: lintPolicies(deployed),
    now: options.now,
  });
  const by = new Map<string, PostureFinding[]>(resources.map((resource) => [arnOf(resource), []]));
  for (const finding of findings) {
    if (finding.verdict !== 'fail' || SEVERITY_IDS[finding.severity] < SEVERITY_IDS[options.severity]) continue;
    by.get(finding.place.file)?.push(finding);
  }
  return by;
}

function chosen(only: readonly string[] = LOCAL_RULES): readonly Rule[] {
  return RULES.filter(({ id }) => only.includes(id) && LOCAL_RULES.includes(id));
}
