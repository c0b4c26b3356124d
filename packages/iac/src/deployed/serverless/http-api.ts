import { get, type Tree } from '../../yaml/tree.ts';
import { type Buildable, getAtt, join, ref, sub } from '../build.ts';
import { HTTP_API, normalName, pathName } from './ids.ts';
import {
  entriesOf,
  isOn,
  itemsOf,
  known,
  make,
  named,
  ownArn,
  type Service,
  type ServiceEvent,
  type ServiceFunction,
} from './service.ts';

interface Route {
  readonly event: ServiceEvent;
  readonly fn: ServiceFunction;
  /** `GET /orders`, or `*`. */
  readonly key: string;
}

const INVOKE = 'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/';
const CORS_HEADERS = [
  'Content-Type',
  'X-Amz-Date',
  'Authorization',
  'X-Api-Key',
  'X-Amz-Security-Token',
  'X-Amz-User-Agent',
  'X-Amzn-Trace-Id',
];

/** The HTTP API of all `httpApi` events. https://www.serverless.com/framework/docs/providers/aws/events/http-api */
export function expandHttpApi(service: Service): void {
  const routes = service.functions.flatMap((fn) =>
    fn.events.flatMap((event) => {
      const key = event.kind === 'httpApi' ? routeKey(event.tree, service) : undefined;
      return key === undefined ? [] : [{ event, fn, key }];
    }),
  );
  const [first] = routes;
  if (!first) return;
  const settings = get(service.provider, 'httpApi');
  const given = get(settings, 'id');
  const api: Buildable = given ?? ref(HTTP_API);
  if (!given) expandApi(settings, first, routes, service);
  for (const [name, { key, value }] of entriesOf(get(settings, 'authorizers'))) {
    expandAuthorizer(known(get(value, 'name'), service) ?? name, value, key, api, service);
  }
  for (const route of routes) expandRoute(route, api, settings, service);
}

function routeKey(tree: Tree | undefined, service: Service): string | undefined {
  if (tree?.kind === 'scalar') {
    const text = String(tree.value).trim();
    if (text === '*') return '*';
    const [method, path] = text.split(/\s+/);
    return path === undefined ? undefined : `${method === '*' ? 'ANY' : method!.toUpperCase()} ${path}`;
  }
  const path = known(get(tree, 'path'), service);
  if (path === undefined || path === '*') return path;
  const method = known(get(tree, 'method'), service) ?? '*';
  return `${method === '*' ? 'ANY' : method.toUpperCase()} ${path}`;
}

function expandApi(settings: Tree | undefined, first: Route, routes: readonly Route[], service: Service): void {
  const { provider } = service;
  const startsWithService = isOn(get(settings, 'shouldStartNameWithService'));
  const tags = get(provider, 'tags');
  make(service, {
    id: HTTP_API,
    type: 'AWS::ApiGatewayV2::Api',
    place: settings?.place ?? first.event.place,
    properties: {
      Name:
        get(settings, 'name') ??
        (startsWithService ? named('-', service.name, service.stage) : named('-', service.stage, service.name)),
      ProtocolType: 'HTTP',
      DisableExecuteApiEndpoint: get(settings, 'disableDefaultEndpoint'),
      CorsConfiguration: corsOf(get(settings, 'cors'), routes),
      Tags: tags,
    },
  });
  const logs = get(provider, 'logs', 'httpApi');
  if (isOn(logs)) {
    make(service, {
      id: 'HttpApiLogGroup',
      type: 'AWS::Logs::LogGroup',
      place: logs!.place,
      properties: {
        LogGroupName: join('', '/aws/http-api/', get(provider, 'stackName') ?? named('-', service.name, service.stage)),
        RetentionInDays: get(provider, 'logRetentionInDays'),
      },
    });
  }
  make(service, {
    id: 'HttpApiStage',
    type: 'AWS::ApiGatewayV2::Stage',
    place: settings?.place ?? first.event.place,
    properties: {
      ApiId: ref(HTTP_API),
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { DetailedMetricsEnabled: isOn(get(settings, 'metrics')) },
      AccessLogSettings: isOn(logs)
        ? {
            DestinationArn: getAtt('HttpApiLogGroup', 'Arn'),
            Format: get(logs, 'format') ?? '{"requestId":"$context.requestId"}',
          }
        : undefined,
      Tags: tags,
    },
  });
}

