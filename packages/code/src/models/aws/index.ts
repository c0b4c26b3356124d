import type { ModelSet } from '../../engine/types.ts';
import { bulkhead } from './bulkhead.ts';
import { dynamodbMappers } from './dynamodb-mappers.ts';
import { embeddedMetrics } from './embedded-metrics.ts';
import { middy } from './middy.ts';
import { powertools } from './powertools.ts';
import { promises } from './promises.ts';
import { sdkV2, xray } from './sdk-v2.ts';
import { sdkV3 } from './sdk-v3.ts';
import { sdkV3Libraries } from './sdk-v3-libraries.ts';
import { signedHttp } from './signed-http.ts';
import { wrappers } from './wrappers.ts';

/** AWS as JavaScript calls it. The wrappers come last: they speak of every module. */
export const awsJavaScriptModels: readonly ModelSet[] = [
  ...sdkV3,
  ...sdkV3Libraries,
  sdkV2,
  xray,
  ...powertools,
  ...middy,
  ...signedHttp,
  ...dynamodbMappers,
  embeddedMetrics,
  ...promises,
  ...bulkhead,
  ...wrappers,
];
