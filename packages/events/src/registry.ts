import { batchSources } from './groups/batches.lazy.ts';
import { otherSources } from './groups/others.lazy.ts';
import { requestSources } from './groups/requests.lazy.ts';
import { alb } from './sources/alb.ts';
import { apigatewayV1 } from './sources/apigateway-v1.ts';
import { apigatewayV2 } from './sources/apigateway-v2.ts';
import { functionUrl } from './sources/function-url.ts';
import { s3 } from './sources/s3.ts';
import { sns } from './sources/sns.ts';
import { sqs } from './sources/sqs.ts';
import type { EventSource } from './types.ts';

/** Triggers of most functions: what reads them is loaded at once, the others when an event may be theirs. */
const FIRST: readonly EventSource[] = [apigatewayV2, apigatewayV1, functionUrl, alb, sqs, sns, s3];

/**
 * Every trigger that is known; one file each in `sources/`. The order does not matter: at most one matches. For tests,
 * documentation and tools: it loads all of them.
 */
export const EVENT_SOURCES: readonly EventSource[] = /* @__PURE__ */ allSources();

function allSources(): readonly EventSource[] {
  return [...FIRST, ...batchSources(), ...requestSources(), ...otherSources()];
}

/**
 * The trigger that made this event, `undefined` for one that is not known. Never throws.
 * @example sourceOf(event)?.id // 'apigateway-v1'
 */
export function sourceOf(event: unknown): EventSource | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  const fields = event as Record<string, unknown>;
  try {
    return (
      find(FIRST, fields) ??
      (hasOneOf(fields, BATCH_FIELDS) ? find(batchSources(), fields) : undefined) ??
      (hasOneOf(fields, REQUEST_FIELDS) || Array.isArray(event) ? find(requestSources(), fields) : undefined) ??
      find(otherSources(), fields)
    );
  } catch {
    // A getter or proxy that throws: no trigger makes such an event.
    return undefined;
  }
}

/** Every event of a group has one of these. */
const BATCH_FIELDS = ['Records', 'records', 'eventSource', 'awslogs', 'tasks'];
const REQUEST_FIELDS = [
  'requestContext',
  'methodArn',
  'routeArn',
  'headers',
  'arguments',
  'info',
  'Records',
  'actionGroup',
  'userRequest',
];

function hasOneOf(event: Record<string, unknown>, names: readonly string[]): boolean {
  for (const name of names) if (name in event) return true;
  return false;
}

function find(sources: readonly EventSource[], event: Record<string, unknown>): EventSource | undefined {
  for (const source of sources) if (source.match(event)) return source;
  return undefined;
}
