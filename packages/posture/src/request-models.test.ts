import { loadApp } from '@bulkhead/iac';
import { describe, expect, it } from 'vitest';
import { postureModel } from './model.ts';
import { FIXTURE_DAY, makeProject } from './testing/project.ts';

const CODE = `
const { execSync } = require('child_process');
exports.handler = async (event) => {
  const order = JSON.parse(event.body);
  execSync('print ' + order.id);
  return { statusCode: 200 };
};
`;

const INTEGER = `{ type: object, properties: { id: { type: integer } } }`;

/** What reaches the command; `?` behind what only may. */
async function told(template: string, file = 'template.yaml', code = CODE): Promise<string> {
  const root = makeProject({ [file]: template, 'index.js': code });
  const model = await postureModel(await loadApp(root), { now: FIXTURE_DAY });
  const flows = [...model.code.functions.values()].flatMap((fn) => fn.flows);
  if (model.code.functions.size === 0) throw new Error('no code was found');
  return flows
    .filter(({ carries }) => carries === 'event')
    .map(({ source, confidence }) => `${source}${confidence === 'medium' ? '?' : ''}`)
    .join(' ');
}

interface Setup {
  readonly schema?: string;
  readonly mediaType?: string;
  readonly validates?: string;
  readonly more?: string;
  readonly api?: string;
  readonly type?: string;
}

function cloudFormation({
  schema = INTEGER,
  mediaType = '$default',
  validates = 'ValidateRequestBody: true',
  more = '',
  api = '',
  type = 'AWS_PROXY',
}: Setup = {}): string {
  return `Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties: { Runtime: nodejs22.x, Handler: index.handler, Role: 'arn:aws:iam::123456789012:role/r', Code: . }
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: a${api} } }
  Orders: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders } }
  Checked: { Type: AWS::ApiGateway::RequestValidator, Properties: { RestApiId: !Ref Api, ${validates} } }
  Order: { Type: AWS::ApiGateway::Model, Properties: { RestApiId: !Ref Api, Name: Order, ContentType: application/json, Schema: ${schema} } }
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: POST
      AuthorizationType: NONE
      RequestValidatorId: !Ref Checked
      RequestModels: { '${mediaType}': !Ref Order }
      Integration: { Type: ${type}, IntegrationHttpMethod: POST, Uri: !Sub 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/\${Fn.Arn}/invocations' }
${more}`;
}

const GET = `  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: { Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Sub 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/\${Fn.Arn}/invocations' }
`;

const text = (rule: string): string => `{ type: object, properties: { id: { type: string, ${rule} } } }`;

