import {
  type Coverage,
  coverageSchema,
  type DeployedFunction,
  type ExecutionRecord,
  findingSchema,
  type RequestLine,
  requestLineSchema,
} from '@bulkhead/console-contract';
import { type AttackRecord, type CoverageRecord, toDetectionFinding } from '@bulkhead/core';
import { type FindingRow, findingRow } from '../finding-row.ts';
import { type LineRow, lineRow } from '../line-row.ts';
import type { StoreBatch } from '../store/store.ts';

/** A full hour, so that buckets of tests are easy to read: 2026-11-20T09:00:00Z. */
export const T0 = Date.UTC(2026, 10, 20, 9);
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

export const VOTE = {
  name: 'vote',
  version: '$LATEST',
  region: 'eu-west-1',
  account: '111111111111',
  runtime: 'nodejs22.x',
};
export const POLL = { ...VOTE, name: 'poll' };

/** The n-th id; ordered as UUIDv7 are. */
export function id(n: number): string {
  return `01935a4e-7c00-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

export function attack(changes: Partial<AttackRecord> = {}): AttackRecord {
  const time = changes.time ?? T0;
  return {
    kind: 'attack',
    id: id(1),
    time,
    lastTime: time,
    count: 1,
    rule: 'detector/sqli',
    ruleVersion: '1',
    class: 'sqli',
    severity: 'high',
    confidence: 'high',
    action: 'blocked',
    message: 'SQL injection in an event value.',
    source: 'apigateway-v2',
    path: 'body|json.choice',
    excerpt: "1' OR '1'='1",
    function: VOTE,
    requestId: 'request-1',
    coldStart: false,
    ...changes,
  };
}

export function finding(changes: Partial<AttackRecord> = {}): FindingRow {
  return findingRow(findingSchema.parse(toDetectionFinding(attack(changes))));
}

export function execution(changes: Partial<ExecutionRecord> = {}): ExecutionRecord {
  return {
    kind: 'execution',
    requestId: 'request-1',
    time: T0,
    function: VOTE,
    logStream: '2026/11/20/[$LATEST]0',
    status: 'success',
    durationMs: 12.5,
    billedMs: 13,
    memoryMb: 128,
    maxMemoryMb: 70,
    ...changes,
  };
}

/** The n-th line id. */
export function lineId(n: number): string {
  return n.toString(16).padStart(32, '0');
}

export function requestLine(changes: Partial<RequestLine> = {}): RequestLine {
  return requestLineSchema.parse({
    kind: 'line',
    id: lineId(1),
    correlationId: 'chain-1',
    requestId: 'request-1',
    time: T0,
    function: VOTE,
    logStream: '2026/11/20/[$LATEST]0',
    level: 'INFO',
    debug: false,
    message: 'vote counted',
    ids: {},
    ...changes,
  });
}

export function line(changes: Partial<RequestLine> = {}): LineRow {
  return lineRow(requestLine(changes));
}

export function coverage(changes: Partial<CoverageRecord> = {}): Coverage {
  return coverageSchema.parse({
    kind: 'coverage',
    id: id(0xc0),
    time: T0,
    function: VOTE,
    requestId: 'request-1',
    agent: '0.1.0',
    node: '22.23.3',
    installed: 'layer',
    mode: 'block',
    policy: 'file',
    handler: 'vote.handler',
    detectors: ['sqli'],
    hooks: [{ id: 'child-process', state: 'on' }],
    notes: [],
    ...changes,
  });
}

export function deployed(changes: Partial<DeployedFunction> = {}): DeployedFunction {
  return { function: VOTE, app: 'voting-app', deployedAt: T0 - MINUTE, ...changes };
}

export function batch(parts: Partial<StoreBatch> = {}): StoreBatch {
  return {
    receivedAt: T0,
    findings: [],
    executions: [],
    coverages: [],
    functions: [],
    lines: [],
    counters: { forged: 0, malformed: 0, faults: 0, dropped: 0 },
    ...parts,
  };
}
