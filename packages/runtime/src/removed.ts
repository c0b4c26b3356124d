import { REMOVED_PART_LIMIT, type RemovedRecord } from '@bulkhead/core';

/** Most lines that one invocation prints to keep removed records: about 3 MB, less than what CloudWatch takes of one batch. */
const PARTS_AN_INVOCATION = 400;

export type RemovedPart = Pick<RemovedRecord, 'part' | 'parts' | 'data'>;

/**
 * The records that were taken out of a batch as parts of log lines, in order; `left` counts those for which there was no
 * room. A record that cannot be written as JSON counts as left too.
 */
export function removedParts(records: readonly unknown[]): { parts: RemovedPart[][]; left: number } {
  const all: RemovedPart[][] = [];
  let room = PARTS_AN_INVOCATION;
  let left = 0;
  for (const record of records) {
    const text = jsonOf(record);
    const parts = Math.ceil((text?.length ?? 0) / REMOVED_PART_LIMIT);
    if (text === undefined || parts > room) {
      left++;
      continue;
    }
    room -= parts;
    all.push(
      Array.from({ length: parts }, (_, part) => ({
        part,
        parts,
        data: text.slice(part * REMOVED_PART_LIMIT, (part + 1) * REMOVED_PART_LIMIT),
      })),
    );
  }
  return { parts: all, left };
}

function jsonOf(record: unknown): string | undefined {
  try {
    return JSON.stringify(record);
  } catch {
    return undefined;
  }
}
