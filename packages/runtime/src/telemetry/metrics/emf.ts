import { isoTime } from '../logger/timestamp.ts';

/**
 * CloudWatch's embedded metric format:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * Bounds are its own, and those of MetricDatum and Dimension in the CloudWatch API.
 */
export const MOST_METRICS = 100;
export const MOST_VALUES = 100;
export const MOST_DIMENSIONS = 30;
const LONGEST_NAME = 255;
const LONGEST_DIMENSION = 1_024;
/** Largest and smallest magnitude that CloudWatch takes: 2^360 and 2^-360. */
const LARGEST = 2.3485425827738332e108;

export const UNITS = [
  'Seconds',
  'Microseconds',
  'Milliseconds',
  'Percent',
  'Count',
  'None',
  'Count/Second',
  'Bytes',
  'Kilobytes',
  'Megabytes',
  'Gigabytes',
  'Terabytes',
  'Bits',
  'Kilobits',
  'Megabits',
  'Gigabits',
  'Terabits',
  'Bytes/Second',
  'Kilobytes/Second',
  'Megabytes/Second',
  'Gigabytes/Second',
  'Terabytes/Second',
  'Bits/Second',
  'Kilobits/Second',
  'Megabits/Second',
  'Gigabits/Second',
  'Terabits/Second',
] as const;

export type MetricUnit = (typeof UNITS)[number];

/** Names and values by which a metric is told apart; each combination of values is a metric of its own, and billed as one. */
export type Dimensions = Readonly<Record<string, string>>;

export interface MetricValues {
  readonly unit: MetricUnit;
  readonly values: number[];
  /** 1 for metrics that CloudWatch keeps by the second. */
  readonly resolution: 1 | 60;
}

export interface EmfParts {
  readonly time: number;
  readonly level: string;
  readonly namespace: string;
  /** Each set is a metric of its own; an empty one has no dimensions. */
  readonly dimensionSets: readonly Dimensions[];
  readonly metrics: ReadonlyMap<string, MetricValues>;
  /** Searchable in the log, no part of the metric. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * One line of metrics. `timestamp` and `level` are for Lambda's JSON log format, which takes lines without them for INFO and
 * drops them where only WARN is wanted: the level is the lowest that is not dropped.
 */
export function emfLine({ time, level, namespace, dimensionSets, metrics, properties }: EmfParts): string {
  const values: Record<string, unknown> = {};
  const definitions = [];
  for (const [name, { unit, values: list, resolution }] of metrics) {
    definitions.push({ Name: name, Unit: unit, ...(resolution === 1 && { StorageResolution: 1 }) });
    values[name] = list.length === 1 ? list[0] : list;
  }
  return JSON.stringify({
    timestamp: isoTime(time),
    level,
    ...properties,
    ...Object.assign({}, ...dimensionSets),
    ...values,
    _aws: {
      Timestamp: time,
      CloudWatchMetrics: [
        { Namespace: namespace, Dimensions: dimensionSets.map((set) => Object.keys(set)), Metrics: definitions },
      ],
    },
  });
}

/** A number that CloudWatch takes. */
export function isMetricValue(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= LARGEST;
}

/** Names of members that the line has besides, so that a metric or dimension of that name would be lost or believed. */
const TAKEN = ['_aws', 'timestamp', 'level', 'message', '__proto__'];

/** A name as CloudWatch takes it: printable ASCII, no `:` in front; `undefined` for none. */
export function metricName(name: unknown): string | undefined {
  const clean = printable(name, LONGEST_NAME).replace(/^:+/, '');
  return clean === '' || TAKEN.includes(clean) ? undefined : clean;
}

/** Dimensions as CloudWatch takes them; what cannot be one is left out. */
export function cleanDimensions(dimensions: Readonly<Record<string, unknown>>): Dimensions {
  const clean: Record<string, string> = {};
  for (const [key, given] of Object.entries(dimensions).slice(0, MOST_DIMENSIONS)) {
    const name = metricName(key);
    const value = printable(given, LONGEST_DIMENSION);
    if (name !== undefined && value !== '') clean[name] = value;
  }
  return clean;
}

function printable(value: unknown, limit: number): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  return String(value)
    .slice(0, limit)
    .replace(/[^\x20-\x7e]/g, '?')
    .trim();
}
