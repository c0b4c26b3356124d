import { ATTACK_CLASS_IDS, type AttackClass, HOOK_IDS } from '@bulkhead/core';
import { z } from 'zod';
import { eventRowSchema, functionRef, text, timeMs } from './parts.ts';

export { eventRowSchema } from './parts.ts';
export * from './requests.ts';

/** Longest body of one `POST /v1/records`, in bytes. */
export const INGEST_BODY_LIMIT = 1_048_576;
/** Most items of one kind in one request. */
export const INGEST_ITEM_LIMIT = 5_000;

/** A finding is kept whole; only what the console sorts and filters by is checked here. OCSF 1.6.0 class 2004. */
export const findingSchema = z.looseObject({
  class_uid: z.literal(2004),
  severity_id: z.number().int().min(0).max(99),
  time: timeMs,
  start_time: timeMs,
  end_time: timeMs,
  count: z.number().int().min(1),
  message: text(1_000),
  action_id: z.number().int(),
  disposition_id: z.number().int(),
  metadata: z.looseObject({ uid: z.uuid(), version: z.literal('1.6.0') }),
  finding_info: z.looseObject({ title: text(200), analytic: z.looseObject({ uid: text(200), version: text(40) }) }),
  cloud: z.looseObject({ region: text(40), account: z.looseObject({ uid: text(12) }) }),
  resources: z.array(z.looseObject({ name: text(140), version: text(128) })).min(1),
  evidences: z
    .array(
      z.looseObject({
        data: z.looseObject({
          class: z.enum(ATTACK_CLASS_IDS as unknown as [AttackClass, ...AttackClass[]]),
          event_source: text(100),
          path: text(2_000),
          excerpt: text(2_000),
          runtime: text(64),
          request_id: text(200),
        }),
      }),
    )
    .min(1),
});

export const executionSchema = z.object({
  kind: z.literal('execution'),
  requestId: text(200).min(1),
  time: timeMs,
  function: functionRef,
  logStream: text(512),
  status: z.enum(['success', 'error', 'timeout']),
  errorType: text(200).optional(),
  durationMs: z.number().min(0),
  billedMs: z.number().min(0),
  memoryMb: z.number().min(0),
  maxMemoryMb: z.number().min(0),
  initMs: z.number().min(0).optional(),
  traceId: text(200).optional(),
});

export const coverageSchema = z.looseObject({
  kind: z.literal('coverage'),
  id: z.uuid(),
  time: timeMs,
  function: functionRef,
  agent: text(40),
  node: text(40),
  installed: z.enum(['protect', 'layer', 'proxy']),
  mode: z.enum(['off', 'alert', 'block']),
  policy: text(40),
  handler: text(512),
  detectors: z.array(z.string()).max(64),
  hooks: z
    .array(z.object({ id: text(64), state: z.enum(['on', 'off', 'failed']), note: text(500).optional() }))
    .max(HOOK_IDS.length * 8),
  notes: z.array(text(1_000)).max(64),
});

/** What a deploy, a live account or `bulkhead up` knows to exist. */
export const deployedFunctionSchema = z.object({
  function: functionRef,
  app: text(200),
  /** When it was last deployed (in the lab: started), milliseconds since the epoch. */
  deployedAt: timeMs,
  /** Why it is not protected, where that is known: `python3.12 is not protected yet`. */
  unprotectedReason: text(200).optional(),
  /** Says what a millisecond costs; left out: reckoned as x86_64. */
  architecture: z.enum(['x86_64', 'arm64']).optional(),
});

export const countersSchema = z.object({
  forged: z.number().int().min(0),
  malformed: z.number().int().min(0),
  faults: z.number().int().min(0),
  /** Records, executions and lines that a sender had no room for. */
  dropped: z.number().int().min(0).optional(),
});

/** Body of `POST /v1/records`; items are taken one by one: a bad one is reported, the others are kept. */
export const ingestSchema = z.object({
  /** The same for each try to deliver this body: its counters count once, whatever arrives how often. */
  batch: z.uuid().optional(),
  findings: z.array(z.unknown()).max(INGEST_ITEM_LIMIT).optional(),
  executions: z.array(z.unknown()).max(INGEST_ITEM_LIMIT).optional(),
  coverages: z.array(z.unknown()).max(INGEST_ITEM_LIMIT).optional(),
  lines: z.array(z.unknown()).max(INGEST_ITEM_LIMIT).optional(),
  functions: z.array(z.unknown()).max(INGEST_ITEM_LIMIT).optional(),
  counters: countersSchema.partial().optional(),
});

