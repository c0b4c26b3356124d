import { expect, test } from 'vitest';
import { needsOf } from '../actions/needs-of.ts';
import { env, request } from '../testing/fixtures.ts';

test.each<[string, string, string, string]>([
  ['api-gateway', 'UpdateStage', 'apigateway:PATCH', 'behind'],
  ['api-gateway', 'GetRestApi', 'apigateway:GET', 'itself'],
  ['api-gateway', 'PutRestApi', 'apigateway:PUT', 'itself'],
  ['api-gateway', 'FlushStageCache', 'apigateway:DELETE', 'behind'],
  ['api-gateway', 'GetDomainNames', 'apigateway:GET', 'any'],
  ['api-gateway', 'CreateRestApi', 'apigateway:POST', 'any'],
  ['api-gateway', 'ImportRestApi', 'apigateway:POST', 'any'],
  ['api-gateway', 'TagResource', 'apigateway:PUT', 'any'],
  ['apigatewayv2', 'GetApi', 'apigateway:GET', 'itself'],
  ['apigatewayv2', 'ReimportApi', 'apigateway:PUT', 'itself'],
  ['apigatewayv2', 'CreateRoute', 'apigateway:POST', 'behind'],
  ['apigatewayv2', 'TagResource', 'apigateway:POST', 'any'],
])('%s %s', (service, operation, action, on) => {
  const input =
    on === 'any' ? request({}) : request({ [service === 'apigatewayv2' ? 'ApiId' : 'restApiId']: env('API') });
  const { needs, problem } = needsOf({ service, operation, input });
  expect(problem).toBeUndefined();
  const [need] = needs;
  const where = typeof need?.on !== 'object' ? 'any' : need.on.behind === undefined ? 'itself' : 'behind';
  expect([need?.action, where, needs.length]).toEqual([action, on, 1]);
});
