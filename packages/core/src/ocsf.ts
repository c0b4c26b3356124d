import { ATTACK_CLASSES, isAttackClass } from './attack-classes.ts';
import type { AttackRecord, Confidence, RecordAction } from './record.ts';
import { RISKS } from './risks.ts';
import { SEVERITY_CAPTIONS, SEVERITY_IDS, severityFromId } from './severity.ts';
import { parseRecord } from './wire.ts';

/**
 * OCSF 1.6.0 Detection Finding (class 2004) with the `cloud` and `security_control` profiles, as far as Bulkhead fills it.
 * Every attribute is a standard one; what OCSF has no attribute for stands in `evidences[0].data`.
 */
export interface DetectionFinding {
  activity_id: 1;
  activity_name: 'Create';
  category_uid: 2;
  category_name: 'Findings';
  class_uid: 2004;
  class_name: 'Detection Finding';
  type_uid: 200401;
  type_name: 'Detection Finding: Create';
  severity_id: number;
  severity: string;
  time: number;
  start_time: number;
  end_time: number;
  count: number;
  message: string;
  is_alert: boolean;
  action_id: number;
  action: string;
  disposition_id: number;
  disposition: string;
  confidence_id: number;
  confidence: string;
  status_id: 1;
  status: 'New';
  metadata: {
    version: '1.6.0';
    uid: string;
    correlation_uid: string;
    profiles: ['cloud', 'security_control'];
    product: { name: 'Bulkhead'; vendor_name: 'Bulkhead' };
  };
  finding_info: {
    uid: string;
    title: string;
    types: [string];
    first_seen_time: number;
    last_seen_time: number;
    created_time: number;
    analytic: { uid: string; name: string; type: 'Rule'; type_id: 1; version: string };
  };
  cloud: { provider: 'AWS'; region: string; account: { uid: string } };
  resources: [
    {
      uid: string;
      name: string;
      type: 'AWS::Lambda::Function';
      version: string;
      region: string;
      cloud_partition: 'aws';
    },
  ];
  evidences: [{ data: FindingEvidence }];
}

/** `evidences[0].data`: the facts for which OCSF has no attribute. */
export interface FindingEvidence {
  /** Bulkhead's short class name, such as `sqli`. */
  class: string;
  risk: string;
  cwe: number;
  event_source: string;
  path: string;
  excerpt: string;
  runtime: string;
  request_id: string;
  trace_id?: string;
  cold_start: boolean;
  dropped?: number;
  truncated?: boolean;
  sink?: { operation: string; target: string };
}

const ACTIONS: Record<RecordAction, { action: [number, string]; disposition: [number, string] }> = {
  allowed: { action: [1, 'Allowed'], disposition: [1, 'Allowed'] },
  observed: { action: [3, 'Observed'], disposition: [19, 'Alert'] },
  blocked: { action: [2, 'Denied'], disposition: [2, 'Blocked'] },
};

const CONFIDENCES: Record<Confidence, [number, string]> = { low: [1, 'Low'], medium: [2, 'Medium'], high: [3, 'High'] };

