import { walkEvent } from '@bulkhead/events';
import type { Scope } from './scope.ts';

/** Strings that one invocation keeps, the event's and these together: each operation is matched against all of them. */
const MOST_STRINGS = 250_000;

/**
 * Lets what a stranger wrote and the function fetched (an object, a row, the answer of a model or of another service) count
 * as event data for the rest of the invocation. Read as an event of no known trigger is: decoded, JSON in strings too.
 */
export function addUntrusted(value: unknown, scope: Scope): void {
  const { values, parents, keys } = scope.strings;
  walkEvent(undefined, { untrusted: value }, (text, parent, key) => {
    if (values.length >= MOST_STRINGS) return;
    // The name that we gave it is nobody's text.
    if (parent === '{keys}') return;
    values.push(text);
    parents.push(parent);
    keys.push(key);
  });
  // Made anew, with these, when they are next needed.
  scope.hosts = undefined;
  scope.pathLike = undefined;
  scope.sqlLike = undefined;
}
