import type { BlockRequest } from '../types.ts';

/**
 * What a Lambda authorizer answers to have API Gateway refuse the request with 403: a policy that denies it. The request
 * id is there for gateway responses and access logs (`$context.authorizer.bulkheadRequestId`).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 *
 * Where results are cached, the answer holds for every request with the same identity sources until it expires.
 * @param arn `methodArn` or `routeArn` of the event
 */
export function denyPolicy(arn: unknown, request: BlockRequest): Record<string, unknown> {
  return {
    principalId: 'blocked',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Deny', Resource: typeof arn === 'string' ? arn : '*' }],
    },
    context: { bulkheadRequestId: request.requestId },
  };
}
