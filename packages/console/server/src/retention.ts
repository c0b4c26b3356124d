import type { Store } from './store/store.ts';

const DAY = 86_400_000;

/** Start of the oldest day (UTC) that is kept: whole days go, so that a chart never shows half of one. */
export function retentionStart(now: number, days: number): number {
  return now - (now % DAY) - days * DAY;
}

export interface Retention {
  /** Forgets what is too old, now. */
  readonly run: () => Promise<void>;
  readonly stop: () => void;
}

/** Forgets what is too old, once an hour. What fails is told and tried again an hour later. */
export function startRetention(options: {
  readonly store: Store;
  readonly days: number;
  readonly now: () => number;
  readonly onProblem: (message: string) => void;
  readonly everyMs?: number;
}): Retention {
  const run = () =>
    options.store.prune(retentionStart(options.now(), options.days)).catch((error: unknown) => {
      options.onProblem(`Old records could not be removed: ${error instanceof Error ? error.message : String(error)}`);
    });
  const timer = setInterval(run, options.everyMs ?? 3_600_000);
  timer.unref();
  return { run, stop: () => clearInterval(timer) };
}