function corsOf(cors: Tree | undefined, routes: readonly Route[]): Buildable {
  if (!isOn(cors)) return undefined;
  const methods = new Set(['OPTIONS']);
  for (const { key } of routes) {
    const [method] = key.split(' ');
    if (method === 'ANY' || key === '*')
      for (const each of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']) methods.add(each);
    else methods.add(method!);
  }
  const list = (key: string): Buildable => get(cors, key) && itemsOf(get(cors, key));
  return {
    AllowOrigins: list('allowedOrigins') ?? ['*'],
    AllowHeaders: list('allowedHeaders') ?? CORS_HEADERS,
    AllowMethods: list('allowedMethods') ?? [...methods],
    AllowCredentials: get(cors, 'allowCredentials'),
    ExposeHeaders: list('exposedResponseHeaders'),
    MaxAge: get(cors, 'maxAge'),
  };
}

function expandAuthorizer(name: string, tree: Tree, place: Tree['place'], api: Buildable, service: Service): void {
  const isRequest = known(get(tree, 'type'), service) === 'request';
  const fnKey = known(get(tree, 'functionName'), service);
  const fn: Buildable = get(tree, 'functionArn') ?? service.functions.find(({ key }) => key === fnKey)?.target;
  const sources = itemsOf(get(tree, 'identitySource'));
  make(service, {
    id: authorizerId(name),
    type: 'AWS::ApiGatewayV2::Authorizer',
    place,
    properties: {
      ApiId: api,
      Name: name,
      AuthorizerType: isRequest ? 'REQUEST' : 'JWT',
      IdentitySource: sources,
      AuthorizerUri: isRequest ? join('', sub(INVOKE), fn, '/invocations') : undefined,
      AuthorizerPayloadFormatVersion: isRequest ? (get(tree, 'payloadVersion') ?? '2.0') : undefined,
      AuthorizerResultTtlInSeconds: get(tree, 'resultTtlInSeconds'),
      EnableSimpleResponses: get(tree, 'enableSimpleResponses'),
      JwtConfiguration: isRequest
        ? undefined
        : { Audience: itemsOf(get(tree, 'audience')), Issuer: get(tree, 'issuerUrl') },
    },
  });
  if (!isRequest || fn === undefined || isOn(get(tree, 'managedExternally'))) return;
  make(service, {
    id: `${normalName(name)}LambdaAuthorizerPermissionHttpApi`,
    type: 'AWS::Lambda::Permission',
    place,
    properties: {
      FunctionName: fn,
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: ownArn('execute-api', api, '/*'),
    },
  });
}

function authorizerId(name: string): string {
  return `HttpApiAuthorizer${normalName(name)}`;
}

function expandRoute({ event, fn, key }: Route, api: Buildable, settings: Tree | undefined, service: Service): void {
  const { place, tree } = event;
  const integrationId = `HttpApiIntegration${normalName(fn.key)}`;
  make(service, {
    id: integrationId,
    type: 'AWS::ApiGatewayV2::Integration',
    place,
    condition: fn.condition,
    properties: {
      ApiId: api,
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: fn.target,
      PayloadFormatVersion: get(fn.tree, 'httpApi', 'payload') ?? get(settings, 'payload') ?? '2.0',
      TimeoutInMillis: 30_000,
    },
  });
  make(service, {
    id: `${normalName(fn.key)}LambdaPermissionHttpApi`,
    type: 'AWS::Lambda::Permission',
    place,
    condition: fn.condition,
    properties: {
      FunctionName: fn.target,
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: ownArn('execute-api', api, '/*'),
    },
  });
  const wanted = get(tree, 'authorizer');
  const name = wanted?.kind === 'scalar' ? String(wanted.value) : known(get(wanted, 'name'), service);
  const declared = name === undefined ? undefined : get(settings, 'authorizers', name);
  const type = known(get(wanted, 'type') ?? get(declared, 'type'), service);
  const isIam = type === 'aws_iam' || name === 'aws_iam';
  const external = get(wanted, 'id');
  make(service, {
    id: key === '*' ? 'HttpApiRouteDefault' : `HttpApiRoute${pathName(key)}`,
    type: 'AWS::ApiGatewayV2::Route',
    place,
    condition: fn.condition,
    properties: {
      ApiId: api,
      RouteKey: key === '*' ? '$default' : key,
      Target: join('/', 'integrations', ref(integrationId)),
      AuthorizationType: !wanted ? undefined : isIam ? 'AWS_IAM' : type === 'request' ? 'CUSTOM' : 'JWT',
      AuthorizerId:
        !wanted || isIam
          ? undefined
          : (external ?? ref(authorizerId(known(get(declared, 'name'), service) ?? name ?? ''))),
      AuthorizationScopes: get(wanted, 'scopes'),
    },
  });
}
