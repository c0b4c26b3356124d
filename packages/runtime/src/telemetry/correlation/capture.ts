import {
  CARRIED_USER_AGENT,
  CORRELATION_ID,
  CORRELATION_SIGNATURE,
  type CorrelationScope,
  DEBUG_FIELD,
  PARENT_ID,
  USER_AGENT,
} from '@bulkhead/core';
import { carriedFields, isFields } from '@bulkhead/events/carriers';
import type { TelemetryOptions } from '../options.ts';
import { cleanFields, cleanValue } from './fields.ts';
import { hasKey } from './key.ts';
import type { StoreParts } from './parts.ts';
import { isSampled } from './sampling.ts';
import { createScope } from './scope.ts';

const DEBUG_RATE = 0.05;

/** Fields that only events of requests over HTTP have, AppSync's `request` among them. */
const OVER_HTTP = ['requestContext', 'headers', 'multiValueHeaders', 'request'];

/** What travels and is no field of the request. */
const NOT_KEPT = [CORRELATION_SIGNATURE, CARRIED_USER_AGENT, DEBUG_FIELD];

/** What is kept where the signature holds for the decision only. */
const SIGNED_ALONE = [CORRELATION_ID, PARENT_ID];

export interface CaptureParts {
  readonly requestId: string;
  readonly trace: string | undefined;
  readonly options: TelemetryOptions & StoreParts;
  /** The id of a request that begins here; the request id by default. */
  readonly ownId?: unknown;
  /** What the scope says its work is done for; the message by default. */
  readonly event?: unknown;
  /** Gets what is wrong with what somebody trusted sent. */
  readonly report?: (problem: string) => void;
}

/**
 * The scope of an invocation, or of one record of a batch: from what rides along with the message, or the beginning of a
 * request of its own.
 * @param message the event, or the record
 * @param carried what rides along with it
 */
export function captureScope(
  message: unknown,
  carried: Readonly<Record<string, string>>,
  { requestId, trace, options, ownId, report, event = message }: CaptureParts,
): CorrelationScope {
  const { debugRate = DEBUG_RATE, idHeader, trust, isPrincipal } = options;
  const signer = options.signer?.();
  const refused: string[] = [];
  const kept = cleanFields(carried, (why) => refused.push(why));
  const flag = kept[DEBUG_FIELD];
  const outside = isOutside(message);
  const signed = signer?.signedBy(kept, kept[CORRELATION_SIGNATURE], outside);
  const trusted =
    signed === 'all' ||
    !outside ||
    trust === 'anyone' ||
    (typeof trust === 'object' && isPrincipal?.(message, trust.principals) === true);
  if (trusted && report) refused.forEach(report);
  const fields: Record<string, string> = {};
  // Copied by hand: leaving out by a rest pattern takes several times as long.
  for (const name of Object.keys(kept)) {
    const counts = trusted ? !NOT_KEPT.includes(name) : name === USER_AGENT || (signed && SIGNED_ALONE.includes(name));
    if (counts) fields[name] = kept[name]!;
  }
  if (trusted && kept[CARRIED_USER_AGENT]) fields[USER_AGENT] = kept[CARRIED_USER_AGENT];
  // Another header of the application's own brings the id, unless ours is there too.
  const other = trusted && outside && idHeader ? idHeader.toLowerCase() : undefined;
  const id =
    fields[CORRELATION_ID] ??
    (other && cleanValue(CORRELATION_ID, carriedFields(message, (name) => name === other)[other])) ??
    cleanValue(CORRELATION_ID, ownId ?? requestId) ??
    'unknown';
  fields[CORRELATION_ID] = id;
  // With a key, the flag counts only when it is signed: payloads may be a stranger's own.
  const given = flag === 'true' || flag === 'false';
  const decided = given && (signed || (trusted && !signer && !hasKey()));
  const debug = decided ? flag === 'true' : isSampled(id, debugRate);
  return createScope({ requestId, fields, debug, trace, signer, event });
}

/** Whether anybody may have sent this: requests over HTTP. What comes from queues, topics and streams passed IAM. */
function isOutside(message: unknown): boolean {
  if (!isFields(message) || typeof message['topic'] === 'string') return false;
  return OVER_HTTP.some((name) => isFields(message[name]));
}
