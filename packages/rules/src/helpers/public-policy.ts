import type { Severity } from '@bulkhead/core';
import type { PostureModel, RuleResult } from '../rule.ts';
import { isAnybody, isNarrowed, resourcePolicyStatements } from './policies.ts';
import { found } from './resources.ts';

/** A check that no statement of a resource policy lets in everybody. */
export function nobodyAtLarge(
  types: readonly string[],
  message: (id: string, actions: string) => string,
  severityOf: (actions: readonly string[]) => Severity | undefined = () => undefined,
): (model: PostureModel) => Iterable<RuleResult> {
  return function* (model) {
    for (const { effect, principal, condition, actions, resource, path } of resourcePolicyStatements(model, types)) {
      if (effect !== 'Allow' || isAnybody(principal) !== 'yes' || isNarrowed(condition)) continue;
      const severity = severityOf(actions);
      yield found(
        resource,
        [...path, 'Principal'],
        message(resource.id, actions.slice(0, 3).join(', ') || 'everything'),
        {
          key: `${path.join('.')}:${actions.join(',')}`,
          ...(severity ? { severity } : {}),
        },
      );
    }
  };
}
