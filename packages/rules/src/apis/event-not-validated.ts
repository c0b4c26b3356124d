import type { Guard } from '@bulkhead/core';
import { nodeFunction } from '../helpers/fixture.ts';
import { functionsOf, nameOf } from '../helpers/functions.ts';
import { ofType } from '../helpers/resources.ts';
import { functionBehind } from '../helpers/routes.ts';
import { field, literal } from '../helpers/values.ts';
import type { PostureModel, Rule } from '../rule.ts';

const ROUTE = `
  Events:
    Route:
      Type: HttpApi
      Properties: { Path: /orders, Method: post }
`;

const STORES = `
      import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
      const db = new DynamoDBClient({});
      export const handler = async (event) => {
        const order = JSON.parse(event.body);
        await db.send(new PutItemCommand({ TableName: 'orders', Item: { id: { S: order.id }, note: { S: order.note } } }));
        return { statusCode: 201 };
      };
    `;

const MODEL = ', RequestModel: { Model: Order, ValidateBody: true }';
const route = (path: string, more: string) => `
  Events:
    Route:
      Type: Api
      Properties: { Path: ${path}, Method: post, RestApiId: !Ref Api${more} }
`;
const API = `
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      Models: { Order: { type: object, required: [id], properties: { id: { type: string, maxLength: 40 } } } }
  Other:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: other.handler
      CodeUri: src/
      Events:
        Route:
          Type: Api
          Properties: { Path: /others, Method: post, RestApiId: !Ref Api${MODEL} }
`;

export const rule: Rule = {
  id: 'event-not-validated',
  title: 'Data of a public route is used without any check of its shape',
  severity: 'low',
  risk: 'SAS-1',
  needs: 'both',
  defaultState: 'on',
  rationale:
    'The route takes whatever anybody sends, and neither the API nor the code checks it against a schema, while parts of it reach a write or another service. A check at the door ends most attacks on what lies behind it, the ones not thought of included.',
  fix: "Check the event first thing with a schema (Powertools Parser, zod, ajv, pydantic), or set a request validator with a model on the REST API's method.",
  references: [
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html',
    'CWE-20',
    'OWASP API8:2023',
  ],
  peers: ['cdk-nag AwsSolutions-APIG2', 'checkov CKV2_AWS_53'],
  *check(model) {
    const methods = ofType(model, 'AWS::ApiGateway::RequestValidator').length > 0 ? methodsOf(model) : undefined;
    for (const view of functionsOf(model)) {
      const door = view.entries.find(
        ({ access, trigger }) =>
          access === 'anybody' &&
          (trigger?.type === 'function-url' ||
            trigger?.type === 'alb' ||
            ((trigger?.type === 'apigateway-v1' || trigger?.type === 'apigateway-v2') &&
              /^(?:POST|PUT|PATCH|ANY)$/.test(trigger.method))),
      );
      if (!door || !view.code || (methods && door.trigger?.type === 'apigateway-v1' && !isLeftOut(methods, view.fn.id)))
        continue;
      if (
        view.code.facts.some(
          ({ kind, detail }) => kind === 'validates-event' || (kind === 'own-authentication' && detail === undefined),
        )
      )
        continue;
      const call = view.code.calls.find(({ input, during }) => during === 'invocation' && holdsEvent(input));
      if (!call || call.guards.some(looksAtShape)) continue;
      yield {
        message: `${nameOf(view)} hands event data of a public route to ${call.service} ${call.operation} without a check of its shape`,
        place: call.place,
        subject: view.fn.id,
        key: `${call.service}:${call.operation}`,
        steps: [
          { place: door.place, text: 'anybody may send it' },
          { place: call.place, text: `${call.service} ${call.operation}` },
        ],
      };
    }
  },
  fixtures: {
    fails: [
      nodeFunction('stored as it came', STORES, ROUTE),
      nodeFunction('behind a route that the validator of another one leaves out', STORES, route('/orders', ''), API),
    ],
    passes: [
      nodeFunction('behind a route with the validator', STORES, route('/orders', MODEL), API),
      nodeFunction(
        'checked by hand',
        STORES.replace(
          'await db',
          "if (typeof order.id !== 'string' || order.note.length > 200) return { statusCode: 400 };\n        await db",
        ),
        ROUTE,
      ),
      nodeFunction(
        'checked by zod',
        `
      import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
      import { z } from 'zod';
      const db = new DynamoDBClient({});
      const Order = z.object({ id: z.string().uuid(), note: z.string().max(200) });
      export const handler = async (event) => {
        const order = Order.parse(JSON.parse(event.body));
        await db.send(new PutItemCommand({ TableName: 'orders', Item: { id: { S: order.id }, note: { S: order.note } } }));
        return { statusCode: 201 };
      };
    `,
        ROUTE,
      ),
    ],
  },
};

/** `if (typeof body.text !== 'string') return`: a check of its shape by hand. */
function looksAtShape({ text, paths }: Guard): boolean {
  return (
    paths.length > 0 &&
    /\btypeof\b|\binstanceof\b|\bisinstance\(|\bis(?:Array|Integer|Finite|NaN|String|Number|Email|UUID)\b|\.(?:test|match|fullmatch)\(|\blen(?:gth)?\b/i.test(
      text,
    )
  );
}

/** Methods that change something, by the function behind them, with whether a validator stands before each. */
function methodsOf(model: PostureModel): ReadonlyMap<string, readonly boolean[]> {
  const found = new Map<string, boolean[]>();
  for (const { properties } of ofType(model, 'AWS::ApiGateway::Method')) {
    const target = functionBehind(model, field(properties, 'Integration', 'Uri'));
    if (target === undefined || /^(?:GET|HEAD|OPTIONS|DELETE)$/.test(literal(field(properties, 'HttpMethod')) ?? ''))
      continue;
    const checks = found.get(target) ?? [];
    checks.push(field(properties, 'RequestValidatorId') !== undefined);
    found.set(target, checks);
  }
  return found;
}

/** Whether a route to the function is known to have none; of a function whose methods are not known nothing is said. */
function isLeftOut(methods: ReadonlyMap<string, readonly boolean[]>, id: string): boolean {
  return methods.get(id)?.includes(false) ?? false;
}

function holdsEvent(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null || depth > 8) return false;
  if ((value as { kind?: string }).kind === 'event') return true;
  return Object.values(value).some((item) => holdsEvent(item, depth + 1));
}
