import { correlation as leanCorrelation } from './correlation/correlation.ts';
import { withTelemetry as leanWithTelemetry } from './handler.ts';
import { log as leanLog } from './logger/log.ts';
import type { Logger } from './logger/types.ts';
import { countInvocations as leanCountInvocations } from './metrics/invocations.ts';
import { contextOf as leanContextOf } from './records/context-of.ts';
import { forEachRecord as leanForEachRecord } from './records/for-each.ts';
import { reportTimeouts as leanReportTimeouts } from './timeout/deadline.ts';
import { whole } from './whole.ts';

export type { CorrelationScope } from '@bulkhead/core';
export { fillGaps, type GapOptions } from './correlation/gaps.ts';
export { type BufferOptions, bufferDebug } from './logger/buffer.ts';
export type { Logger, LogMethod } from './logger/types.ts';
export {
  type Dimensions,
  type MetricOptions,
  type Metrics,
  type MetricsOptions,
  type MetricUnit,
  metrics,
} from './metrics/metrics.ts';
export type { TelemetryOptions } from './options.ts';
export type { BatchResponse, RecordOf, RecordOptions } from './records/for-each.ts';
export type { TimeoutOptions } from './timeout/deadline.ts';
export { noteCall } from './timeout/last-call.ts';

// What `lean.ts` exports, with all parts turned on. Bundlers leave out what is not used, and with the last of these the parts.
export const correlation: typeof leanCorrelation = /* @__PURE__ */ whole(leanCorrelation);
export const withTelemetry: typeof leanWithTelemetry = /* @__PURE__ */ whole(leanWithTelemetry);
export const log: Logger = /* @__PURE__ */ whole(leanLog);
export const contextOf: typeof leanContextOf = /* @__PURE__ */ whole(leanContextOf);
export const forEachRecord: typeof leanForEachRecord = /* @__PURE__ */ whole(leanForEachRecord);
export const countInvocations: typeof leanCountInvocations = /* @__PURE__ */ whole(leanCountInvocations);
export const reportTimeouts: typeof leanReportTimeouts = /* @__PURE__ */ whole(leanReportTimeouts);
