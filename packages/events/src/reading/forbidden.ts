import type { BlockRequest } from '../types.ts';

/** Names the request, so that the person who was stopped and the person who reads the record speak of the same one. */
export const REQUEST_ID_HEADER = 'x-bulkhead-request-id';

/** The parts of the answer to a blocked HTTP request, the same for every HTTP trigger. It says nothing of the reason. */
export function forbidden(request: BlockRequest): {
  statusCode: 403;
  headers: Record<string, string>;
  body: string;
} {
  return {
    statusCode: 403,
    headers: { 'content-type': 'application/json', [REQUEST_ID_HEADER]: request.requestId },
    body: JSON.stringify({ message: 'Forbidden', requestId: request.requestId }),
  };
}
