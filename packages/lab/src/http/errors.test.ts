import { expect, it } from 'vitest';
import { answerDenied, answerFault, type GatewayFault } from './errors.ts';
import type { HttpSource } from './types.ts';

it.each<[HttpSource, GatewayFault, number, string]>([
  ['rest', 'function-failed', 502, '{"message": "Internal server error"}'],
  ['rest', 'timed-out', 504, '{"message": "Endpoint request timed out"}'],
  ['rest', 'no-route', 403, '{"message":"Missing Authentication Token"}'],
  ['rest', 'body-too-large', 413, '{"message":"HTTP content length exceeded 10485760 bytes."}'],
  ['http', 'function-failed', 500, '{"message":"Internal Server Error"}'],
  ['http', 'timed-out', 503, '{"message":"Service Unavailable"}'],
  ['http', 'no-route', 404, '{"message":"Not Found"}'],
  ['http', 'body-too-large', 413, '{"message":"Request Entity Too Large"}'],
  ['url', 'function-failed', 502, 'Internal Server Error'],
  ['url', 'throttled', 429, '{"Message":"Rate Exceeded."}'],
  ['alb', 'function-failed', 502, '<h1>502 Bad Gateway</h1>'],
])('%s %s -> %i', (source, fault, status, text) => {
  const answer = answerFault(source, fault);
  expect(answer.status).toBe(status);
  expect(answer.body.toString()).toContain(text);
});

it('names the error type behind a REST API', () =>
  expect(answerFault('rest', 'no-route').headers).toContainEqual([
    'x-amzn-ErrorType',
    'MissingAuthenticationTokenException',
  ]));

it.each([[true], [false]])('denied, explicitly: %s', (explicit) =>
  expect(answerDenied(explicit).body.toString().includes('explicit')).toBe(explicit),
);
