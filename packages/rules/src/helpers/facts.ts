import type { CodeFact, FactKind } from '@bulkhead/core';
import type { PostureModel, RuleResult } from '../rule.ts';
import { type FunctionView, functionsOf } from './functions.ts';

/**
 * A check that says one thing of each fact of a kind. A file that several functions share is told of once, with the others
 * named, as one change mends all of them.
 */
export function factCheck(
  kind: FactKind,
  message: (fact: CodeFact, view: FunctionView, model: PostureModel) => string | undefined,
  more: (fact: CodeFact, view: FunctionView, model: PostureModel) => Partial<RuleResult> = () => ({}),
): (model: PostureModel) => Iterable<RuleResult> {
  return function* (model) {
    const seen = new Set<string>();
    for (const view of functionsOf(model)) {
      for (const fact of view.code?.facts ?? []) {
        if (fact.kind !== kind) continue;
        const at = `${fact.place.file}:${fact.place.line}:${fact.place.column}:${fact.subject}`;
        if (seen.has(at)) continue;
        const text = message(fact, view, model);
        if (text === undefined) continue;
        seen.add(at);
        yield {
          message: text,
          place: fact.place,
          subject: view.fn.id,
          key: `${fact.place.file}:${fact.subject}`,
          ...more(fact, view, model),
        };
      }
    }
  };
}
