import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { askApi } from './api-client.ts';
import { log } from './log.ts';

/** GET /api-b?name=…: passes the question on to api-c. */
export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const name = (event.queryStringParameters?.['name'] ?? 'world').slice(0, 64);
  log('api-b was asked', { name });
  const viaC = await askApi('/api-c', { name, via: 'api-b' });
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ viaC }) };
}
