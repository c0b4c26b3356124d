import {
  CARRIED_USER_AGENT,
  CORRELATION_ID,
  CORRELATION_SIGNATURE,
  type CorrelationScope,
  DEBUG_FIELD,
  PARENT_ID,
  USER_AGENT,
} from '@bulkhead/core';
import { carriedInPlaces, isFields } from '@bulkhead/events/carriers';
import type { TelemetryOptions } from '../options.ts';
import { cleanValue, isCarried } from './fields.ts';
import { hasKey } from './key.ts';
import type { StoreParts } from './parts.ts';
import { fractionOf } from './sampling.ts';
import { createScope } from './scope.ts';

const DEBUG_RATE = 0.05;

/** Fields that only events of requests over HTTP have, AppSync's `request` among them. */
const OVER_HTTP = ['requestContext', 'headers', 'multiValueHeaders', 'request'];

/** What travels and is no field of the request. */
const NOT_KEPT = [CORRELATION_SIGNATURE, CARRIED_USER_AGENT, DEBUG_FIELD];

/** What is kept where the signature holds for the decision only. */
const SIGNED_ALONE = [CORRELATION_ID, PARENT_ID];

/** What comes in, and for whom. */
export interface Arrival {
  /** The event, or the record; `undefined` for a batch, of which no message speaks for all. */
  readonly message: unknown;
  /** What the scope says its work is done for. */
  readonly event: unknown;
  readonly requestId: string;
  readonly trace: string | undefined;
  /** The id of a request that begins here; the request id by default. */
  readonly ownId?: unknown;
  /** `context.clientContext`. */
  readonly clientContext?: unknown;
}

/**
 * The scope of an invocation, or of one record of a batch: from what rides along with the message, or the beginning of a
 * request of its own.
 * @param report gets the names of ids that somebody trusted sent and that are none
 */
export function captureScope(
  arrival: Arrival,
  options: TelemetryOptions & StoreParts,
  report?: (refused: readonly string[]) => void,
): CorrelationScope {
  const { message, requestId } = arrival;
  const { debugRate = DEBUG_RATE, trust } = options;
  const headers = Object.entries(options.headers ?? {});
  const wanted = (name: string): boolean =>
    isCarried(name) || headers.some(([header]) => header.toLowerCase() === name);
  const carried: Record<string, string> =
    options.taken?.get(message as object) ?? carriedInPlaces(message, wanted, arrival.clientContext, options.more);
  const signer = options.signer?.();
  const outside = isOutside(message);
  const signed = signer?.signedBy(carried, carried[CORRELATION_SIGNATURE], outside);
  const known = trust === 'anyone' || options.isPrincipal?.(message, trust);
  const trusted = known || !outside || signed === 'all';
  // A signature does not hold for the application's own headers.
  for (const [header, name] of headers) {
    const value = carried[header.toLowerCase()];
    if (known && outside && value) carried[name] ??= value;
  }
  const counting: Record<string, string> = {};
  // Copied by hand: leaving out by a rest pattern takes several times as long.
  for (const name of Object.keys(carried)) {
    const counts = trusted
      ? isCarried(name) && !NOT_KEPT.includes(name)
      : name === USER_AGENT || (signed && SIGNED_ALONE.includes(name));
    if (counts) counting[name] = carried[name]!;
  }
  if (trusted && carried[CARRIED_USER_AGENT]) counting[USER_AGENT] = carried[CARRIED_USER_AGENT];
  const scope = createScope({ ...arrival, signer, traceParent: options.traceParent });
  const refused = scope.adopt({ debug: false, fields: counting });
  if (trusted && refused[0]) report?.(refused);
  const fields = scope.fields as Record<string, string>;
  fields[CORRELATION_ID] ??= cleanValue(CORRELATION_ID, arrival.ownId ?? requestId) ?? 'unknown';
  // With a key, the flag counts only when it is signed: payloads may be a stranger's own.
  const flag = signed || (trusted && !signer && !hasKey()) ? carried[DEBUG_FIELD] : undefined;
  scope.debug = flag === 'true' || (flag !== 'false' && fractionOf(fields[CORRELATION_ID]) < debugRate);
  return scope;
}

/** Whether anybody may have sent this: requests over HTTP. What comes from queues, topics and streams passed IAM. */
function isOutside(message: unknown): boolean {
  return isFields(message) && typeof message['topic'] !== 'string' && OVER_HTTP.some((name) => isFields(message[name]));
}
