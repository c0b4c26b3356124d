import { CORRELATION_ID, CORRELATION_SIGNATURE, type CorrelationScope, DEBUG_FIELD, USER_AGENT } from '@bulkhead/core';
import { carriedFields, isFields } from '@bulkhead/events/carriers';
import type { TelemetryOptions } from '../options.ts';
import { cleanFields, cleanValue, isCarried } from './fields.ts';
import { isSampled } from './sampling.ts';
import { createScope } from './scope.ts';
import type { Signer } from './trust.ts';

const DEBUG_RATE = 0.05;

export interface CaptureParts {
  readonly requestId: string;
  readonly trace: string | undefined;
  readonly clientContext: unknown;
  readonly options: TelemetryOptions;
  readonly signer: Signer | undefined;
}

/**
 * The scope of an invocation, or of one record of a batch: from what rides along with the message, or the beginning of a
 * request of its own.
 * @param message the event, or the record
 */
export function captureScope(message: unknown, parts: CaptureParts): CorrelationScope {
  const { options, requestId, signer } = parts;
  const { kept } = cleanFields(carriedFields(message, isCarried, parts.clientContext));
  const signature = kept[CORRELATION_SIGNATURE];
  delete kept[CORRELATION_SIGNATURE];
  const signed = signer?.isSigned(kept, signature) ?? false;
  const outside = isOutside(message);
  const flag = kept[DEBUG_FIELD];
  delete kept[DEBUG_FIELD];
  const trusted = signed || (outside ? options.trust === 'anyone' : true);
  const fields = trusted ? kept : pick(kept, USER_AGENT);
  if (!Object.hasOwn(fields, CORRELATION_ID)) {
    fields[CORRELATION_ID] = cleanValue(CORRELATION_ID, requestId) ?? 'unknown';
  }
  // With a key, the flag counts only when it is signed: payloads may be a stranger's own.
  const decided = trusted && (signed || signer === undefined) && (flag === 'true' || flag === 'false');
  const debug = decided ? flag === 'true' : isSampled(fields[CORRELATION_ID]!, options.debugRate ?? DEBUG_RATE);
  return createScope({ requestId, fields, debug, trace: parts.trace, signer });
}

/** Whether anybody may have sent this: requests over HTTP. What comes from queues, topics and streams passed IAM. */
function isOutside(message: unknown): boolean {
  return isFields(message) && (isFields(message['requestContext']) || isFields(message['headers']));
}

function pick(fields: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return fields[name] === undefined ? {} : { [name]: fields[name] };
}
