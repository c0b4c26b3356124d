import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { scan } from '../scan.ts';
import { listRoutes, routesText } from './routes.ts';

let root = '';
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function routes(file: string, text: string) {
  root = mkdtempSync(path.join(tmpdir(), 'bulkhead-routes-'));
  writeFileSync(path.join(root, file), text);
  const listed = listRoutes(await scan(root, { now: 0, env: {}, only: ['api-route-public'] }));
  return {
    listed,
    rows: listed.map(
      ({ method, path: at, access, by, function: fn }) => `${access} (${by}) ${method} ${at} ${fn ?? '-'}`,
    ),
  };
}

it('lists the routes of serverless.yml, open ones first', async () => {
  const { rows } = await routes(
    'serverless.yml',
    `
service: shop
provider:
  name: aws
  runtime: nodejs22.x
  httpApi: { authorizers: { users: { type: jwt, identitySource: $request.header.Authorization, issuerUrl: https://a.example, audience: [x] } } }
  apiGateway: { apiKeys: [partner] }
functions:
  page: { handler: a.a, events: [{ http: 'GET /pages/{id}' }] }
  partner: { handler: a.b, events: [{ http: { method: post, path: orders, private: true } }] }
  admin: { handler: a.c, events: [{ http: { method: delete, path: 'orders/{id}', authorizer: check } }, { http: { method: get, path: stats, authorizer: aws_iam } }] }
  check: { handler: a.d }
  mine: { handler: a.e, events: [{ httpApi: { method: get, path: /me, authorizer: { name: users } } }] }
  hook: { handler: a.f, url: true }
`,
  );
  expect(rows).toEqual([
    'public (API key only) POST /orders partner',
    'public (nothing) GET /pages/{id} page',
    'public (nothing) * / hook',
    'authenticated (Lambda authorizer check) DELETE /orders/{id} admin',
    'authenticated (IAM) GET /stats admin',
    'authenticated (JWT) GET /me mine',
  ]);
});

it('lists those of plain CloudFormation: private endpoints, routes without a function, WebSockets', async () => {
  const { listed, rows } = await routes(
    'template.yaml',
    `
Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { EndpointConfiguration: { Types: [PRIVATE] } } }
  A: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: a } }
  B: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !Ref A, PathPart: "{b}" } }
  Get: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: !Ref B, HttpMethod: GET, AuthorizationType: NONE, Integration: { Type: MOCK } } }
  Chat: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: chat, ProtocolType: WEBSOCKET } }
  Connect: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Chat, RouteKey: $connect, AuthorizationType: AWS_IAM } }
  Say: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Chat, RouteKey: say, AuthorizationType: NONE } }
`,
  );
  expect(rows).toEqual([
    'authenticated (IAM) ANY $connect -',
    'authenticated (IAM) ANY say -',
    'internal (private endpoint) GET /a/{b} -',
  ]);
  expect(routesText(listed)).toContain('template.yaml:6');
});

it('shows no control characters of a template', async () => {
  const { listed } = await routes(
    'template.yaml',
    'Resources:\n  H: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: a, RouteKey: "GET /\\e[31mred" } }\n',
  );
  expect(routesText(listed)).toContain('/\\u001b[31mred');
});
