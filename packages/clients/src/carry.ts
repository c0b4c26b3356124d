import { type CorrelationScope, correlationStore, scopeRegistry } from '@bulkhead/core';
import { type CarriedFields, writeFields } from '@bulkhead/events/carriers';

/** What is asked of Bulkhead's runtime, when it is in the process: how deep a chain of requests is rides along, too. */
interface HopCounter {
  readonly forward?: {
    send(operation: string, input: unknown, besides: CarriedFields): unknown;
    received(operation: string, input: unknown, output: unknown): void;
  };
}

const NONE: CarriedFields = {};

/**
 * The input of an operation with what rides along in each message of it; as it came for an operation that sends none.
 * @param operation `sqs:SendMessage`
 * @param scope in place of the one that the running code works for
 * @throws BulkheadBlockedError when the runtime counts hops and this chain has come back too often
 */
export function withFields(operation: string, input: unknown, scope?: CorrelationScope): unknown {
  const store = correlationStore(globalThis).get();
  const fields = (scope ?? store?.current())?.outgoing() ?? NONE;
  const forward = scopeRegistry<HopCounter>(globalThis).get()?.forward;
  if (forward) return forward.send(operation, input, fields);
  if (fields === NONE) return input;
  const written = writeFields(operation, input, () => ({ own: NONE, yielding: fields }));
  for (const reason of written?.without ?? []) store?.report(`${operation} goes without correlation ids: ${reason}`);
  return written?.input ?? input;
}

/** Takes up what an object brings that the event names: notifications of S3 carry nothing. */
export function received(operation: string, input: unknown, output: unknown): void {
  if (operation !== 's3:GetObject' && operation !== 's3:HeadObject') return;
  scopeRegistry<HopCounter>(globalThis)
    .get()
    ?.forward?.received(operation, input, output ?? {});
  const { Bucket: bucket, Key: key } = input as { Bucket?: unknown; Key?: unknown };
  const { Metadata: metadata } = (output ?? {}) as { Metadata?: unknown };
  correlationStore(globalThis).get()?.receivedObject(bucket, key, metadata);
}
