import type { BlockOutcome, BlockRequest } from '../types.ts';
import { isMap } from './http.ts';
import { removeRecords } from './records.ts';

/** A trigger that wants one answer for every record: Firehose, Kinesis Data Analytics, S3 Batch Operations. */
export interface AnswerForm {
  /** Property of the event that holds the records. */
  readonly records: string;
  /** Property of the answer that holds one entry a record. */
  readonly answers: string;
  /** Property of a record and of its entry that says which one is meant. */
  readonly id: string;
  /** The entry of a hostile record. */
  readonly refuse: (record: Record<string, unknown>) => Record<string, unknown>;
  /** The rest of the answer, where the handler gave none that is an object. */
  readonly rest?: Readonly<Record<string, unknown>>;
}

/**
 * Takes the hostile records out, and puts the entries that refuse them into the handler's answer, in the order of the
 * event. The trigger takes a missing entry for a failure and delivers the whole batch again.
 */
export function refuseRecords(event: Record<string, unknown>, request: BlockRequest, form: AnswerForm): BlockOutcome {
  const outcome = removeRecords(event, form.records, request);
  if (outcome.is === 'throw') return outcome;
  const removed = new Set(outcome.removed);
  // Read now: the handler may change the records that it is given.
  const slots: Slot[] = [];
  for (const record of event[form.records] as readonly unknown[]) {
    if (!isMap(record)) continue;
    slots.push(removed.has(record) ? { refused: form.refuse(record) } : { id: record[form.id] });
  }
  if (outcome.is === 'respond') return { ...outcome, response: complete(undefined, slots, form) };
  return { ...outcome, merge: (response) => complete(response, slots, form) };
}

/** What the answer holds for one record: the entry that refuses it, or the handler's for this id. */
type Slot = { readonly refused: Record<string, unknown> } | { readonly id: unknown };

function complete(response: unknown, slots: readonly Slot[], form: AnswerForm): Record<string, unknown> {
  try {
    const given = isMap(response) ? response[form.answers] : undefined;
    const rest = isMap(response) ? { ...response } : form.rest;
    return { ...rest, [form.answers]: inOrder(Array.isArray(given) ? given : [], slots, form.id) };
  } catch {
    // The handler's answer has a getter or a proxy that throws: nothing of it can be sent anyway.
    return { ...form.rest, [form.answers]: inOrder([], slots, form.id) };
  }
}

/** The handler's entries stay as they are, those for no record of this event at the end. */
function inOrder(own: readonly unknown[], slots: readonly Slot[], idName: string): unknown[] {
  const byId = new Map<unknown, unknown[]>();
  for (const entry of own) {
    const id = isMap(entry) ? entry[idName] : undefined;
    const same = byId.get(id);
    if (same) same.push(entry);
    else byId.set(id, [entry]);
  }
  const answers: unknown[] = [];
  for (const slot of slots) {
    if ('refused' in slot) {
      answers.push(slot.refused);
      continue;
    }
    const entries = byId.get(slot.id);
    if (entries === undefined) continue;
    for (const entry of entries) answers.push(entry);
    byId.delete(slot.id);
  }
  for (const entries of byId.values()) for (const entry of entries) answers.push(entry);
  return answers;
}
