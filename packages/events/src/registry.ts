import { alb } from './sources/alb.ts';
import { apigatewayV1 } from './sources/apigateway-v1.ts';
import { apigatewayV2 } from './sources/apigateway-v2.ts';
import { functionUrl } from './sources/function-url.ts';
import { sqs } from './sources/sqs.ts';
import type { EventSource } from './types.ts';

/** Every trigger that is known; one file each in `sources/`. The order does not matter: at most one matches. */
export const EVENT_SOURCES: readonly EventSource[] = [apigatewayV2, apigatewayV1, functionUrl, alb, sqs];

/**
 * The trigger that made this event, `undefined` for one that is not known. Never throws.
 * @example sourceOf(event)?.id // 'apigateway-v1'
 */
export function sourceOf(event: unknown): EventSource | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  try {
    for (const source of EVENT_SOURCES) if (source.match(event as Record<string, unknown>)) return source;
  } catch {
    // A getter or proxy that throws: no trigger makes such an event.
  }
  return undefined;
}
