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
/** Half of a time label, which may stand at the right edge. */
const RIGHT_PADDING = 18;
/** A single trigger must not fill the chart as a flood does. */
const LOWEST_TOP = 4;

export interface BarsChart {
  /** Draws other buckets in the same place; nothing flickers while records stream in. */
  readonly show: (buckets: Buckets) => void;
  readonly destroy: () => void;
}

/** Bars of blocked with alerts stacked on top; colours are read from the page's tokens. */
export function makeBarsChart(
  host: HTMLElement,
  initial: Buckets,
  size: { width: number; height: number },
  events: BarsChartEvents,
): BarsChart {
  const css = getComputedStyle(host);
  const color = (token: string) => css.getPropertyValue(token).trim();
  const font = `11px ${css.fontFamily}`;
  let buckets = initial;
  const bars = uPlot.paths.bars!({ size: [0.78, 56], gap: 0 });
  const axis: uPlot.Axis = { font, stroke: color('--text-3'), ticks: { show: false } };
  const seriesOf = (token: string): uPlot.Series => ({
    paths: bars,
    fill: color(token),
    width: 0,
    points: { show: false },
  });
  const chart = new uPlot(
    {
      ...size,
      ms: 1,
      legend: { show: false },
      padding: [8, RIGHT_PADDING, 0, 0],
      cursor: { points: { show: false }, x: false, y: false, drag: { x: true, y: false, setScale: false } },
      scales: {
        x: { time: true, range: () => [buckets.t[0]!, buckets.t.at(-1)! + buckets.stepMs] },
        y: { range: () => [0, Math.max(LOWEST_TOP, ...totals(buckets)) * 1.05] },
      },
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
        setCursor: [(plot) => events.onHover(bucketUnder(plot, buckets))],
        setSelect: [
          (plot) => {
            const { left, width } = plot.select;
            if (width < SHORTEST_DRAG) return;
            const from = plot.posToVal(left, 'x');
            const to = plot.posToVal(left + width, 'x');
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            events.onSelect(Math.floor(from), Math.ceil(to));
          },
        ],
      },
    },
    dataOf(initial),
    host,
  );
  return {
    show: (next) => {
      buckets = next;
      chart.setData(dataOf(next));
    },
    destroy: () => chart.destroy(),
  };
}

function totals(buckets: Buckets): number[] {
  return buckets.blocked.map((value, i) => value + buckets.alert[i]!);
}

/** Bars stand in the middle of what they count; the stack's upper part is drawn first and covered by the lower. */
function dataOf(buckets: Buckets): uPlot.AlignedData {
  return [buckets.t.map((t) => t + buckets.stepMs / 2), totals(buckets), buckets.blocked];
}

function bucketUnder(plot: uPlot, buckets: Buckets): { index: number; left: number; width: number } | undefined {
  const left = plot.cursor.left ?? -1;
  const index = Math.floor((plot.posToVal(left, 'x') - buckets.t[0]!) / buckets.stepMs);
  const start = buckets.t[index];
  if (left < 0 || start === undefined) return undefined;
  const from = plot.valToPos(start, 'x');
  return {
    index,
    left: from + plot.bbox.left / devicePixelRatio,
    width: plot.valToPos(start + buckets.stepMs, 'x') - from,
  };
}
