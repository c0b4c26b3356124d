import type { PolicyIssue } from '@bulkhead/core';
import type { PostureModel, RuleResult } from '../rule.ts';
import { found, resourceById } from './resources.ts';

/** A check that passes on what AWS's data says against policies. */
export function policyIssues(...kinds: readonly PolicyIssue['kind'][]): (model: PostureModel) => Iterable<RuleResult> {
  return function* (model) {
    for (const [id, issues] of model.policyIssues) {
      const resource = resourceById(model, id);
      if (!resource) continue;
      for (const { kind, path, text } of issues) {
        if (!kinds.includes(kind)) continue;
        const mild = kind === 'mismatched-type-usable' ? { severity: 'informational' as const } : {};
        yield found(resource, path, `${id} ${text}`, { key: path.join('.'), ...mild });
      }
    }
  };
}
