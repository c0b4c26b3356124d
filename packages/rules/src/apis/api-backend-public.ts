import type { DeployedResource, TemplateValue } from '@bulkhead/core';
import { cloudformation } from '../helpers/fixture.ts';
import { found, ofType, resourceById } from '../helpers/resources.ts';
import { field, isPlainMap, isTrue, isUndecided, literal, refsOf, textOf } from '../helpers/values.ts';
import type { PostureModel, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'api-backend-public',
  title: 'A route without a function answers callers who prove nothing',
  severity: 'medium',
  risk: 'SAS-2',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'API Gateway hands such a request to another service or server by itself, with the rights of its role, and no code looks at it in between. Anybody may write to the table or queue behind it, as fast as they like.',
  fix: 'Set AuthorizationType (AWS_IAM, COGNITO_USER_POOLS, JWT, CUSTOM), or take the route away.',
  references: [
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html',
    'CWE-306',
    'OWASP API2:2023',
  ],
  peers: [
    'checkov CKV_AWS_59',
    'checkov CKV_AWS_309',
    'checkov CKV2_AWS_70',
    'cfn_nag W59',
    'guard API_GW_METHOD_AUTHORIZATION_TYPE_RULE',
  ],
  *check(model) {
    const isChannel = ofType(model, 'AWS::ApiGatewayV2::Route').some((route) => methodOf(route) === '$connect');
    for (const route of ofType(model, 'AWS::ApiGateway::Method', 'AWS::ApiGatewayV2::Route')) {
      const { properties } = route;
      const type = field(properties, 'AuthorizationType');
      if (isUndecided(type) || !/^(?:none|null|)$/i.test(literal(type) ?? '')) continue;
      if (isUndecided(field(properties, 'HttpMethod')) || /^OPTIONS/i.test(methodOf(route))) continue;
      if (isTrue(field(properties, 'ApiKeyRequired')) !== 'no') continue;
      // The routes of a channel come after its $connect, which is the one to guard.
      if (isChannel && route.type === 'AWS::ApiGatewayV2::Route' && methodOf(route) !== '$connect') continue;
      const integration = integrationOf(route, model);
      const kind = literal(field(integration, 'Type')) ?? literal(field(integration, 'IntegrationType')) ?? '';
      if (/^MOCK$/i.test(kind) || leadsToFunction(integration, model)) continue;
      const isService = /^AWS$/i.test(kind) || field(integration, 'IntegrationSubtype') !== undefined;
      yield found(
        route,
        ['AuthorizationType'],
        `${route.id} answers anybody${isService ? ', with an AWS service behind it' : ''}`,
        {
          severity: isService ? 'medium' : 'low',
        },
      );
    }
  },
  fixtures: {
    fails: [
      cloudformation(
        'a table behind a route',
        `Put: { Type: AWS::ApiGateway::Method, Properties: { HttpMethod: POST, AuthorizationType: NONE, RestApiId: a, ResourceId: r, Integration: { Type: AWS, Uri: 'arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem' } } }`,
      ),
      cloudformation(
        'a stream, in whatever region',
        `Put: { Type: AWS::ApiGateway::Method, Properties: { HttpMethod: POST, AuthorizationType: NONE, RestApiId: a, ResourceId: r, Integration: { Type: AWS, Uri: !Join [':', [arn:aws:apigateway, !Ref 'AWS::Region', kinesis:action/PutRecord]] } } }`,
      ),
      cloudformation(
        'a server behind a route',
        `Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: a, ProtocolType: HTTP } }
To: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref Api, IntegrationType: HTTP_PROXY, IntegrationUri: 'https://localhost' } }
Get: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Api, RouteKey: GET /, Target: !Sub 'integrations/\${To}' } }`,
      ),
    ],
    passes: [
      cloudformation(
        'guarded',
        `Put: { Type: AWS::ApiGateway::Method, Properties: { HttpMethod: POST, AuthorizationType: AWS_IAM, RestApiId: a, ResourceId: r, Integration: { Type: AWS, Uri: 'arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem' } } }`,
      ),
      cloudformation(
        'what browsers ask first',
        `Options: { Type: AWS::ApiGateway::Method, Properties: { HttpMethod: OPTIONS, AuthorizationType: NONE, RestApiId: a, ResourceId: r, Integration: { Type: MOCK } } }`,
      ),
      cloudformation(
        'a function',
        `Get: { Type: AWS::ApiGateway::Method, Properties: { HttpMethod: GET, AuthorizationType: NONE, RestApiId: a, ResourceId: r, Integration: { Type: AWS_PROXY, Uri: 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:f/invocations' } } }`,
      ),
    ],
  },
};

/** `POST`; the method of an HTTP API's route key, or the key of a channel's route. */
function methodOf({ properties }: DeployedResource): string {
  return textOf(field(properties, 'HttpMethod')) || textOf(field(properties, 'RouteKey'));
}

function integrationOf(route: DeployedResource, model: PostureModel): TemplateValue | undefined {
  if (route.type === 'AWS::ApiGateway::Method') return field(route.properties, 'Integration');
  const made = refsOf(field(route.properties, 'Target')).map((id) => resourceById(model, id));
  return made.find((resource) => resource?.type === 'AWS::ApiGatewayV2::Integration')?.properties;
}

/** What api-route-public speaks of; an integration that only the deploy knows may be one. */
function leadsToFunction(integration: TemplateValue | undefined, model: PostureModel): boolean {
  if (integration !== undefined && !isPlainMap(integration)) return true;
  const uri = field(integration, 'Uri') ?? field(integration, 'IntegrationUri');
  // The region may be open: the service that is called is said behind it.
  const service = /(?:^|:)([\w.-]+):(?:action|path)\//.exec(textOf(uri))?.[1];
  if (service !== undefined && service !== 'lambda') return false;
  if (literal(uri) === undefined && isUndecided(uri) && refsOf(uri).length === 0) return true;
  return (
    /:lambda:/.test(textOf(uri)) ||
    refsOf(uri).some((id) => /^AWS::(?:Lambda|Serverless)::/.test(resourceById(model, id)?.type ?? ''))
  );
}
