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
  const records = event[form.records] as readonly unknown[];
  const removed = new Set(outcome.removed);
  if (outcome.is === 'respond') return { ...outcome, response: complete(undefined, records, removed, form) };
  return { ...outcome, merge: (response) => complete(response, records, removed, form) };
}

function complete(
  response: unknown,
  records: readonly unknown[],
  removed: ReadonlySet<unknown>,
  form: AnswerForm,
): Record<string, unknown> {
  try {
    const given = isMap(response) ? response[form.answers] : undefined;
    const own = Array.isArray(given) ? given : [];
    const rest = isMap(response) ? { ...response } : form.rest;
    return { ...rest, [form.answers]: inOrder(own, records, removed, form) };
  } catch {
    // The handler's answer has a getter or a proxy that throws: nothing of it can be sent anyway.
    return { ...form.rest, [form.answers]: inOrder([], records, removed, form) };
  }
}

/** The handler's entries stay as they are, those for no record of this event at the end. */
function inOrder(
  own: readonly unknown[],
  records: readonly unknown[],
  removed: ReadonlySet<unknown>,
  form: AnswerForm,
): unknown[] {
  const byId = new Map<unknown, unknown[]>();
  for (const entry of own) {
    const id = isMap(entry) ? entry[form.id] : undefined;
    const same = byId.get(id);
    if (same) same.push(entry);
    else byId.set(id, [entry]);
  }
  const answers: unknown[] = [];
  for (const record of records) {
    if (!isMap(record)) continue;
    if (removed.has(record)) {
      answers.push(form.refuse(record));
      continue;
    }
    const entries = byId.get(record[form.id]);
    if (entries === undefined) continue;
    answers.push(...entries);
    byId.delete(record[form.id]);
  }
  for (const entries of byId.values()) answers.push(...entries);
  return answers;
}
