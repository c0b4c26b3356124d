import type { InvokeResult } from '../types.ts';

/** What became of a batch. */
export type BatchOutcome =
  | { readonly is: 'done' }
  /** Lambda had no environment free; not the function's fault. */
  | { readonly is: 'throttled' }
  /** `reported`: the function named these places; otherwise the batch failed as a whole. */
  | { readonly is: 'failed'; readonly places: readonly number[]; readonly reported: boolean };

/**
 * Which records of a batch failed. Lambda takes an empty or missing list for success, and the whole batch for failed where
 * an identifier is missing, empty, or not one of the batch.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 * @param ids `messageId` or `sequenceNumber` of each record
 */
export function readOutcome(
  result: Pick<InvokeResult, 'statusCode' | 'functionError' | 'payload'>,
  ids: readonly string[],
  reportsItemFailures: boolean,
): BatchOutcome {
  const whole: BatchOutcome = { is: 'failed', places: ids.map((_id, place) => place), reported: false };
  if (result.statusCode === 429) return { is: 'throttled' };
  if (result.statusCode !== 200 || result.functionError !== undefined) return whole;
  if (!reportsItemFailures) return { is: 'done' };
  let response: unknown;
  try {
    response = JSON.parse(result.payload.toString('utf8') || 'null');
  } catch {
    return whole;
  }
  if (response === null || response === '') return { is: 'done' };
  if (typeof response !== 'object') return whole;
  const failures = (response as { batchItemFailures?: unknown }).batchItemFailures ?? [];
  if (!Array.isArray(failures)) return whole;
  if (failures.length === 0) return { is: 'done' };
  const places = new Set<number>();
  for (const failure of failures as unknown[]) {
    const id = (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier;
    const place = typeof id === 'string' && id !== '' ? ids.indexOf(id) : -1;
    if (place < 0) return whole;
    places.add(place);
  }
  return { is: 'failed', places: [...places].sort((a, b) => a - b), reported: true };
}
