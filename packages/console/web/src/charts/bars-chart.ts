import uPlot from 'uplot';
import { formatShort } from '../format/number.ts';
import { formatTick } from '../format/time.ts';
import type { Buckets } from './buckets.ts';

export interface BarsChartEvents {
  /** The bucket under the pointer and where its bar stands in CSS pixels; `undefined` when the pointer left. */
  readonly onHover: (at: { index: number; left: number; width: number } | undefined) => void;
  /** A span dragged with the pointer, milliseconds since the epoch. */
  readonly onSelect: (from: number, to: number) => void;
}

/** Counts are whole numbers: no axis step below 1. */
const COUNT_STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7,
];
const SHORTEST_DRAG = 6;

/** Bars of blocked with alerts stacked on top; colours are read from the page's tokens. */
export function makeBarsChart(
  host: HTMLElement,
  buckets: Buckets,
  size: { width: number; height: number },
  events: BarsChartEvents,
): uPlot {
  const css = getComputedStyle(host);
  const color = (token: string) => css.getPropertyValue(token).trim();
  const font = `11px ${css.fontFamily}`;
  const first = buckets.t[0]!;
  const end = buckets.t.at(-1)! + buckets.stepMs;
  const total = buckets.blocked.map((value, i) => value + buckets.alert[i]!);
  const bars = uPlot.paths.bars!({ size: [0.78, 56], gap: 0 });
  const axis: uPlot.Axis = {
    font,
    stroke: color('--text-3'),
    ticks: { show: false },
  };
  const seriesOf = (token: string): uPlot.Series => ({
    paths: bars,
    fill: color(token),
    width: 0,
    points: { show: false },
  });
  return new uPlot(
    {
      ...size,
      ms: 1,
      legend: { show: false },
      padding: [8, 0, 0, 0],
      cursor: { points: { show: false }, x: false, y: false, drag: { x: true, y: false, setScale: false } },
      scales: { x: { time: true, range: [first, end] }, y: { range: [0, Math.max(4, ...total) * 1.05] } },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 24,
          gap: 6,
          space: 72,
          values: (_chart, splits, _axis, _space, stepMs) => splits.map((ms) => formatTick(ms, stepMs)),
        },
        {
          ...axis,
          grid: { stroke: color('--line'), width: 1 },
          incrs: COUNT_STEPS,
          size: 40,
          gap: 8,
          space: 36,
          values: (_chart, splits) => splits.map(formatShort),
        },
      ],
      series: [{}, seriesOf('--alert'), seriesOf('--blocked')],
      hooks: {
        setCursor: [
          (chart) => {
            const left = chart.cursor.left ?? -1;
            const index = Math.floor((chart.posToVal(left, 'x') - first) / buckets.stepMs);
            const start = buckets.t[index];
            if (left < 0 || start === undefined) return events.onHover(undefined);
            const from = chart.valToPos(start, 'x');
            const offset = chart.bbox.left / devicePixelRatio;
            events.onHover({ index, left: from + offset, width: chart.valToPos(start + buckets.stepMs, 'x') - from });
          },
        ],
        setSelect: [
          (chart) => {
            const { left, width } = chart.select;
            if (width < SHORTEST_DRAG) return;
            const from = chart.posToVal(left, 'x');
            const to = chart.posToVal(left + width, 'x');
            chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            events.onSelect(Math.floor(from), Math.ceil(to));
          },
        ],
      },
    },
    // Bars stand in the middle of what they count.
    [buckets.t.map((t) => t + buckets.stepMs / 2), total, buckets.blocked],
    host,
  );
}
