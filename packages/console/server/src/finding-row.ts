import type { EventRow, Finding } from '@bulkhead/console-contract';
import { type AttackClass, type RecordAction, type Severity, severityFromId } from '@bulkhead/core';

/** What the store sorts, filters and sums findings by, and the whole document beside it. */
export interface FindingRow {
  /** Lower case UUID. */
  readonly id: string;
  /** First occurrence, milliseconds since the epoch. */
  readonly time: number;
  readonly count: number;
  readonly class: AttackClass;
  readonly action: RecordAction;
  readonly account: string;
  readonly region: string;
  readonly function: string;
  /** Lower case text that the search field looks through. */
  readonly search: string;
  readonly doc: string;
  readonly requestId: string;
}

/** A billion: sums of counts stay far inside of 64 bits whatever a sender claims. */
const COUNT_LIMIT = 1_000_000_000;
const SEARCH_LIMIT = 4_000;

export function findingRow(finding: Finding): FindingRow {
  const event = eventRow(finding);
  const { name, region, account } = event.function;
  const words = [
    event.message,
    event.title,
    event.rule,
    event.source,
    event.path,
    event.excerpt,
    event.requestId,
    name,
  ];
  return {
    id: event.id,
    time: event.time,
    count: event.count,
    class: event.class as AttackClass,
    action: event.action,
    account,
    region,
    function: name,
    search: words.join('\n').toLowerCase().slice(0, SEARCH_LIMIT),
    doc: JSON.stringify(finding),
    requestId: event.requestId,
  };
}

/** The row of the event list for a finding: OCSF's words turned back into Bulkhead's. */
export function eventRow(finding: Finding): EventRow {
  const { data } = finding.evidences[0]!;
  const resource = finding.resources[0]!;
  return {
    id: finding.metadata.uid.toLowerCase(),
    time: finding.start_time,
    lastTime: finding.end_time,
    count: Math.min(finding.count, COUNT_LIMIT),
    class: data.class,
    title: finding.finding_info.title,
    severity: severity(finding.severity_id),
    action: action(finding.action_id),
    rule: finding.finding_info.analytic.uid,
    ruleVersion: finding.finding_info.analytic.version,
    message: finding.message,
    function: {
      name: resource.name,
      version: resource.version,
      region: finding.cloud.region,
      account: finding.cloud.account.uid,
      runtime: data.runtime,
    },
    source: data.event_source,
    path: data.path,
    excerpt: data.excerpt,
    requestId: data.request_id,
  };
}

/** OCSF 1.6 `action_id`: 1 Allowed, 2 Denied; Observed, Modified and Unknown all let it pass and tell. */
function action(id: number): RecordAction {
  if (id === 2) return 'blocked';
  return id === 1 ? 'allowed' : 'observed';
}

/** OCSF 1.6 `severity_id` 6 is Fatal, worse than critical; Unknown and Other say nothing. */
function severity(id: number): Severity {
  return id === 6 ? 'critical' : (severityFromId(id) ?? 'informational');
}
