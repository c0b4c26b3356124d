import { parseApplicationText } from './text-line.ts';

/** A metric that a function printed as a line of text. */
export interface PrintedMetric {
  readonly namespace: string;
  readonly name: string;
  /** As CloudWatch spells it: `Milliseconds`. */
  readonly unit: string;
  readonly value: number;
  /** When it was measured, milliseconds since the epoch: by the line itself, where it says so. */
  readonly time: number;
  /** In the order in which they were printed. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/**
 * Bounds of CloudWatch's MetricDatum and Dimension:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
const LONGEST_NAME = 255;
const LONGEST_DIMENSION = 1_024;
const MOST_DIMENSIONS = 30;
/** All of them, and what stands between them. */
const LONGEST_LINE = 65_536;
const LARGEST = 2 ** 360;

const SIZES = ['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes'];
const BITS = ['Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits'];
const RATES = [...SIZES, ...BITS, 'Count'].map((unit) => `${unit}/Second`);
const UNITS = new Map(
  ['Seconds', 'Microseconds', 'Milliseconds', 'Percent', 'Count', 'None', ...SIZES, ...BITS, ...RATES].map((unit) => [
    unit.toLowerCase(),
    unit,
  ]),
);

const NUMBER = /^[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:e[+-]?\d{1,3})?$/i;

/**
 * Reads a line `MONITORING|value|unit|name|namespace|name=value, name=value`, as `metrics.monitor` and the articles on logging print
 * it, with or without the columns that Lambda puts before it (three or four of Node.js, those of Python). Units in any case, since
 * the articles write `milliseconds`. Never throws; linear in the line's length.
 * @param text a line, or the message of one
 * @param time when the line was printed, milliseconds since the epoch; for lines that do not say
 * @returns `undefined` for any other line, and for one that CloudWatch would refuse: a part is missing or too long, no number, no unit
 * @example parseMonitoringLine('MONITORING|12|milliseconds|latency|shop', 0) // { name: 'latency', value: 12, … }
 */
export function parseMonitoringLine(text: string, time: number): PrintedMetric | undefined {
  // Most lines are none: a search costs less than a look at their columns.
  if (text.length > LONGEST_LINE || !text.includes('MONITORING|')) return undefined;
  const item = parseApplicationText(text.trimEnd());
  if (item.is !== 'application' || !item.message.startsWith('MONITORING|')) return undefined;
  const [, number = '', given = '', name = '', namespace = '', pairs = '', ...more] = item.message
    .split('|', 8)
    .map((part) => part.trim());
  const value = NUMBER.test(number) ? Number(number) : Number.NaN;
  const unit = UNITS.get(given.toLowerCase());
  const dimensions = dimensionsOf(pairs);
  if (more.length > 0 || !unit || !dimensions || !(Math.abs(value) <= LARGEST)) return undefined;
  if (!isName(name, LONGEST_NAME) || !isName(namespace, LONGEST_NAME)) return undefined;
  return { namespace, name, unit, value, time: item.time ?? time, dimensions };
}

/** `undefined` where one of them is no pair. */
function dimensionsOf(text: string): Readonly<Record<string, string>> | undefined {
  const dimensions: Record<string, string> = {};
  if (text === '') return dimensions;
  const pairs = text.split(',', MOST_DIMENSIONS + 1);
  if (pairs.length > MOST_DIMENSIONS) return undefined;
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at).trim();
    const value = pair.slice(at + 1).trim();
    if (at < 0 || name === '__proto__' || !isName(name, LONGEST_NAME) || !isName(value, LONGEST_DIMENSION)) {
      return undefined;
    }
    dimensions[name] = value;
  }
  return dimensions;
}

/** Printable ASCII, and no colon in front, which CloudWatch keeps for itself. */
function isName(text: string, longest: number): boolean {
  return text.length <= longest && /^[!-9;-~][ -~]*$/.test(text);
}
