import type { CorrelationScope } from '@bulkhead/core';
import type { Fields } from '@bulkhead/events/carriers';
import { theStore } from '../correlation/store.ts';

/** The scope of one record, to be handed to `log` and clients by a handler that takes the batch as a whole. */
export function contextOf(record: unknown): CorrelationScope {
  const store = theStore();
  store.scopes ??= new WeakMap();
  let scope = store.scopes.get(record as object);
  if (!scope) {
    scope = store.capture(record, messageId(record));
    if (typeof record === 'object' && record) store.scopes.set(record, scope);
  }
  return scope;
}

/** What AWS calls one message, the same at each delivery. */
function messageId(record: unknown): unknown {
  const fields = (record ?? {}) as Fields;
  const { messageId: ofQueue, Sns, eventID, recordId, topic, partition, offset } = fields;
  const ofTopic = (Sns as Fields | undefined)?.['MessageId'];
  const ofBus = fields['detail-type'] && fields['id'];
  const known = ofQueue ?? ofTopic ?? eventID ?? recordId ?? ofBus;
  return known ?? (topic && `${String(topic)}-${String(partition)}-${String(offset)}`);
}
