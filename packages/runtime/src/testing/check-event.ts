import { type CompiledPolicy, compilePolicy, decodeLine, encodeLine, LINE_LIMIT } from '@bulkhead/core';
import { DEFAULT_WALK_LIMITS, joinPath, sourceOf } from '@bulkhead/events';
import { type Budget, createBudget, EVENT_STEPS } from '../detectors/judge.ts';
import { DETECTORS } from '../detectors/registry.ts';
import { type Inspection, inspectEvent } from '../firewall.ts';
import { attackRecord } from '../guard.ts';
import { inspectResponse } from '../responses.lazy.ts';
import { type HostileEvent, TRAP } from './hostile-events.ts';

/** What one look at a generated event cost and found. */
export interface Checked {
  readonly inspection: Inspection;
  /** Steps of the budget that were spent. */
  readonly steps: number;
}

const EVENT_CLASSES = DETECTORS.map((detector) => detector.class);

/** Every detector blocks from `medium` on: no finding is left out for being one alert too many. */
export const BLOCK_ALL: CompiledPolicy = compilePolicy(
  { detectors: Object.fromEntries(EVENT_CLASSES.map((id) => [id, { action: 'block', from: 'medium' }])) },
  'convert',
);

/**
 * Inspects the event, blocks what was found, reports it and answers.
 * @param steps of the budget
 * @param inspect stands in for `inspectEvent`, to measure it
 * @throws an error that says what should not have happened
 */
export function checkEvent(hostile: HostileEvent, steps: number, inspect: typeof inspectEvent = inspectEvent): Checked {
  const { event, trapped } = hostile;
  const budget = createBudget(steps);
  const inspection = inspect(event, BLOCK_ALL, undefined, budget);
  for (const [detector, error] of inspection.faults) throw new Error(`${detector} threw`, { cause: error });
  if (inspection.error !== undefined && !(trapped && isTrap(inspection.error))) {
    throw new Error('the walk ended by an error', { cause: inspection.error });
  }
  checkWork(inspection, budget, steps);
  for (const finding of inspection.findings) checkRecord(finding, inspection);
  if (inspection.error === undefined) checkBlock(event, inspection, trapped);
  inspectResponse(
    { statusCode: 500, headers: { 'Content-Type': 'text/html' }, body: page(inspection) },
    inspection.reflectable,
  );
  return { inspection, steps: steps - budget.steps };
}

function isTrap(error: unknown): boolean {
  return error instanceof Error && error.message === TRAP;
}

/** What one window may take at most, judged as it is and decoded: four times what the dearest of the fuzzed ones does. */
const WINDOW_STEPS = 4_000_000;

/**
 * Most steps that may be spent. Beyond the budget one window in 16 is judged, and one in twice as many whenever these have taken
 * a fortieth of it; and each that has a trait which none before it had.
 */
export function mostSteps(steps: number, { skipped }: Budget): number {
  const doublings = Math.log2(1 + skipped / 8);
  return steps + (1 + doublings) * (EVENT_STEPS / 40 + WINDOW_STEPS);
}

function checkWork(inspection: Inspection, budget: Budget, steps: number): void {
  if (steps - budget.steps > mostSteps(steps, budget)) throw new Error('past the step budget');
  if (budget.skipped > 0 && !inspection.truncated) throw new Error('windows were skipped and nothing says so');
  const { values } = inspection.strings;
  const characters = values.reduce((sum, value) => sum + value.length, 0);
  if (values.length > DEFAULT_WALK_LIMITS.strings) throw new Error('past the limit of strings');
  if (characters > DEFAULT_WALK_LIMITS.characters) throw new Error('past the limit of characters');
}

/** The record of a finding must come out of its line as it went in. */
function checkRecord(finding: Inspection['findings'][number], inspection: Inspection): void {
  const name = { name: 'convert', version: '7', region: 'eu-west-1', account: '123456789012', runtime: 'nodejs20.x' };
  const id = '01a1fdb8-8aab-7fe4-a6dc-ac6501f2516e';
  const record = attackRecord(finding, 'blocked', undefined, {
    function: name,
    secrets: [],
    id,
    now: 1_795_169_700_000,
  });
  const line = encodeLine({ ...record, source: inspection.source?.id ?? 'unknown' }, 'stream', undefined);
  if (line.length > LINE_LIMIT || /[\n\r]/.test(line)) throw new Error('the line of a record is too long, or several');
  const decoded = decodeLine(line, 'stream', []);
  if (decoded?.is !== 'record') throw new Error(`the line of a record is not read: ${decoded?.reason}`);
}

const RESPONSES: readonly unknown[] = [
  undefined,
  'text',
  { batchItemFailures: [{ itemIdentifier: 'a' }, null] },
  { records: [{ recordId: 'a', result: 'Ok' }, 7] },
];

function checkBlock(event: unknown, inspection: Inspection, trapped: boolean): void {
  const { source, strings, findings } = inspection;
  if (source === undefined) return;
  const found = findings.map(({ path }) => path);
  const some = strings.keys.slice(0, 3).map((key, i) => joinPath(strings.parents[i]!, key));
  try {
    for (const deadLetter of [false, true]) {
      const outcome = source.block(event as Record<string, unknown>, {
        requestId: 'r',
        paths: found.length > 0 ? found : some,
        deadLetter,
      });
      if (outcome.is !== 'continue') continue;
      if (outcome.removed.length === 0) throw new Error('the handler goes on, and nothing was removed');
      for (const response of RESPONSES) JSON.stringify(outcome.merge?.(response));
      // A batch whose records are not of one source, which AWS never makes, may be taken for something else.
      if (found.length > 0 && !inspection.truncated && sourceOf(outcome.event) === source) checkRest(outcome.event);
    }
  } catch (error) {
    if (!(trapped && isTrap(error))) throw error;
  }
}

/** What the handler gets must be clean: whatever was found went with its record. */
function checkRest(event: unknown): void {
  const left = inspectEvent(event, BLOCK_ALL).findings[0];
  if (left) throw new Error(`${left.rule} is still found at ${left.path} after its record was removed`);
}

/** A page that shows what it was sent. */
function page({ reflectable, strings }: Inspection): string {
  return `<p>${reflectable.join('</p><p>')}${strings.values.slice(0, 20).join(' ').slice(0, 10_000)}`;
}
