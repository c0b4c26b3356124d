import { z } from 'zod';
import { eventRowSchema, functionRef, text, timeMs } from './parts.ts';

export const LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
const logLevel = z.enum(LOG_LEVELS);
/** Longest correlation id and request id of a line. */
export const CORRELATION_ID_LIMIT = 256;
const shortId = text(CORRELATION_ID_LIMIT);

/** A line that a function logged and that names the request that it belongs to. */
export const requestLineSchema = z.object({
  kind: z.literal('line'),
  /** Made of where, when and what: the same however often the line is delivered. */
  id: z.string().regex(/^[0-9a-f]{32}$/),
  correlationId: shortId.min(1),
  /** Of the invocation that printed it; empty where nobody tells. */
  requestId: shortId,
  /** Request id of the invocation that caused this one. */
  parentId: shortId.optional(),
  time: timeMs,
  function: functionRef,
  logStream: text(512),
  level: logLevel.optional(),
  /** The chain's one decision to log at DEBUG. */
  debug: z.boolean().optional(),
  message: text(8_192),
  error: text(8_192).optional(),
  /** JSON text of what else the line says, perhaps cut. */
  fields: text(4_096).optional(),
  /** Other `x-correlation-*` fields. */
  ids: z.record(text(64), shortId).refine((ids) => Object.keys(ids).length <= 16, { message: 'more than 16 ids' }),
  traceId: shortId.optional(),
  userAgent: shortId.optional(),
  trigger: shortId.optional(),
});

/** `mixed`: functions of one request do not agree, which they should. */
const debugDecision = z.enum(['on', 'off', 'mixed', 'unknown']);

/** One request through every function that it touched, summed up. */
export const requestRowSchema = z.object({
  /** Its correlation id. */
  id: z.string(),
  /** First and last sign of it: lines, and begins and ends of invocations. */
  first: z.number(),
  last: z.number(),
  /** In the order in which they were touched, at most 12. */
  functions: z.array(z.object({ name: z.string(), region: z.string(), account: z.string() })),
  functionCount: z.number(),
  invocations: z.number(),
  /** Invocations that failed or timed out. */
  failed: z.number(),
  /** Lines at ERROR or FATAL. */
  errorLines: z.number(),
  lines: z.number(),
  attacks: z.number(),
  debug: debugDecision,
  /** US dollars at list price; null where no REPORT has come. */
  cost: z.number().nullable(),
});
export const requestsReplySchema = z.object({
  requests: z.array(requestRowSchema),
  total: z.number(),
  cursor: z.string().optional(),
});

/** One invocation of a request. */
export const invocationSchema = z.object({
  /** Names it within the request: a retry has the same request id. */
  key: z.string(),
  /** Key of its caller; null: none, or none is known. */
  parent: z.string().nullable(),
  /** How many callers stand above it. */
  depth: z.number(),
  requestId: z.string(),
  function: functionRef.nullable(),
  /** Which try of the same request id it is, from 1. */
  attempt: z.number(),
  trigger: z.string(),
  debug: z.boolean().nullable(),
  start: z.number(),
  end: z.number(),
  /** As REPORT tells it; null: no REPORT has come. */
  report: z
    .object({
      status: z.enum(['success', 'error', 'timeout']),
      errorType: z.string(),
      durationMs: z.number(),
      billedMs: z.number(),
      memoryMb: z.number(),
      maxMemoryMb: z.number(),
      /** Null: not a cold start. */
      initMs: z.number().nullable(),
      cost: z.number(),
    })
    .nullable(),
  /** `unknown`: only named as caller by another; `silent`: REPORT alone, no line. */
  seen: z.enum(['lines', 'silent', 'unknown']),
  lines: z.number(),
  /** Ids of events that it had a part in. */
  events: z.array(z.string()),
});

/** A line as the page of a request shows it. */
export const shownLineSchema = z.object({
  id: z.string(),
  invocation: z.string(),
  time: z.number(),
  level: logLevel.nullable(),
  message: z.string(),
  error: z.string(),
  fields: z.string(),
});

/** One request as a chain of invocations, in the order in which to draw them. */
export const requestDetailSchema = requestRowSchema.extend({
  invocationList: z.array(invocationSchema),
  lineList: z.array(shownLineSchema),
  events: z.array(eventRowSchema),
  ids: z.record(z.string(), z.string()),
  userAgent: z.string(),
  traceId: z.string(),
  billedMs: z.number(),
  /** What there is more of than was sent. */
  omitted: z.object({ lines: z.number(), invocations: z.number() }),
});

export type RequestLine = z.output<typeof requestLineSchema>;
export type LogLevel = z.output<typeof logLevel>;
export type DebugDecision = z.infer<typeof debugDecision>;
export type RequestRow = z.infer<typeof requestRowSchema>;
export type RequestsReply = z.infer<typeof requestsReplySchema>;
export type Invocation = z.infer<typeof invocationSchema>;
export type ShownLine = z.infer<typeof shownLineSchema>;
export type RequestDetail = z.infer<typeof requestDetailSchema>;
