import type { Trigger } from '@bulkhead/core';
import { expect, it } from 'vitest';
import { makeProject } from '../../test/project.ts';
import { loadApp } from '../load-app.ts';

const DOCUMENT = `openapi: '3.0.1'
paths:
  /price:
    post:
      x-amazon-apigateway-auth: { type: AWS_IAM }
      x-amazon-apigateway-integration:
        type: aws_proxy
        uri: { 'Fn::Sub': 'arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Price.Arn}/invocations' }
`;
const INCLUDE = "{ 'Fn::Transform': { Name: AWS::Include, Parameters: { Location: api/openapi.yaml } } }";
const raw = (definition: string) => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Api: { Type: AWS::Serverless::Api, Properties: { StageName: prod, ${definition} } }
  Price:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Events: { Post: { Type: Api, Properties: { Path: /price, Method: POST, RestApiId: !Ref Api } } }
`;
const expanded = (body: string) => `
Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Body: ${body} } }
  Price: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, Code: ., Role: arn:aws:iam::123456789012:role/r } }
`;

async function routes(template: string): Promise<readonly string[]> {
  const root = makeProject({ 'template.yaml': template, 'api/openapi.yaml': DOCUMENT });
  const app = await loadApp(root, { env: {} });
  return app.functions[0]!.triggers.map((trigger: Trigger) =>
    trigger.type === 'apigateway-v1' ? `${trigger.method} ${trigger.path} ${trigger.authorizer}` : trigger.type,
  );
}

it.each([
  ['a document that is included', raw(`DefinitionBody: ${INCLUDE}`)],
  ['a document by its place', raw('DefinitionUri: api/openapi.yaml')],
  ['what SAM makes of it', expanded(INCLUDE)],
])('%s says who may call', async (_, template) => expect(await routes(template)).toEqual(['POST /price iam']));

it.each([
  ['in S3', raw('DefinitionUri: s3://bucket/openapi.yaml')],
  ['outside of the project', raw('DefinitionUri: ../openapi.yaml')],
  ['that is not there', raw('DefinitionUri: api/none.yaml')],
])('a document %s leaves the event as it is', async (_, template) => {
  expect(await routes(template)).toEqual(['POST /price none']);
});

it('a request that API Gateway rewrites is no proxy event, raw or packaged', async () => {
  const method = `
Resources:
  Price: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, Code: ., Role: arn:aws:iam::123456789012:role/r } }
  Post: { Type: AWS::ApiGateway::Method, Properties: { HttpMethod: POST, RestApiId: a, ResourceId: r, Integration: { Type: AWS, Uri: !Sub 'arn:\${Price.Arn}' } } }
`;
  expect(await routes(method)).toEqual(['other']);
});

it('buckets that exist already trigger a function by its name in what the Serverless Framework packages', async () => {
  const packaged = `
Resources:
  ServerlessDeploymentBucket: { Type: AWS::S3::Bucket }
  CopyLambdaFunction: { Type: AWS::Lambda::Function, Properties: { FunctionName: copy, Runtime: nodejs22.x, Handler: index.handler, Code: ., Role: arn:aws:iam::123456789012:role/r } }
  CustomDashresourceDashexistingDashs3LambdaFunction: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: s3.handler, Code: ., Role: arn:aws:iam::123456789012:role/r } }
  CopyCustomS31: { Type: Custom::S3, Properties: { FunctionName: copy, BucketName: photos } }
`;
  const app = await loadApp(makeProject({ 'template.yaml': packaged }), { env: {} });
  expect(app.functions.map(({ id, triggers }) => [id, triggers.map(({ type }) => type)])).toEqual([
    ['CopyLambdaFunction', ['other']],
  ]);
});
