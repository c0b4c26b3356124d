import { type HookPolicy, OUTSIDE } from '@bulkhead/core';
import { isFields } from '@bulkhead/events/carriers';
import type { Chain, Sign } from '../hooks/hops/chain.ts';
import { readChains } from '../hooks/hops/read.lazy.ts';
import { type Part, partsOf } from './parts.ts';
import { fits, sourceNames } from './source-names.ts';

/** A message that may not invoke the function, and why. */
export interface Refused {
  readonly path: string;
  readonly value: string;
  readonly message: string;
  /** It cannot be known for certain, so that it is reported and passes. */
  readonly unsure: boolean;
}

/**
 * Judges each message of an event by its trigger, its source and the function that it comes from.
 * @param trigger id of the event's source, `direct` where it is not known
 * @param sign `undefined` where the function has no key: callers cannot be proven then
 */
export function judgeFlow(
  rules: HookPolicy,
  trigger: string,
  event: unknown,
  clientContext: unknown,
  sign: Sign | undefined,
): Refused[] {
  const { triggers, allow, callers } = rules;
  const parts = partsOf(trigger, event);
  if (triggers && !triggers.includes(trigger)) {
    const message = 'an event of a trigger that the policy does not name.';
    return parts.map(({ path }) => ({ path, value: trigger, message, unsure: false }));
  }
  const chains = callers ? readChains(trigger, event, clientContext, sign) : undefined;
  const refused: Refused[] = [];
  parts.forEach((part, i) => {
    const source = allow ? strangeSource(allow, trigger, event, part) : undefined;
    if (source !== undefined) {
      const message = 'an event of a source that the policy does not name.';
      refused.push({ path: part.path, value: source, message, unsure: false });
      return;
    }
    const caller = callers ? callerOf(chains?.[i]?.chain) : undefined;
    if (caller === undefined || callers!.some((pattern) => fits(pattern, caller))) return;
    const message = 'a request of a function that the policy does not name as a caller.';
    refused.push({ path: part.path, value: caller, message, unsure: sign === undefined });
  });
  return refused;
}

function strangeSource(allow: readonly string[], trigger: string, event: unknown, part: Part): string | undefined {
  const names = sourceNames(trigger, isFields(event) ? event : {}, part);
  return names.some((name) => allow.some((pattern) => fits(pattern, name))) ? undefined : names[0];
}

/** The functions that sent the messages of an event, each once. */
export function callersOf(
  trigger: string,
  event: unknown,
  clientContext: unknown,
  sign: Sign | undefined,
): ReadonlySet<string> {
  const chains = readChains(trigger, event, clientContext, sign);
  return new Set(partsOf(trigger, event).map((_part, i) => callerOf(chains?.[i]?.chain)));
}

/** The function that sent the message. */
function callerOf(chain: Chain | undefined): string {
  return chain?.functions[chain.functions.length - 1]?.name ?? OUTSIDE;
}
