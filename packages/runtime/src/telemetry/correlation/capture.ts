import {
  CARRIED_USER_AGENT,
  CORRELATION_ID,
  CORRELATION_SIGNATURE,
  type CorrelationScope,
  DEBUG_FIELD,
  USER_AGENT,
} from '@bulkhead/core';
import { carriedFields, isFields } from '@bulkhead/events/carriers';
import type { TelemetryOptions } from '../options.ts';
import { cleanFields, cleanValue } from './fields.ts';
import { isPrincipal } from './principals.ts';
import { isSampled } from './sampling.ts';
import { createScope } from './scope.ts';
import type { Signer } from './trust.ts';

const DEBUG_RATE = 0.05;

/** Fields that only events of requests over HTTP have, AppSync's `request` among them. */
const OVER_HTTP = ['requestContext', 'headers', 'multiValueHeaders', 'request'];

export interface CaptureParts {
  readonly requestId: string;
  readonly trace: string | undefined;
  readonly options: TelemetryOptions;
  readonly signer: Signer | undefined;
  /** The id of a request that begins here; the request id by default. */
  readonly ownId?: string | undefined;
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
  parts: CaptureParts,
): CorrelationScope {
  const { options, requestId, signer } = parts;
  const { kept } = cleanFields(carried);
  const signature = taken(kept, CORRELATION_SIGNATURE);
  const agent = taken(kept, CARRIED_USER_AGENT);
  const signed = signer?.isSigned(kept, signature) ?? false;
  const outside = isOutside(message);
  if (outside && options.idHeader) adoptId(kept, message, options.idHeader);
  const flag = taken(kept, DEBUG_FIELD);
  const trusted = signed || !outside || isTrusted(message, options.trust);
  const fields = trusted ? kept : pick(kept, USER_AGENT);
  if (trusted && agent !== undefined) fields[USER_AGENT] = agent;
  if (!Object.hasOwn(fields, CORRELATION_ID)) {
    fields[CORRELATION_ID] = cleanValue(CORRELATION_ID, parts.ownId ?? requestId) ?? 'unknown';
  }
  // With a key, the flag counts only when it is signed: payloads may be a stranger's own.
  const decided = trusted && (signed || signer === undefined) && (flag === 'true' || flag === 'false');
  const debug = decided ? flag === 'true' : isSampled(fields[CORRELATION_ID]!, options.debugRate ?? DEBUG_RATE);
  return createScope({ requestId, fields, debug, trace: parts.trace, signer });
}

function isTrusted(event: unknown, trust: TelemetryOptions['trust']): boolean {
  return trust === 'anyone' || (typeof trust === 'object' && isPrincipal(event, trust.principals));
}

/** Another header of the application's own brings the id, unless ours is there too. */
function adoptId(fields: Record<string, string>, event: unknown, header: string): void {
  const name = header.toLowerCase();
  const value = cleanValue(CORRELATION_ID, carriedFields(event, (other) => other === name)[name]);
  if (value !== undefined) fields[CORRELATION_ID] ??= value;
}

/** Whether anybody may have sent this: requests over HTTP. What comes from queues, topics and streams passed IAM. */
function isOutside(message: unknown): boolean {
  if (!isFields(message) || typeof message['topic'] === 'string') return false;
  return OVER_HTTP.some((name) => isFields(message[name]));
}

function taken(fields: Record<string, string>, name: string): string | undefined {
  const value = fields[name];
  delete fields[name];
  return value;
}

function pick(fields: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return fields[name] === undefined ? {} : { [name]: fields[name] };
}
