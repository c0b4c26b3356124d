import { analyseApp } from '@bulkhead/code';
import type { App, CodeAnalysis } from '@bulkhead/core';
import { deployedResources } from '@bulkhead/iac';
import { grantedStatements, lintPolicies, neededStatements } from '@bulkhead/iam';
import type { PostureModel } from '@bulkhead/rules';

export interface ModelOptions {
  readonly others?: readonly App[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Leaves the code unread: rules that need it stay silent. */
  readonly withoutCode?: boolean;
}

const NO_CODE: CodeAnalysis = { functions: new Map(), problems: [] };

/** Everything that rules look at, read once for one application. */
export async function postureModel(app: App, options: ModelOptions): Promise<PostureModel> {
  const resources = deployedResources(app);
  const code = options.withoutCode ? NO_CODE : await analyseApp(app);
  return {
    app,
    others: options.others ?? [],
    resources,
    code,
    granted: grantedStatements(app, resources),
    needed: neededStatements(app, code, resources),
    policyIssues: lintPolicies(resources),
    now: options.now,
  };
}
