import {
  cleanDimensions,
  type Dimensions,
  emfLine,
  isMetricValue,
  type MetricUnit,
  type MetricValues,
  MOST_METRICS,
  MOST_VALUES,
  metricName,
  UNITS,
} from './emf.ts';

/** Groups of metrics with different dimensions that one request may have before they are printed. */
const MOST_GROUPS = 20;
const LONGEST_PROPERTY = 1_024;

export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: MetricUnit;
  readonly resolution: 1 | 60;
  /** What this one is told apart by, besides what all are. */
  readonly dimensions: Dimensions | readonly Dimensions[] | undefined;
}

export interface BatchParts {
  readonly namespace: string;
  readonly dimensions: Dimensions;
  readonly properties: () => Readonly<Record<string, unknown>>;
  /** Of the lines; see {@link emfLine}. */
  readonly level: string;
  readonly print: (line: string) => void;
  readonly now: () => number;
}

/** Metrics of one request, printed together: a line for each group of dimensions, more where CloudWatch's bounds ask for it. */
export interface Batch {
  add(measure: Measure): void;
  property(name: string, value: string | number | boolean): void;
  flush(): void;
}

interface Group {
  readonly dimensionSets: readonly Dimensions[];
  readonly metrics: Map<string, MetricValues>;
}

export function createBatch({ namespace, dimensions, properties, level, print, now }: BatchParts): Batch {
  const groups = new Map<string, Group>();
  const own: Record<string, unknown> = {};
  let dropped = 0;

  /** One group for all sets, or one for each where a dimension has several values: a line has one for each name. */
  function groupsOf(given: Measure['dimensions']): Group[] {
    const sets: readonly Dimensions[] = given === undefined ? [{}] : Array.isArray(given) ? given : [given];
    const all = sets.map((set) => cleanDimensions({ ...dimensions, ...set }));
    const together: Dimensions = Object.assign({}, ...all);
    const agree = all.every((set) => Object.keys(set).every((name) => set[name] === together[name]));
    return agree ? [groupOf(all)] : all.map((set) => groupOf([set]));
  }

  function groupOf(dimensionSets: readonly Dimensions[]): Group {
    const key = JSON.stringify(dimensionSets);
    const known = groups.get(key);
    if (known) return known;
    if (groups.size >= MOST_GROUPS) flush();
    const group: Group = { dimensionSets, metrics: new Map() };
    groups.set(key, group);
    return group;
  }

  function put(group: Group, name: string, value: number, { unit, resolution }: Omit<MetricValues, 'values'>): void {
    // A dimension and a metric are members of one object.
    if (group.dimensionSets.some((set) => Object.hasOwn(set, name))) {
      dropped++;
      return;
    }
    const known = group.metrics.get(name);
    const other = known && (known.unit !== unit || known.resolution !== resolution);
    if (other || (known && known.values.length >= MOST_VALUES)) printGroup(group);
    if (!group.metrics.has(name) && group.metrics.size >= MOST_METRICS) printGroup(group);
    const metric = group.metrics.get(name);
    if (metric) metric.values.push(value);
    else group.metrics.set(name, { unit, resolution, values: [value] });
  }

  function printGroup({ dimensionSets, metrics }: Group): void {
    if (metrics.size === 0) return;
    const lost = dropped > 0 ? { droppedMetrics: dropped } : {};
    dropped = 0;
    print(
      emfLine({
        time: now(),
        level,
        namespace,
        dimensionSets,
        metrics,
        properties: { ...own, ...properties(), ...lost },
      }),
    );
    metrics.clear();
  }

  function flush(): void {
    for (const group of groups.values()) printGroup(group);
    groups.clear();
  }

  return {
    flush,
    add({ name: given, value, unit, resolution, dimensions: special }) {
      const name = metricName(given);
      if (name === undefined || !isMetricValue(value) || !UNITS.includes(unit)) {
        dropped++;
        return;
      }
      for (const group of groupsOf(special)) put(group, name, value, { unit, resolution });
    },
    property(name, value) {
      const clean = metricName(name);
      if (clean === undefined || Object.keys(own).length >= MOST_METRICS) return;
      own[clean] =
        typeof value === 'number' || typeof value === 'boolean' ? value : String(value).slice(0, LONGEST_PROPERTY);
    },
  };
}
