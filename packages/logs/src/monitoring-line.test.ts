import { expect, it } from 'vitest';
import { type PrintedMetric, parseMonitoringLine } from './monitoring-line.ts';

const AT = 7;
const METRIC: PrintedMetric = {
  namespace: 'shop',
  name: 'latency',
  unit: 'Milliseconds',
  value: 12,
  time: AT,
  dimensions: {},
};
const LINE = 'MONITORING|12|Milliseconds|latency|shop';
const PRINTED = Date.UTC(2026, 10, 20, 9, 8, 7, 6);

it.each<[string, string, Partial<PrintedMetric>]>([
  ['bare', LINE, {}],
  ['with its newline', `${LINE}\n`, {}],
  ['a unit in lower case', 'MONITORING|12|milliseconds|latency|shop', {}],
  ['a rate', 'MONITORING|3|count/second|orders|shop', { unit: 'Count/Second', name: 'orders', value: 3 }],
  ['a fraction', 'MONITORING|-1.5e3|None|drift|shop', { unit: 'None', name: 'drift', value: -1500 }],
  ['dimensions', `${LINE}|route=/pay, method=POST`, { dimensions: { route: '/pay', method: 'POST' } }],
  ['a dimension with an equals sign in its value', `${LINE}|query=a=b`, { dimensions: { query: 'a=b' } }],
  ['no dimensions behind the last bar', `${LINE}|`, {}],
  ['blanks around the parts', 'MONITORING| 12 | Milliseconds | latency | shop ', {}],
  ['four columns of Node.js', `2026-11-20T09:08:07.006Z\tr-1\tINFO\t${LINE}`, { time: PRINTED }],
  ['three columns of Node.js 8', `2026-11-20T09:08:07.006Z\tr-1\t${LINE}`, { time: PRINTED }],
  ['columns of Python', `[INFO]\t2026-11-20T09:08:07.006Z\tr-1\t${LINE}`, { time: PRINTED }],
])('%s', (_name, text, expected) => {
  expect(parseMonitoringLine(text, AT)).toEqual({ ...METRIC, ...expected });
});

it.each([
  ['another text', 'hello'],
  ['told of, not printed', `the line ${LINE} is a metric`],
  ['lower case', LINE.toLowerCase()],
  ['no namespace', 'MONITORING|12|Milliseconds|latency'],
  ['an empty namespace', 'MONITORING|12|Milliseconds|latency|'],
  ['no value', 'MONITORING||Milliseconds|latency|shop'],
  ['a value that is none', 'MONITORING|twelve|Milliseconds|latency|shop'],
  ['hexadecimal', 'MONITORING|0x10|Milliseconds|latency|shop'],
  ['not finite', 'MONITORING|Infinity|Milliseconds|latency|shop'],
  ['larger than CloudWatch takes', 'MONITORING|1e200|Milliseconds|latency|shop'],
  ['no unit of CloudWatch', 'MONITORING|12|Parsecs|latency|shop'],
  ['a colon in front', 'MONITORING|12|Milliseconds|:latency|shop'],
  ['beyond ASCII', 'MONITORING|12|Milliseconds|größe|shop'],
  ['a long name', `MONITORING|12|Milliseconds|${'n'.repeat(256)}|shop`],
  ['a dimension without a value', `${LINE}|route`],
  ['a dimension without a name', `${LINE}|=x`],
  ['a dimension that is the prototype', `${LINE}|__proto__=x`],
  ['a part too many', `${LINE}|a=b|c`],
  ['31 dimensions', `${LINE}|${Array.from({ length: 31 }, (_, i) => `n${i}=v`).join(',')}`],
  ['64 KiB', `${LINE}|a=${'x'.repeat(65_536)}`],
])('none: %s', (_name, text) => expect(parseMonitoringLine(text, AT)).toBeUndefined());

it('hostile lines take no longer than honest ones of their length', () => {
  const text = `MONITORING|${'1'.repeat(30_000)}|${',='.repeat(15_000)}`;
  expect(parseMonitoringLine(text, AT)).toBeUndefined();
});
