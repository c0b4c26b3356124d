import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { log } from './log.ts';

/** GET /api-c?name=…&via=…: the end of every way. */
export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const { name = 'world', via = 'nobody' } = event.queryStringParameters ?? {};
  log('api-c was asked', { name, via });
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ greeting: `Hello, ${name}`, via }),
  };
}
