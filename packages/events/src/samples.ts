import { samples as alb } from './sources/alb.ts';
import { samples as apigatewayV1 } from './sources/apigateway-v1.ts';
import { samples as apigatewayV2 } from './sources/apigateway-v2.ts';
import { samples as functionUrl } from './sources/function-url.ts';
import { samples as sqs } from './sources/sqs.ts';
import type { EventSamples } from './types.ts';

/** Sample events of every source, by id and variant; for tests and tools, never part of what runs in a function. */
export const EVENT_SAMPLES: Readonly<Record<string, EventSamples>> = {
  'apigateway-v1': apigatewayV1,
  'apigateway-v2': apigatewayV2,
  'function-url': functionUrl,
  alb,
  sqs,
};
