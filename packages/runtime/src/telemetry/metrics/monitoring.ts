import { cleanDimensions, type Dimensions, isMetricValue, type MetricUnit, metricName } from './emf.ts';

/**
 * A line of the form `MONITORING|value|unit|name|namespace|name=value, name=value`, as log shippers read it that make metrics
 * of lines.
 * @returns `undefined` where a value or a name is none
 * @example monitoringLine(12, 'Milliseconds', 'latency', 'shop', { route: '/pay' }) // 'MONITORING|12|Milliseconds|latency|shop|route=/pay'
 */
export function monitoringLine(
  value: number,
  unit: MetricUnit,
  name: string,
  namespace: string,
  dimensions: Dimensions = {},
): string | undefined {
  const metric = metricName(name);
  const space = metricName(namespace);
  if (!isMetricValue(value) || metric === undefined || space === undefined) return undefined;
  const pairs = Object.entries(cleanDimensions(dimensions)).map(([key, text]) => `${field(key)}=${field(text)}`);
  const parts = [
    'MONITORING',
    value,
    unit,
    field(metric),
    field(space),
    ...(pairs.length > 0 ? [pairs.join(', ')] : []),
  ];
  return parts.join('|');
}

/** Without what the line is taken apart by. */
function field(text: string): string {
  return text.replace(/[|,=]/g, '_');
}
