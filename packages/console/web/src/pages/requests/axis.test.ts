import { describe, expect, it } from 'vitest';
import { axisOf, barOf } from './axis.ts';

const report = (initMs: number | null) => ({
  status: 'success' as const,
  errorType: '',
  durationMs: 1,
  billedMs: 1,
  memoryMb: 128,
  maxMemoryMb: 64,
  initMs,
  cost: 0,
});
const one = (start: number, end: number, initMs: number | null = null) => ({ start, end, report: report(initMs) });

describe('the time axis', () => {
  it('goes from the first begin to the last end, cold starts included', () => {
    expect(axisOf([one(1_500, 1_600), one(1_400, 1_450, 200)])).toMatchObject({ from: 1_200, length: 400 });
  });

  it.each([
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [400, [0, 100, 200, 300, 400]],
    [1_234, [0, 500, 1_000]],
    [90_000, [0, 20_000, 40_000, 60_000, 80_000]],
  ])('%d ms has round ticks', (length, ticks) => {
    expect(axisOf([one(0, length)]).ticks.map((tick) => Math.round(tick * 10) / 10)).toEqual(ticks);
  });

  it.each([
    ['whole', one(0, 100), { left: 0, width: 100, init: 0 }],
    ['the middle', one(25, 75), { left: 25, width: 50, init: 0 }],
    ['a cold start', one(50, 100, 50), { left: 0, width: 100, init: 50 }],
    ['a moment', one(50, 50), { left: 50, width: 0, init: 0 }],
    ['past the end', one(90, 400), { left: 90, width: 10, init: 0 }],
    ['before the begin', one(-50, 50), { left: 0, width: 100, init: 0 }],
  ])('%s', (_name, invocation, bar) => {
    expect(barOf({ from: 0, length: 100, ticks: [] }, invocation)).toEqual(bar);
  });

  it('stands without invocations', () => expect(axisOf([])).toEqual({ from: 0, length: 1, ticks: [0] }));
});
