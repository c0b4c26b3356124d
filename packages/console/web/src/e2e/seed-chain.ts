import type { IngestBatch, RequestLine } from '@bulkhead/console-contract';
import { type Execution, type FunctionRef, toDetectionFinding } from '@bulkhead/core';
import { attack } from './seed.ts';

export const CHAIN_ID = 'c0ffee00-7d2a-4c3f-9b57-0c5b1f0e8a11';

const fn = (name: string): FunctionRef => ({
  name,
  version: '$LATEST',
  region: 'eu-central-1',
  account: '123456789012',
  runtime: 'nodejs22.x',
});
const API_A = fn('correlation-api-a');
const API_B = fn('correlation-api-b');
const FAN = fn('correlation-sns-to-kinesis');
const API_C = fn('correlation-api-c');
const requestId = (n: number) => `8f507cfc-1a2b-4697-b07a-00000000000${n}`;

let lineNumber = 0;

/** A line of the chain; what is not given belongs to its first invocation. */
export function chainLine(patch: Partial<RequestLine> = {}): RequestLine {
  return {
    kind: 'line',
    id: (++lineNumber).toString(16).padStart(32, '0'),
    correlationId: CHAIN_ID,
    requestId: requestId(1),
    time: 0,
    function: API_A,
    logStream: '2026/11/21/[$LATEST]0123456789abcdef0123456789abcdef',
    level: 'INFO',
    debug: true,
    message: 'order taken',
    ids: { 'x-correlation-user': 'u-71' },
    userAgent: 'curl/8.14.1',
    traceId: '1-5759e988-bd862e3fe1be46a994272793',
    ...patch,
  };
}

function execution(
  n: number,
  ref: FunctionRef,
  start: number,
  durationMs: number,
  patch: Partial<Execution> = {},
): Execution {
  return {
    kind: 'execution',
    requestId: requestId(n),
    time: Math.round(start + durationMs),
    function: ref,
    logStream: '2026/11/21/[$LATEST]0123456789abcdef0123456789abcdef',
    status: 'success',
    durationMs,
    billedMs: Math.ceil(durationMs),
    memoryMb: 256,
    maxMemoryMb: 91,
    ...patch,
  };
}

/**
 * api-a calls api-b and publishes to SNS; a function hands on to Kinesis, and api-c fails at the end of it. A fifth
 * invocation has no REPORT yet, and its caller is not known.
 */
export function chainBatch(t: number): IngestBatch {
  const of = (n: number, ref: FunctionRef, parent?: number) => ({
    requestId: requestId(n),
    function: ref,
    ...(parent === undefined ? {} : { parentId: requestId(parent) }),
  });
  return {
    lines: [
      chainLine({ time: t + 4, level: 'DEBUG', message: 'invocation started', trigger: 'apigateway-v2' }),
      chainLine({ time: t + 9, fields: '{"order":{"id":"o-1042","items":3},"customer":"[redacted]"}' }),
      chainLine({ ...of(2, API_B, 1), time: t + 48, message: 'price looked up', trigger: 'apigateway-v2' }),
      chainLine({ ...of(2, API_B, 1), time: t + 61, level: 'DEBUG', message: 'cache miss, asked the table' }),
      chainLine({ ...of(3, FAN, 1), time: t + 142, message: 'handing 1 record on', trigger: 'sns' }),
      chainLine({ ...of(4, API_C, 3), time: t + 232, level: 'WARN', message: 'stock is low', trigger: 'kinesis' }),
      chainLine({
        ...of(4, API_C, 3),
        time: t + 251,
        level: 'ERROR',
        message: 'order could not be stored',
        error:
          'ConditionalCheckFailedException: The conditional request failed\n    at throwDefaultError (/var/task/index.js:20871:20)\n    at async store (/var/task/index.js:41:3)\nCaused by: Error: socket hang up',
      }),
      chainLine({ ...of(5, API_C, 9), time: t + 305, message: 'record without a known sender', trigger: 'kinesis' }),
    ],
    executions: [
      execution(1, API_A, t, 128.4, { initMs: 96.2 }),
      execution(2, API_B, t + 44, 21.7),
      execution(3, FAN, t + 138, 17.2),
      execution(4, API_C, t + 226, 38.9, { status: 'error', errorType: 'ConditionalCheckFailedException' }),
    ],
    findings: [
      toDetectionFinding(
        attack({ time: t + 12, lastTime: t + 12, action: 'observed', function: API_A, requestId: requestId(1) }),
      ),
    ],
    functions: [API_A, API_B, FAN, API_C].map((ref) => ({
      function: ref,
      app: 'correlation',
      deployedAt: t - 60_000,
      architecture: 'arm64' as const,
    })),
  };
}

/** Requests of one or two invocations, for a list that looks like one. */
export function otherRequests(now: number, count = 60): IngestBatch {
  const lines = Array.from({ length: count }, (_, n) => {
    const time = now - 60_000 - n * 421_000;
    const id = `0b5e77e0-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
    const ref = [API_A, API_B, API_C][n % 3]!;
    const parts = { correlationId: id, time, function: ref, requestId: `${id}-a`, debug: n % 17 === 0, ids: {} };
    return [
      chainLine(parts),
      ...(n % 2
        ? [chainLine({ ...parts, time: time + 90 + n, function: FAN, requestId: `${id}-b`, parentId: `${id}-a` })]
        : []),
    ];
  });
  return { lines: lines.flat() };
}
