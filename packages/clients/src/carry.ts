import {
  CORRELATION_ID,
  type CorrelationScope,
  type CorrelationStore,
  correlationStore,
  scopeRegistry,
} from '@bulkhead/core';
import { type CarriedFields, CONTEXT_FIELD, isFields, namesObject, writeFields } from '@bulkhead/events/carriers';

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
  const own = scope ?? store?.current();
  const fields = own?.outgoing() ?? NONE;
  if (store && own) noteCall(store, operation, own);
  const forward = scopeRegistry<HopCounter>(globalThis).get()?.forward;
  if (forward) return forward.send(operation, input, fields);
  if (fields === NONE) return input;
  const written = writeFields(operation, input, () => ({ own: NONE, yielding: fields }));
  for (const reason of written?.without ?? []) store?.report?.(`${operation} goes without correlation ids: ${reason}`);
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
  const store = correlationStore(globalThis).get();
  const scope = store?.current();
  if (!store || !scope || !isFields(metadata)) return;
  // A handler that works off one record after the other is in the scope of the record.
  const named = [scope.event, { Records: [scope.event] }].some((event) => namesObject(event, bucket, key));
  if (!named) return;
  // Captured as a message of its own, and taken up where it brings an id that is one.
  const brought = store.capture({ [CONTEXT_FIELD]: metadata });
  if (brought.fields[CORRELATION_ID] === metadata[CORRELATION_ID]) scope.adopt(brought);
}

/** Notes what an invocation has just called, where timeouts are reported. */
export function noteCall(store: CorrelationStore, operation: string, { requestId }: CorrelationScope): void {
  store.calls?.set(requestId, { operation, at: Date.now() });
}
