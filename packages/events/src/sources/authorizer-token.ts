import { denyPolicy } from '../reading/deny.ts';
import { visitAuthorization } from '../reading/http.ts';
import { visitPath } from '../reading/path.ts';
import { visitValue } from '../reading/walk.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Lambda authorizer of a REST API, TOKEN type.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 *
 * Walked: the token, claims of a JSON web token included, and the request path at the end of `methodArn`.
 * Not walked: the rest of the ARN is the owner's and AWS's.
 */
export const authorizerToken: EventSource = {
  id: 'authorizer-token',
  title: 'API Gateway Lambda authorizer (TOKEN)',
  invocation: 'synchronous',
  match(event) {
    return event['type'] === 'TOKEN' && typeof event['methodArn'] === 'string';
  },
  fields: ['type', 'methodArn', 'authorizationToken'],
  read(walk, event) {
    const token = event['authorizationToken'];
    if (typeof token === 'string') visitAuthorization(walk, token, '', 'authorizationToken');
    else visitValue(walk, token, '', 'authorizationToken', 0);
    visitPath(walk, pathOf(event['methodArn']), 'methodArn|path');
  },
  block(event, request) {
    return { is: 'respond', response: denyPolicy(event['methodArn'], request) };
  },
};

/** Events after the AWS page above, by variant. */
export const samples = {
  token: {
    type: 'TOKEN',
    methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/live/GET/polls/spring-2026',
    authorizationToken: 'Bearer sample-token',
  },
} satisfies EventSamples;

/** `arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/live/GET/polls/1`: what follows API, stage and method. */
function pathOf(arn: unknown): string {
  if (typeof arn !== 'string') return '';
  let at = -1;
  for (let i = 0; i < 3; i++) {
    at = arn.indexOf('/', at + 1);
    if (at === -1) return '';
  }
  return arn.slice(at);
}
