import type { Trigger } from '@bulkhead/core';
import { cloudformation, serverless } from '../helpers/fixture.ts';
import { functionsOf, nameOf } from '../helpers/functions.ts';
import type { PostureModel, Rule } from '../rule.ts';

type HttpTrigger = Extract<Trigger, { readonly type: 'apigateway-v1' | 'apigateway-v2' }>;

/** Paths that are open on purpose: signing in, health, documents, callers who prove themselves by a signature. */
const OPEN_BY_NATURE =
  /(?:^|[/_-])(?:login|log-?in|sign-?in|sign-?up|register|auth|oauth2?|token|callback|health|healthz|ping|status|webhooks?|hooks?|public|docs|openapi|swagger|robots\.txt|favicon\.ico|\.well-known|assets|static|forgot|reset|verify|confirm)(?:[/_.-]|$)/i;
const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE', 'ANY']);

export const rule: Rule = {
  id: 'api-route-public',
  title: 'A route answers callers who prove nothing',
  severity: 'medium',
  risk: 'SAS-2',
  needs: 'both',
  defaultState: 'on',
  rationale:
    'Nothing in front of the function asks who is calling, so every check has to be in its own code, on every path through it. A route that is left open among guarded ones is usually one that somebody forgot.',
  fix: 'Name an authorizer (JWT, Cognito, IAM or a Lambda authorizer) on the route; where it is meant to be open, suppress this with the reason.',
  references: [
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html',
    'CWE-306',
    'OWASP API2:2023',
  ],
  peers: [
    'checkov CKV_AWS_59',
    'checkov CKV_AWS_309',
    'cfn_nag W59',
    'cdk-nag AwsSolutions-APIG4',
    'guard API_GW_METHOD_AUTHORIZATION_TYPE_RULE',
    'trivy AWS-0004',
    'sls-mentor noUnauthorizedRestApiGatewaysRoutes',
    'sls-mentor noUnauthorizedApiGatewaysV2Routes',
    'checkov CKV2_AWS_70',
  ],
  *check(model) {
    const guarded = hasGuardedRoutes(model);
    for (const view of functionsOf(model)) {
      for (const { trigger, access } of view.entries) {
        if (trigger?.type === 'other' && /^http\b/.test(trigger.name) && access === 'anybody') {
          yield {
            message: `A route of ${nameOf(view)} is open to anybody${guarded ? ', where other routes are guarded' : ''}`,
            place: trigger.place,
            subject: view.fn.id,
            key: trigger.name,
            severity: guarded ? 'medium' : 'low',
          };
        }
        if (trigger?.type !== 'apigateway-v1' && trigger?.type !== 'apigateway-v2') continue;
        if (trigger.authorizer !== 'none' || trigger.method === 'OPTIONS') continue;
        if (isRootOfProxy(trigger, view.entries)) continue;
        // What checks callers by itself is a matter of own-authentication.
        const checks = view.code?.facts.some(
          ({ kind, detail }) => kind === 'own-authentication' && detail === undefined,
        );
        const changes = CHANGES.has(trigger.method);
        const meant = OPEN_BY_NATURE.test(trigger.path) || checks;
        const severity = meant ? 'informational' : guarded ? (changes ? 'high' : 'medium') : changes ? 'medium' : 'low';
        yield {
          message: `${trigger.method} ${trigger.path} of ${nameOf(view)} is open to anybody${guarded ? ', where other routes are guarded' : ''}`,
          place: trigger.place,
          subject: view.fn.id,
          key: `${trigger.method} ${trigger.path}`,
          severity,
        };
      }
    }
  },
  fixtures: {
    fails: [
      serverless(
        'an open route',
        `
        functions:
          order: { handler: src/order.handler, events: [{ httpApi: 'POST /orders' }] }
      `,
      ),
      serverless(
        'a proxy and its root, told once',
        `
        functions:
          shop: { handler: src/shop.handler, events: [{ httpApi: 'ANY /shop' }, { httpApi: 'ANY /shop/{proxy+}' }] }
      `,
      ),
      serverless(
        'a route whose requests API Gateway rewrites',
        `
        functions:
          order: { handler: src/order.handler, events: [{ http: { method: post, path: orders, integration: lambda } }] }
      `,
      ),
      serverless(
        'forgotten among guarded ones',
        `
        functions:
          order: { handler: src/order.handler, events: [{ http: { method: post, path: orders, authorizer: aws_iam } }] }
          cancel: { handler: src/cancel.handler, events: [{ http: { method: post, path: cancel } }] }
      `,
      ),
    ],
    passes: [
      cloudformation(
        'a route whose callers only the deploy knows',
        `Main: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, Role: 'arn:aws:iam::123456789012:role/r', Code: { S3Bucket: b, S3Key: k } } }
Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: shop, ProtocolType: HTTP } }
Integration: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Main.Arn, PayloadFormatVersion: '2.0' } }
Route: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Api, RouteKey: POST /orders, AuthorizationType: !ImportValue authorization, Target: !Sub 'integrations/\${Integration}' } }
Rest: { Type: AWS::ApiGateway::RestApi, Properties: { Name: shop } }
Method: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Rest, ResourceId: !GetAtt Rest.RootResourceId, HttpMethod: POST, AuthorizationType: !ImportValue authorization, Integration: { Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Sub 'arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Main.Arn}/invocations' } } }`,
      ),
      serverless(
        'the root of what a proxy serves, behind an authorizer',
        `
        functions:
          shop: { handler: src/shop.handler, events: [{ http: { method: any, path: /, authorizer: aws_iam } }, { http: { method: any, path: '{proxy+}', authorizer: aws_iam } }] }
      `,
      ),
      serverless(
        'signed requests that API Gateway rewrites',
        `
        functions:
          order: { handler: src/order.handler, events: [{ http: { method: post, path: orders, integration: lambda, authorizer: aws_iam } }] }
      `,
      ),
      serverless(
        'signed requests',
        `
        functions:
          order: { handler: src/order.handler, events: [{ http: { method: post, path: orders, authorizer: aws_iam } }] }
      `,
      ),
    ],
  },
};

/** `ANY /orders` beside `ANY /orders/{proxy+}` of the same function: one door in two spellings, told once. */
function isRootOfProxy(
  { method, path, authorizer }: HttpTrigger,
  entries: readonly { readonly trigger?: Trigger }[],
): boolean {
  const parts = (text: string) => text.split('/').filter(Boolean);
  const own = parts(path);
  return entries.some(({ trigger }) => {
    if (trigger?.type !== 'apigateway-v1' && trigger?.type !== 'apigateway-v2') return false;
    const theirs = parts(trigger.path);
    return (
      trigger.method === method &&
      trigger.authorizer === authorizer &&
      /^\{\w+\+\}$/.test(theirs.at(-1) ?? '') &&
      theirs.slice(0, -1).join('/') === own.join('/')
    );
  });
}

function hasGuardedRoutes(model: PostureModel): boolean {
  return functionsOf(model).some((view) =>
    view.entries.some(
      ({ kind, access, trigger }) => kind === 'http' && access === 'authenticated' && trigger?.type !== 'function-url',
    ),
  );
}
