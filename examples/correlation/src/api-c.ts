import { log, withTelemetry } from '@bulkhead/runtime/telemetry';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

/** GET /api-c?name=…&via=…: the end of every way. */
export const handler = withTelemetry(async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
  const { name = 'world', via = 'nobody' } = event.queryStringParameters ?? {};
  log.info({ name, via }, 'api-c was asked');
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ greeting: `Hello, ${name}`, via }),
  };
});