export const ingestReplySchema = z.object({
  accepted: z.number().int(),
  rejected: z.array(z.object({ list: z.string(), index: z.number().int(), reason: z.string() })),
});

/** Filters that every page shares; they live in the URL. */
export const filterSchema = z.object({
  from: z.coerce.number().int().min(0).optional(),
  to: z.coerce.number().int().min(0).optional(),
  account: text(12).optional(),
  region: text(40).optional(),
  function: text(140).optional(),
  class: text(40).optional(),
  action: z.enum(['allowed', 'observed', 'blocked']).optional(),
  q: text(200).optional(),
  /** Requests alone: those in which something failed. */
  errors: z.literal('1').optional(),
});

export const overviewSchema = z.object({
  from: timeMs,
  to: timeMs,
  deployedFunctions: z.number(),
  protectedFunctions: z.number(),
  totalExecutions: z.number(),
  attacksDetected: z.number(),
  bucketMs: z.number(),
  triggers: z.array(z.object({ t: z.number(), blocked: z.number(), alert: z.number() })),
  blocked: z.number(),
  alert: z.number(),
  classes: z.array(z.object({ class: z.string(), title: z.string(), count: z.number() })),
  counters: countersSchema,
});

export const functionRowSchema = z.object({
  function: functionRef,
  app: z.string(),
  deployedAt: z.number(),
  /** `pending`: deployed and never seen to run, so that nothing can be said yet. */
  protection: z.enum(['block', 'alert', 'off', 'none', 'pending']),
  /** Why `none`, or what the coverage line reports as not hooked. */
  note: z.string(),
  executions: z.number(),
  errors: z.number(),
  attacks: z.number(),
  lastSeen: z.number().nullable(),
});
export const functionsReplySchema = z.object({ functions: z.array(functionRowSchema), total: z.number() });

export const eventsReplySchema = z.object({
  events: z.array(eventRowSchema),
  total: z.number(),
  /** Opaque; pass as `cursor` for the next page. Absent on the last. */
  cursor: z.string().optional(),
});

/** One event with its raw OCSF document. */
export const eventDetailSchema = eventRowSchema.extend({ finding: z.record(z.string(), z.unknown()) });

export const facetsSchema = z.object({
  accounts: z.array(z.string()),
  regions: z.array(z.string()),
  functions: z.array(z.string()),
  classes: z.array(z.string()),
});

export const errorReplySchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), next: z.string() }),
});

export type Finding = z.output<typeof findingSchema>;
export type ExecutionRecord = z.output<typeof executionSchema>;
export type Coverage = z.output<typeof coverageSchema>;
export type IngestBatch = z.input<typeof ingestSchema>;
export type IngestReply = z.infer<typeof ingestReplySchema>;
export type DeployedFunction = z.infer<typeof deployedFunctionSchema>;
export type Counters = z.infer<typeof countersSchema>;
export type Filter = z.infer<typeof filterSchema>;
export type Overview = z.infer<typeof overviewSchema>;
export type FunctionRow = z.infer<typeof functionRowSchema>;
export type FunctionsReply = z.infer<typeof functionsReplySchema>;
export type EventRow = z.infer<typeof eventRowSchema>;
export type EventsReply = z.infer<typeof eventsReplySchema>;
export type EventDetail = z.infer<typeof eventDetailSchema>;
export type Facets = z.infer<typeof facetsSchema>;

/** Paths of the console's HTTP interface. All but `/v1/records` answer GET. */
export const ROUTES = {
  ingest: '/v1/records',
  overview: '/api/overview',
  functions: '/api/functions',
  events: '/api/events',
  event: '/api/events/:id',
  requests: '/api/requests',
  /** One by its correlation id, `?id=`: ids are any text, `..` among them. */
  request: '/api/request',
  facets: '/api/facets',
  /** Server-sent events: `change` whenever something was stored, at most four a second. */
  live: '/api/live',
  health: '/healthz',
} as const;
