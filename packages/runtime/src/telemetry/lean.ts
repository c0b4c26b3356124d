export type { CorrelationScope } from '@bulkhead/core';
export { correlation } from './correlation/correlation.ts';
export { fillGaps, type GapOptions } from './correlation/gaps.ts';
export { believePrincipals } from './correlation/principals.ts';
export { tellProblems } from './correlation/problems.ts';
export { readMore } from './correlation/read-more.ts';
export { believeSigned } from './correlation/signing.ts';
export { cleanStreams } from './correlation/streams.ts';
export { sendTraceParent } from './correlation/trace-parent.ts';
export { withTelemetry } from './handler.ts';
export { type BufferOptions, bufferDebug } from './logger/buffer.ts';
export { log } from './logger/log.ts';
export { fillPatterns } from './logger/patterns.ts';
export { coverSecrets } from './logger/secrets.ts';
export type { Logger, LogMethod } from './logger/types.ts';
export { countInvocations } from './metrics/invocations.ts';
export {
  type Dimensions,
  type MetricOptions,
  type Metrics,
  type MetricsOptions,
  type MetricUnit,
  metrics,
} from './metrics/metrics.ts';
export type { TelemetryOptions } from './options.ts';
export { contextOf } from './records/context-of.ts';
export { type BatchResponse, forEachRecord, type RecordOf, type RecordOptions } from './records/for-each.ts';
export { reportTimeouts, type TimeoutOptions } from './timeout/deadline.ts';
export { noteCall } from './timeout/last-call.ts';
