import { setTimeout as sleep } from 'node:timers/promises';

/** Longest pause after a request to the server has failed. */
const MAX_PAUSE_MS = 5_000;

/** Waits, or ends at once when the lab closes. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

/**
 * Repeats a step until the lab closes. A failing step is tried again, ever more slowly; the first failure in a row is told.
 */
export async function repeat(
  signal: AbortSignal,
  onProblem: (message: string) => void,
  step: () => Promise<void>,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      await step();
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      if (failures === 0) onProblem(error instanceof Error ? error.message : String(error));
      await pause(Math.min(250 * 2 ** failures++, MAX_PAUSE_MS), signal);
    }
  }
}
