import type { HttpAnswer, HttpSource } from './types.ts';

/** What went wrong on the gateway's side of the function. */
export type GatewayFault =
  | 'no-route'
  | 'bad-request'
  | 'body-too-large'
  | 'headers-too-large'
  | 'event-too-large'
  | 'function-failed'
  | 'timed-out'
  | 'throttled'
  | 'unauthorized'
  | 'forbidden'
  | 'authorizer-failed';

const json = (status: number, body: string, headers: [string, string][] = []): HttpAnswer => ({
  status,
  headers: [['Content-Type', 'application/json'], ...headers],
  body: Buffer.from(body),
});
const rest = (status: number, message: string, type: string): HttpAnswer =>
  json(status, message, [['x-amzn-ErrorType', type]]);
const http = (status: number, message: string): HttpAnswer => json(status, `{"message":"${message}"}`);
const url = (status: number, message: string): HttpAnswer => json(status, `{"Message":"${message}"}`);
const alb = (status: number, title: string): HttpAnswer => ({
  status,
  headers: [['Content-Type', 'text/html']],
  body: Buffer.from(
    `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n</body>\r\n</html>\r\n`,
  ),
});

/**
 * Answers in the words of each gateway. REST and HTTP APIs differ: a failed function is 502 behind a REST API and 500
 * behind an HTTP API, a late one 504 and 503 (aws/aws-lambda-dotnet LambdaTestTool-v2; captures in
 * cortexlabs/cortex#1225 and DataBiosphere/azul#7470).
 */
const ANSWERS: Record<HttpSource, Record<GatewayFault, HttpAnswer>> = {
  rest: {
    'no-route': rest(403, '{"message":"Missing Authentication Token"}', 'MissingAuthenticationTokenException'),
    'bad-request': rest(400, '{"message":"Bad Request"}', 'BadRequestException'),
    'body-too-large': rest(
      413,
      '{"message":"HTTP content length exceeded 10485760 bytes."}',
      'RequestTooLargeException',
    ),
    'headers-too-large': rest(431, '{"message":"Request Header Fields Too Large"}', 'RequestTooLargeException'),
    'event-too-large': rest(413, '{"message":"Request Too Long"}', 'RequestTooLargeException'),
    'function-failed': rest(502, '{"message": "Internal server error"}', 'InternalServerErrorException'),
    'timed-out': rest(504, '{"message": "Endpoint request timed out"}', 'InternalServerErrorException'),
    throttled: rest(500, '{"message": "Internal server error"}', 'InternalServerErrorException'),
    unauthorized: rest(401, '{"message":"Unauthorized"}', 'UnauthorizedException'),
    forbidden: rest(403, '{"message":"Forbidden"}', 'ForbiddenException'),
    'authorizer-failed': rest(500, '{"message":null}', 'AuthorizerConfigurationException'),
  },
  http: {
    'no-route': http(404, 'Not Found'),
    'bad-request': http(400, 'Bad Request'),
    'body-too-large': http(413, 'Request Entity Too Large'),
    'headers-too-large': http(431, 'Request Header Fields Too Large'),
    'event-too-large': http(413, 'Request Entity Too Large'),
    'function-failed': http(500, 'Internal Server Error'),
    'timed-out': http(503, 'Service Unavailable'),
    throttled: http(503, 'Service Unavailable'),
    unauthorized: json(401, '{"message":"Unauthorized"}', [['www-authenticate', 'Bearer']]),
    forbidden: http(403, 'Forbidden'),
    'authorizer-failed': http(500, 'Internal Server Error'),
  },
  url: {
    'no-route': url(404, 'Not Found'),
    'bad-request': url(400, 'Bad Request'),
    'body-too-large': url(413, 'Request Entity Too Large'),
    'headers-too-large': url(431, 'Request Header Fields Too Large'),
    'event-too-large': url(413, 'Request Entity Too Large'),
    'function-failed': json(502, 'Internal Server Error'),
    'timed-out': url(504, 'Gateway Timeout'),
    throttled: url(429, 'Rate Exceeded.'),
    unauthorized: url(403, 'Forbidden'),
    forbidden: url(403, 'Forbidden'),
    'authorizer-failed': json(502, 'Internal Server Error'),
  },
  alb: {
    'no-route': alb(404, 'Not Found'),
    'bad-request': alb(400, 'Bad Request'),
    'body-too-large': alb(413, 'Request Entity Too Large'),
    'headers-too-large': alb(431, 'Request Header Fields Too Large'),
    'event-too-large': alb(413, 'Request Entity Too Large'),
    'function-failed': alb(502, 'Bad Gateway'),
    'timed-out': alb(504, 'Gateway Time-out'),
    throttled: alb(502, 'Bad Gateway'),
    unauthorized: alb(401, 'Authorization Required'),
    forbidden: alb(403, 'Forbidden'),
    'authorizer-failed': alb(500, 'Internal Server Error'),
  },
};

export function answerFault(source: HttpSource, fault: GatewayFault): HttpAnswer {
  return ANSWERS[source][fault];
}

/** A REST API's words for a policy that does not allow; note the capital M. */
export function answerDenied(explicit: boolean): HttpAnswer {
  const message = `User is not authorized to access this resource${explicit ? ' with an explicit deny' : ''}`;
  return rest(403, `{"Message":"${message}"}`, 'AccessDeniedException');
}
