import type { Overview } from '@bulkhead/console-contract';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import 'uplot/dist/uPlot.min.css';
import { formatCount, formatPlural } from '../format/number.ts';
import { formatSpan } from '../format/time.ts';
import { useTheme } from '../state/theme.ts';
import { type BarsChart, makeBarsChart } from './bars-chart.ts';
import { fillBuckets, peakOf } from './buckets.ts';
import './triggers-chart.css';

const HEIGHT = 216;
/** Narrowest column, in CSS pixels, in which a bar and its gap can still be told apart. */
const BAR_PX = 6;

/** Security triggers over time: blocked and alert stacked, a span can be dragged to look closer. */
export function TriggersChart(props: {
  overview: Overview;
  words: string;
  onSelect: (from: number, to: number) => void;
}) {
  const { overview, words, onSelect } = props;
  const host = useRef<HTMLDivElement>(null);
  const [theme] = useTheme();
  const [width, setWidth] = useState(0);
  const [hover, setHover] = useState<{ index: number; left: number; width: number }>();
  const select = useRef(onSelect);
  select.current = onSelect;

  useLayoutEffect(() => {
    const element = host.current!;
    const observer = new ResizeObserver(() => setWidth(Math.floor(element.clientWidth)));
    observer.observe(element);
    setWidth(Math.floor(element.clientWidth));
    return () => observer.disconnect();
  }, []);

  const buckets = useMemo(() => fillBuckets(overview, Math.max(12, width / BAR_PX)), [overview, width]);
  const chart = useRef<BarsChart>(undefined);
  const latest = useRef(buckets);
  latest.current = buckets;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme changes the tokens that the chart reads
  useEffect(() => {
    if (width === 0) return;
    chart.current = makeBarsChart(
      host.current!,
      latest.current,
      { width, height: HEIGHT },
      { onHover: setHover, onSelect: (from, to) => select.current(from, to) },
    );
    return () => {
      setHover(undefined);
      chart.current?.destroy();
    };
  }, [width, theme]);
  useEffect(() => chart.current?.show(buckets), [buckets]);

  const peak = peakOf(buckets);
  const label = `Security triggers, ${words}: ${formatCount(overview.blocked)} blocked, ${formatCount(overview.alert)} alert. Busiest: ${formatSpan(peak.t, peak.t + buckets.stepMs)} with ${formatPlural(peak.count, 'trigger')}.`;
  const shown = hover && buckets.t[hover.index] !== undefined ? hover : undefined;
  return (
    <div className="triggers">
      <div className="triggers-plot" ref={host} role="img" aria-label={label} />
      {shown && (
        <>
          <div className="triggers-band" style={{ left: shown.left, width: shown.width }} />
          <div className={shown.left > width / 2 ? 'triggers-tip left' : 'triggers-tip'} style={tipPlace(shown, width)}>
            <div className="triggers-tip-time">
              {formatSpan(buckets.t[shown.index]!, buckets.t[shown.index]! + buckets.stepMs)}
            </div>
            <div>
              <i className="swatch blocked" /> Blocked <b>{formatCount(buckets.blocked[shown.index]!)}</b>
            </div>
            <div>
              <i className="swatch alert" /> Alert <b>{formatCount(buckets.alert[shown.index]!)}</b>
            </div>
          </div>
        </>
      )}
    </div>
  );
}

function tipPlace(at: { left: number; width: number }, width: number) {
  return at.left > width / 2 ? { right: width - at.left + 8 } : { left: at.left + at.width + 8 };
}
