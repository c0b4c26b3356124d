export { correlation } from './correlation/correlation.ts';
export { withTelemetry } from './handler.ts';
export { contextOf, forEachRecord } from './records/for-each.ts';
