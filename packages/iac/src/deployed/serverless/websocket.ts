import { get, type Tree } from '../../yaml/tree.ts';
import { type Buildable, join, ref, sub } from '../build.ts';
import { addApiLogRole } from './helpers.ts';
import { normalName, routeName, WEBSOCKET_API } from './ids.ts';
import { allowOf } from './role.ts';
import { isOff, isOn, known, make, named, type Service, type ServiceEvent, type ServiceFunction } from './service.ts';

const INVOKE = 'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/';
const CONNECTIONS = 'arn:${AWS::Partition}:execute-api:*:*:*/@connections/*';

/** The API of all `websocket` events. https://www.serverless.com/framework/docs/providers/aws/events/websocket */
export function expandWebsocketApi(service: Service): void {
  const events = service.functions.flatMap((fn) =>
    fn.events.filter(({ kind }) => kind === 'websocket').map((event) => ({ fn, event })),
  );
  const [first] = events;
  if (!first) return;
  const { provider } = service;
  const { place } = first.event;
  const given = get(provider, 'apiGateway', 'websocketApiId');
  const api: Buildable = given ?? ref(WEBSOCKET_API);
  if (!given) {
    make(service, {
      id: WEBSOCKET_API,
      type: 'AWS::ApiGatewayV2::Api',
      place,
      properties: {
        Name: get(provider, 'websocketsApiName') ?? named('-', service.stage, service.name, 'websockets'),
        ProtocolType: 'WEBSOCKET',
        RouteSelectionExpression: get(provider, 'websocketsApiRouteSelectionExpression') ?? '$request.body.action',
      },
    });
    service.statements.push(allowOf(['execute-api:ManageConnections'], [sub(CONNECTIONS)]));
  }
  for (const { fn, event } of events) expandRoute(fn, event, api, service);
  make(service, {
    id: 'WebsocketsDeployment',
    type: 'AWS::ApiGatewayV2::Deployment',
    place,
    properties: { ApiId: api },
  });
  if (!given) expandStage(place, service);
}

function expandStage(place: Tree['place'], service: Service): void {
  const logs = get(service.provider, 'logs', 'websocket');
  const isLogged = isOn(logs);
  if (isLogged) {
    make(service, {
      id: 'WebsocketsLogGroup',
      type: 'AWS::Logs::LogGroup',
      place: logs!.place,
      properties: {
        LogGroupName: join('', '/aws/websocket/', service.name, '-', service.stage),
        RetentionInDays: get(service.provider, 'logRetentionInDays'),
      },
    });
    addApiLogRole(logs!.place, service);
  }
  const level = isOff(get(logs, 'executionLogging')) ? 'OFF' : (get(logs, 'level') ?? 'INFO');
  make(service, {
    id: 'WebsocketsDeploymentStage',
    type: 'AWS::ApiGatewayV2::Stage',
    place: logs?.place ?? place,
    properties: {
      ApiId: ref(WEBSOCKET_API),
      StageName: service.stage,
      DeploymentId: ref('WebsocketsDeployment'),
      DefaultRouteSettings: isLogged
        ? { DataTraceEnabled: !isOff(get(logs, 'fullExecutionData')), LoggingLevel: level }
        : undefined,
      AccessLogSettings:
        isLogged && !isOff(get(logs, 'accessLogging'))
          ? {
              DestinationArn: sub(
                'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${WebsocketsLogGroup}',
              ),
              Format: get(logs, 'format') ?? '$context.requestId',
            }
          : undefined,
    },
  });
}

function expandRoute(fn: ServiceFunction, { tree, place }: ServiceEvent, api: Buildable, service: Service): void {
  const route = known(get(tree, 'route'), service) ?? (tree?.kind === 'scalar' ? String(tree.value) : '');
  const integrationId = `${normalName(fn.key)}WebsocketsIntegration`;
  make(service, {
    id: integrationId,
    type: 'AWS::ApiGatewayV2::Integration',
    place,
    condition: fn.condition,
    properties: {
      ApiId: api,
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: join('', sub(INVOKE), fn.target, '/invocations'),
    },
  });
  const permit = (id: string, name: Buildable) =>
    make(service, {
      id,
      type: 'AWS::Lambda::Permission',
      place,
      condition: fn.condition,
      properties: { FunctionName: name, Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' },
    });
  permit(`${normalName(fn.key)}LambdaPermissionWebsockets`, fn.target);

  const authorizer = get(tree, 'authorizer');
  const name =
    known(get(authorizer, 'name'), service) ?? (authorizer?.kind === 'scalar' ? String(authorizer.value) : '');
  const authorizerId = `${normalName(name.split(':').at(-1)!)}WebsocketsAuthorizer`;
  const arn: Buildable =
    get(authorizer, 'arn') ?? service.functions.find(({ key }) => key === name)?.target ?? authorizer;
  if (authorizer) {
    const sources = get(authorizer, 'identitySource');
    make(service, {
      id: authorizerId,
      type: 'AWS::ApiGatewayV2::Authorizer',
      place: authorizer.place,
      properties: {
        ApiId: api,
        Name: name,
        AuthorizerType: 'REQUEST',
        AuthorizerUri: join('', sub(INVOKE), arn, '/invocations'),
        IdentitySource: sources?.kind === 'list' ? sources : [sources ?? 'route.request.header.Auth'],
      },
    });
    permit(`${normalName(name.split(':').at(-1)!)}LambdaPermissionWebsockets`, arn);
  }
  make(service, {
    id: `${routeName(route)}WebsocketsRoute`,
    type: 'AWS::ApiGatewayV2::Route',
    place,
    condition: fn.condition,
    properties: {
      ApiId: api,
      RouteKey: route,
      AuthorizationType: authorizer ? 'CUSTOM' : 'NONE',
      AuthorizerId: authorizer ? ref(authorizerId) : undefined,
      Target: join('/', 'integrations', ref(integrationId)),
    },
  });
}
