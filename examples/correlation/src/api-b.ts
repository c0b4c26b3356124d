import { correlation, log, withTelemetry } from '@bulkhead/runtime/telemetry';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { askApi } from './api-client.ts';

/** GET /api-b?name=…: passes the question on to api-c. */
export const handler = withTelemetry(async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
  const name = (event.queryStringParameters?.['name'] ?? 'world').slice(0, 64);
  correlation.set('way', 'http');
  log.info({ name }, 'api-b was asked');
  const viaC = await askApi('/api-c', { name, via: 'api-b' });
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ viaC }) };
});
