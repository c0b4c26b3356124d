import type { CodeFact, FactKind } from '@bulkhead/core';
import type { PostureModel, RuleResult } from '../rule.ts';
import { type FunctionView, functionsOf } from './functions.ts';

/**
 * A check that says one thing of each fact of a kind: once a place, whichever functions share the file.
 * @param habit once a function: for what people do in many places or in none
 */
export function factCheck(
  kind: FactKind,
  message: (fact: CodeFact, view: FunctionView, model: PostureModel) => string | undefined,
  more: (fact: CodeFact, view: FunctionView, model: PostureModel) => Partial<RuleResult> = () => ({}),
  habit = false,
): (model: PostureModel) => Iterable<RuleResult> {
  return function* (model) {
    const seen = new Set<string>();
    for (const view of functionsOf(model)) {
      const facts = (view.code?.facts ?? []).filter(
        (fact) => fact.kind === kind && message(fact, view, model) !== undefined,
      );
      for (const fact of habit ? facts.slice(0, 1) : facts) {
        const at = `${fact.place.file}:${fact.place.line}:${fact.place.column}:${fact.subject}`;
        const text = seen.has(at) ? undefined : message(fact, view, model);
        if (text === undefined) continue;
        seen.add(at);
        const others = habit ? facts.slice(1, 20).map(({ place, subject }) => ({ place, text: subject })) : [];
        yield {
          message: text,
          place: fact.place,
          subject: view.fn.id,
          key: habit ? '' : `${fact.place.file}:${fact.subject}`,
          ...(others.length > 0 ? { steps: [{ place: fact.place, text: fact.subject }, ...others] } : {}),
          ...more(fact, view, model),
        };
      }
    }
  };
}
