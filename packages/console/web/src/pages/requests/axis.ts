import type { Invocation } from '@bulkhead/console-contract';

/** The common time axis of a request: begin in milliseconds since the epoch, length, and ticks from its begin. */
export interface Axis {
  readonly from: number;
  readonly length: number;
  readonly ticks: readonly number[];
}

/** Shares of the axis, in percent. */
export interface Bar {
  readonly left: number;
  readonly width: number;
  /** Part of the bar, at its begin, in which the environment started. */
  readonly init: number;
}

type Timed = Pick<Invocation, 'start' | 'end' | 'report'>;

/** From the first begin, a cold start included, to the last end. */
export function axisOf(invocations: readonly Timed[]): Axis {
  let [from, to] = [Number.POSITIVE_INFINITY, 0];
  for (const one of invocations) {
    from = Math.min(from, begin(one));
    to = Math.max(to, one.end);
  }
  if (!Number.isFinite(from)) return { from: 0, length: 1, ticks: [0] };
  const length = Math.max(1, to - from);
  return { from, length, ticks: ticksOf(length) };
}

export function barOf(axis: Axis, one: Timed): Bar {
  const share = (ms: number) => Math.min(100, Math.max(0, (ms / axis.length) * 100));
  const left = share(begin(one) - axis.from);
  const width = Math.min(100 - left, share(one.end - begin(one)));
  const total = one.end - begin(one);
  return { left, width, init: total > 0 ? Math.min(100, ((one.report?.initMs ?? 0) / total) * 100) : 0 };
}

/** REPORT's duration begins after the environment started. */
function begin(one: Timed): number {
  return one.start - (one.report?.initMs ?? 0);
}

/** Between three and six round figures; fewer below three milliseconds. */
function ticksOf(length: number): number[] {
  const rough = length / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough) ?? rough;
  // Lines have whole milliseconds: `<1 ms` beside `<1 ms` says nothing.
  const apart = Math.max(1, step);
  const ticks: number[] = [];
  for (let n = 0; n * apart <= length && n < 8; n++) ticks.push(n * apart);
  return ticks;
}