describe('models of a REST API', () => {
  it.each<[string, Setup, string]>([
    ['a number', {}, ''],
    ['a text', { schema: text('minLength: 1') }, 'body.id'],
    ['a choice', { schema: text('enum: [a, b]') }, ''],
    ['a pattern', { schema: text("pattern: '^[a-z]+$'") }, ''],
    ['a pattern that may stand anywhere in it', { schema: text("pattern: '[a-z]+'") }, 'body.id'],
    ['a pattern that lets anything through', { schema: text("pattern: '^.+$'") }, 'body.id'],
    ['a time', { schema: text('format: date-time') }, ''],
    ['a format that draft 4 does not have', { schema: text('format: uuid') }, 'body.id'],
    ['a constant, which draft 4 does not have', { schema: text('const: a') }, 'body.id'],
    ['a field that is not named', { schema: '{ type: object, properties: { no: { type: integer } } }' }, 'body.id'],
    [
      'a field that may not be there',
      { schema: '{ type: object, properties: { no: { type: integer } }, additionalProperties: false }' },
      '',
    ],
    ['a field that has to be there', { schema: '{ type: object, required: [id] }' }, 'body.id'],
    ['a schema as a text', { schema: `'{"type":"object","properties":{"id":{"type":"boolean"}}}'` }, ''],
    ['a text that is no schema', { schema: `'{"type":'` }, 'body.id'],
    [
      'a definition',
      { schema: `{ definitions: { N: { type: integer } }, properties: { id: { $ref: '#/definitions/N' } } }` },
      '',
    ],
    ['a definition that nobody made', { schema: `{ properties: { id: { $ref: '#/definitions/N' } } }` }, 'body.id'],
    ['a definition of itself', { schema: `{ properties: { id: { $ref: '#/definitions/Order' } } }` }, 'body.id'],
    ['of several', { schema: `{ allOf: [{ type: object }, ${INTEGER}] }` }, ''],
    ['one of several', { schema: `{ oneOf: [{ type: object }, ${INTEGER}] }` }, 'body.id'],
    ['for one content type alone', { mediaType: 'application/json' }, 'body.id?'],
    ['a validator that looks at parameters', { validates: 'ValidateRequestParameters: true' }, 'body.id'],
    ['a validator that is switched off', { validates: 'ValidateRequestBody: false' }, 'body.id'],
    ['a second route without a model', { more: GET }, 'body.id'],
    ['bodies that count as binary', { api: ', BinaryMediaTypes: ["*/*"]' }, 'body.id'],
    ['an integration that maps the body', { type: 'AWS' }, 'body.id'],
    [
      'a second function behind a queue',
      {
        more: `  Queue: { Type: AWS::SQS::Queue }
  Map: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Queue.Arn } }
`,
      },
      'body.id',
    ],
  ])('%s', async (_, setup, found) => {
    expect(await told(cloudFormation(setup))).toBe(found);
  });

  it.each<[string, string, string, string]>([
    ['items', '{ type: array, items: { type: integer } }', 'order.ids[0]', ''],
    ['items of what need not be a list', '{ items: { type: integer } }', 'order.ids[0]', 'body.ids[]'],
    ['each item', '{ type: array, items: { type: integer } }', 'order.ids.map((one) => one).join()', ''],
    [
      'a field by any name',
      '{ type: object, properties: { a: { type: integer } }, additionalProperties: false }',
      'order.ids[event.path]',
      '',
    ],
    [
      'a field by any name, where others may be there',
      '{ type: object, properties: { a: { type: integer } } }',
      'order.ids[event.path]',
      'body.ids.*',
    ],
    ['a field of a field', '{ type: object, properties: { a: { type: number } } }', 'order.ids.a', ''],
    ['another field of a field', '{ type: object, properties: { a: { type: number } } }', 'order.ids.b', 'body.ids.b'],
  ])('of %s', async (_, rule, use, found) => {
    const schema = `{ type: object, properties: { ids: ${rule} } }`;
    const code = CODE.replace('order.id', use);
    expect(await told(cloudFormation({ schema }), 'template.yaml', code)).toBe(found);
  });

  it('counts in Python', async () => {
    const code =
      'import json, os\ndef handler(event, context):\n    order = json.loads(event["body"])\n    os.system("print " + str(order["id"]))\n';
    const python = (template: string) => {
      const root = makeProject({ 'template.yaml': template.replace('nodejs22.x', 'python3.13'), 'index.py': code });
      return loadApp(root).then((app) => postureModel(app, { now: FIXTURE_DAY }));
    };
    const flows = async (setup: Setup) =>
      [...(await python(cloudFormation(setup))).code.functions.values()].flatMap((fn) => fn.flows).length;
    expect(await flows({})).toBe(0);
    expect(await flows({ schema: text('minLength: 1') })).toBe(1);
  });
});

const SAM = (validate: string) => `Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties: { StageName: v1, Models: { Order: ${INTEGER} } }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Post:
          Type: Api
          Properties: { Path: /orders, Method: post, RestApiId: !Ref Api, RequestModel: { Model: Order, ${validate} } }
`;

const OPEN_API = (
  validator: string,
  mediaType: string,
  schema = `{ $ref: '#/components/schemas/Order' }`,
) => `Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v1
      DefinitionBody:
        openapi: 3.0.1
        x-amazon-apigateway-request-validators: { all: { validateRequestBody: true }, some: { validateRequestParameters: true } }
        components: { schemas: { Order: ${INTEGER} } }
        paths:
          /orders:
            post:
              ${validator}
              requestBody: { content: { '${mediaType}': { schema: ${schema} } } }
              x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, uri: !Sub 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/\${Fn.Arn}/invocations' }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: .
      Events:
        Post: { Type: Api, Properties: { Path: /orders, Method: post, RestApiId: !Ref Api } }
`;

