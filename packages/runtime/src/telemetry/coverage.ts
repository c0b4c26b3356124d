import {
  type AttackClass,
  type CoverageRecord,
  HOOK_IDS,
  type HookCoverage,
  type HookId,
  recordText,
} from '@bulkhead/core';

/** What is known of the hooks after they were installed. */
export type HookStates = ReadonlyMap<HookId, { readonly failed?: string }>;

/** Longest coverage line in bytes (docs/architecture.md, log bytes of an honest invocation), less its envelope. */
const RECORD_LIMIT = 1024 - 140;

/** Cuts notes from the end until the line fits; the last one then says how many are missing. */
export function fitCoverage(record: CoverageRecord): CoverageRecord {
  let notes = record.notes;
  let fitted = record;
  while (Buffer.byteLength(recordText(fitted)) > RECORD_LIMIT && notes.length > 0) {
    notes = notes.slice(0, -1);
    fitted = { ...record, notes: [...notes, `${record.notes.length - notes.length} more notes`] };
  }
  return fitted;
}

/** @param action the policy's action for a hook after the mode's cap */
export function hookCoverage(states: HookStates, action: (id: HookId) => string): HookCoverage[] {
  return HOOK_IDS.map((id) => {
    const failed = states.get(id)?.failed;
    if (failed !== undefined) return { id, state: 'failed', note: failed.slice(0, 60) };
    return { id, state: states.has(id) && action(id) !== 'off' ? 'on' : 'off' };
  });
}

/** The classes that detectors look for under a policy. */
export function detectorCoverage(
  detectors: readonly AttackClass[],
  action: (id: AttackClass) => string,
): readonly AttackClass[] {
  return [...new Set(detectors)].filter((id) => action(id) !== 'off');
}
