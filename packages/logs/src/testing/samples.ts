import type { AttackRecord, CoverageRecord, Execution, FaultRecord } from '@bulkhead/core';
import type { LogStreamRef, RequestLine } from '../types.ts';

/** What tests of this package and of the console share: one function, one stream, one record of each kind. */
export const FUNCTION_REF = {
  name: 'voting-app-vote',
  version: '$LATEST',
  region: 'eu-west-1',
  account: '123456789012',
  runtime: 'nodejs22.x',
};

export const STREAM: LogStreamRef = {
  logGroup: '/aws/lambda/voting-app-vote',
  logStream: '2026/11/20/[$LATEST]0123456789abcdef0123456789abcdef',
  function: FUNCTION_REF,
};

export const REQUEST_ID = '8f507cfc-xmpl-4697-b07a-ac58fc914c95';

export function attackRecord(changes: Partial<AttackRecord> = {}): AttackRecord {
  return {
    kind: 'attack',
    id: '01935a4e-7c00-7000-8000-000000000001',
    time: 1_795_000_000_000,
    lastTime: 1_795_000_000_000,
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
    function: FUNCTION_REF,
    requestId: REQUEST_ID,
    coldStart: false,
    ...changes,
  };
}

export function coverageRecord(changes: Partial<CoverageRecord> = {}): CoverageRecord {
  return {
    kind: 'coverage',
    id: '01935a4e-7c00-7000-8000-00000000c001',
    time: 1_795_000_000_000,
    function: FUNCTION_REF,
    requestId: REQUEST_ID,
    agent: '0.1.0',
    node: '22.23.3',
    installed: 'layer',
    mode: 'block',
    policy: 'file',
    handler: 'vote.handler',
    detectors: ['sqli', 'cmdi'],
    hooks: [{ id: 'child-process', state: 'on' }],
    notes: [],
    ...changes,
  };
}

export function faultRecord(changes: Partial<FaultRecord> = {}): FaultRecord {
  return {
    kind: 'fault',
    id: '01935a4e-7c00-7000-8000-00000000f001',
    time: 1_795_000_000_000,
    function: FUNCTION_REF,
    requestId: REQUEST_ID,
    where: 'event',
    message: 'cannot read',
    count: 1,
    ...changes,
  };
}

export function execution(changes: Partial<Execution> = {}): Execution {
  return {
    kind: 'execution',
    requestId: REQUEST_ID,
    time: 1_795_000_000_000,
    function: FUNCTION_REF,
    logStream: STREAM.logStream,
    status: 'success',
    durationMs: 12.5,
    billedMs: 13,
    memoryMb: 128,
    maxMemoryMb: 70,
    ...changes,
  };
}

export function requestLine(changes: Partial<RequestLine> = {}): RequestLine {
  return {
    kind: 'line',
    id: '0123456789abcdef0123456789abcdef',
    correlationId: 'c0ffee00-0000-4000-8000-000000000001',
    requestId: REQUEST_ID,
    time: 1_795_000_000_000,
    function: FUNCTION_REF,
    logStream: STREAM.logStream,
    level: 'INFO',
    message: 'order taken',
    ids: {},
    ...changes,
  };
}