const SERVERLESS = (
  mediaType: string,
  schema = '{ type: object, properties: { id: { type: integer } } }',
) => `service: orders
provider: { name: aws, runtime: nodejs22.x }
functions:
  post:
    handler: index.handler
    events: [{ http: { path: orders, method: post, request: { schemas: { '${mediaType}': ${schema} } } } }]
`;

const TERRAFORM = (mediaType: string, validates: string) => `
resource "aws_lambda_function" "fn" {
  function_name = "fn"
  runtime       = "nodejs22.x"
  handler       = "index.handler"
  role          = "arn:aws:iam::123456789012:role/r"
  filename      = "fn.zip"
  source_code_hash = filebase64sha256("index.js")
}
data "archive_file" "fn" {
  type        = "zip"
  source_dir  = path.module
  output_path = "fn.zip"
}
resource "aws_api_gateway_rest_api" "api" { name = "api" }
resource "aws_api_gateway_resource" "orders" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  parent_id   = aws_api_gateway_rest_api.api.root_resource_id
  path_part   = "orders"
}
resource "aws_api_gateway_model" "order" {
  rest_api_id  = aws_api_gateway_rest_api.api.id
  name         = "Order"
  content_type = "application/json"
  schema       = jsonencode({ type = "object", properties = { id = { type = "integer" } } })
}
resource "aws_api_gateway_request_validator" "all" {
  name                  = "all"
  rest_api_id           = aws_api_gateway_rest_api.api.id
  validate_request_body = ${validates}
}
resource "aws_api_gateway_method" "post" {
  rest_api_id          = aws_api_gateway_rest_api.api.id
  resource_id          = aws_api_gateway_resource.orders.id
  http_method          = "POST"
  authorization        = "NONE"
  request_validator_id = aws_api_gateway_request_validator.all.id
  request_models       = { "${mediaType}" = aws_api_gateway_model.order.name }
}
resource "aws_api_gateway_integration" "post" {
  rest_api_id             = aws_api_gateway_rest_api.api.id
  resource_id             = aws_api_gateway_resource.orders.id
  http_method             = aws_api_gateway_method.post.http_method
  integration_http_method = "POST"
  type                    = "AWS_PROXY"
  uri                     = aws_lambda_function.fn.invoke_arn
}
`;

describe('models of a REST API, by the template’s language', () => {
  it.each<[string, string, string, string]>([
    ['SAM', SAM('ValidateBody: true'), 'template.yaml', 'body.id?'],
    ['SAM, without a check of bodies', SAM('ValidateParameters: true'), 'template.yaml', 'body.id'],
    ['OpenAPI', OPEN_API('x-amazon-apigateway-request-validator: all', '$default'), 'template.yaml', ''],
    [
      'OpenAPI, a schema in its place',
      OPEN_API('x-amazon-apigateway-request-validator: all', '$default', INTEGER),
      'template.yaml',
      '',
    ],
    [
      'OpenAPI, of parameters',
      OPEN_API('x-amazon-apigateway-request-validator: some', '$default'),
      'template.yaml',
      'body.id',
    ],
    ['OpenAPI, without a validator', OPEN_API('summary: none', '$default'), 'template.yaml', 'body.id'],
    ['Serverless Framework', SERVERLESS('$default'), 'serverless.yml', ''],
    ['Serverless Framework, one content type', SERVERLESS('application/json'), 'serverless.yml', 'body.id?'],
    ['Serverless Framework, a text', SERVERLESS('$default', '{ type: object }'), 'serverless.yml', 'body.id'],
    ['Terraform', TERRAFORM('$default', 'true'), 'main.tf', ''],
    ['Terraform, switched off', TERRAFORM('$default', 'false'), 'main.tf', 'body.id'],
  ])('%s', async (_, template, file, found) => {
    expect(await told(template, file)).toBe(found);
  });
});