/** The finding for one record; pure, and undone without loss by {@link fromDetectionFinding}. */
export function toDetectionFinding(record: AttackRecord): DetectionFinding {
  const info = ATTACK_CLASSES[record.class];
  const fn = record.function;
  const [actionId, action] = ACTIONS[record.action].action;
  const [dispositionId, disposition] = ACTIONS[record.action].disposition;
  const [confidenceId, confidence] = CONFIDENCES[record.confidence];
  const data: FindingEvidence = {
    class: record.class,
    risk: `${info.risk} ${RISKS[info.risk].title}`,
    cwe: info.cwe,
    event_source: record.source,
    path: record.path,
    excerpt: record.excerpt,
    runtime: fn.runtime,
    request_id: record.requestId,
    cold_start: record.coldStart,
  };
  if (record.traceId !== undefined) data.trace_id = record.traceId;
  if (record.dropped !== undefined) data.dropped = record.dropped;
  if (record.truncated !== undefined) data.truncated = record.truncated;
  if (record.sink) data.sink = { operation: record.sink.operation, target: record.sink.target };
  return {
    activity_id: 1,
    activity_name: 'Create',
    category_uid: 2,
    category_name: 'Findings',
    class_uid: 2004,
    class_name: 'Detection Finding',
    type_uid: 200401,
    type_name: 'Detection Finding: Create',
    severity_id: SEVERITY_IDS[record.severity],
    severity: SEVERITY_CAPTIONS[record.severity],
    time: record.lastTime,
    start_time: record.time,
    end_time: record.lastTime,
    count: record.count,
    message: record.message,
    is_alert: record.action !== 'allowed',
    action_id: actionId,
    action,
    disposition_id: dispositionId,
    disposition,
    confidence_id: confidenceId,
    confidence,
    status_id: 1,
    status: 'New',
    metadata: {
      version: '1.6.0',
      uid: record.id,
      correlation_uid: record.requestId,
      profiles: ['cloud', 'security_control'],
      product: { name: 'Bulkhead', vendor_name: 'Bulkhead' },
    },
    finding_info: {
      uid: record.id,
      title: info.title,
      types: [record.class],
      first_seen_time: record.time,
      last_seen_time: record.lastTime,
      created_time: record.time,
      analytic: { uid: record.rule, name: record.rule, type: 'Rule', type_id: 1, version: record.ruleVersion },
    },
    cloud: { provider: 'AWS', region: fn.region, account: { uid: fn.account } },
    resources: [
      {
        uid: functionArn(fn),
        name: fn.name,
        type: 'AWS::Lambda::Function',
        version: fn.version,
        region: fn.region,
        cloud_partition: 'aws',
      },
    ],
    evidences: [{ data }],
  };
}

/** ARN after docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html; the version is left out for `$LATEST`. */
export function functionArn(fn: { name: string; region: string; account: string; version: string }): string {
  const base = `arn:aws:lambda:${fn.region}:${fn.account}:function:${fn.name}`;
  return fn.version === '$LATEST' || fn.version === '' ? base : `${base}:${fn.version}`;
}

/** The record behind a finding of ours, or `undefined` when it is not one. */
export function fromDetectionFinding(finding: DetectionFinding): AttackRecord | undefined {
  const data = finding.evidences?.[0]?.data;
  const resource = finding.resources?.[0];
  const severity = severityFromId(finding.severity_id);
  if (!data || !resource || !severity || !isAttackClass(data.class)) return undefined;
  const record: AttackRecord = {
    kind: 'attack',
    id: finding.metadata.uid,
    time: finding.start_time,
    lastTime: finding.end_time,
    count: finding.count,
    rule: finding.finding_info.analytic.uid,
    ruleVersion: finding.finding_info.analytic.version,
    class: data.class,
    severity,
    confidence: keyById(CONFIDENCES, (entry) => entry[0] === finding.confidence_id) ?? 'low',
    action: keyById(ACTIONS, (entry) => entry.action[0] === finding.action_id) ?? 'observed',
    message: finding.message,
    source: data.event_source,
    path: data.path,
    excerpt: data.excerpt,
    ...(data.sink ? { sink: data.sink } : {}),
    function: {
      name: resource.name,
      version: resource.version,
      region: resource.region,
      account: finding.cloud.account.uid,
      runtime: data.runtime,
    },
    requestId: data.request_id,
    ...(data.trace_id === undefined ? {} : { traceId: data.trace_id }),
    coldStart: data.cold_start,
    ...(data.dropped === undefined ? {} : { dropped: data.dropped }),
    ...(data.truncated === undefined ? {} : { truncated: data.truncated }),
  };
  return typeof parseRecord(record) === 'string' ? undefined : record;
}

function keyById<K extends string, V>(table: Record<K, V>, matches: (value: V) => boolean): K | undefined {
  return (Object.keys(table) as K[]).find((key) => matches(table[key]));
}
