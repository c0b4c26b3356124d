import type { BehaviourKind } from '@bulkhead/core';
import type { Scope } from '../scope.ts';
import { ALARM, POINTS } from './points.ts';
import { tokenOf } from './tokens.ts';

/** Adds up one invocation's points; the tokens that make it alien, once an environment. */
export type Scorer = (kind: BehaviourKind, what: string, scope: Scope | undefined) => readonly string[] | undefined;

/** What is seen while the function is loaded counts for its first invocation, and alone where it is enough. */
export function createScorer(): Scorer {
  const byScope = new WeakMap<Scope, Set<string>>();
  let early = new Set<string>();
  let told = false;
  return (kind, what, scope) => {
    if (told) return undefined;
    const token = tokenOf(kind, what);
    if (POINTS[token] === undefined) return undefined;
    let tokens = early;
    if (scope) {
      tokens = byScope.get(scope) ?? early;
      early = new Set();
      byScope.set(scope, tokens);
    }
    if (tokens.has(token)) return undefined;
    tokens.add(token);
    let points = 0;
    for (const each of tokens) points += POINTS[each]!;
    if (points < ALARM) return undefined;
    told = true;
    return [...tokens];
  };
}
