import type { SourcePlace } from '@bulkhead/core';
import { get, type Tree } from '../../yaml/tree.ts';
import { type Buildable, getAtt, join, ref, sub } from '../build.ts';
import { tagList } from '../properties.ts';
import { addApiLogRole } from './helpers.ts';
import { normalName, pathName, plainName, REST_API, upperFirst } from './ids.ts';
import { type RestAuthorizer, readAuthorizer } from './rest-authorizer.ts';
import { expandKeys } from './rest-keys.ts';
import {
  entriesOf,
  isOff,
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

export interface HttpEvent {
  readonly event: ServiceEvent;
  readonly fn: ServiceFunction;
  readonly method: string;
  /** Without slashes at its ends. */
  readonly path: string;
  readonly authorizer: RestAuthorizer | undefined;
}

const INVOKE = 'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/';

/** The REST API of all `http` events. https://www.serverless.com/framework/docs/providers/aws/events/apigateway */
export function expandRestApi(service: Service): void {
  const events = httpEvents(service);
  const [first] = events;
  if (!first) return;
  const settings = get(service.provider, 'apiGateway');
  const api: Buildable = get(settings, 'restApiId') ?? ref(REST_API);
  if (!get(settings, 'restApiId')) expandApi(settings, first.event.place, service);
  expandResources(events, api, service);
  const source = ownArn('execute-api', api, '/*/*');
  for (const httpEvent of events) expandMethod(httpEvent, api, source, service);
  expandCors(events, api, service);
  const deployment = 'ApiGatewayDeployment';
  make(service, {
    id: deployment,
    type: 'AWS::ApiGateway::Deployment',
    place: first.event.place,
    properties: { RestApiId: api, StageName: get(settings, 'stage') ?? service.stage },
  });
  expandStage(api, deployment, first.event.place, service);
  expandKeys(api, service);
}

function httpEvents(service: Service): HttpEvent[] {
  const found: HttpEvent[] = [];
  for (const fn of service.functions) {
    for (const event of fn.events) {
      if (event.kind !== 'http') continue;
      const { tree } = event;
      const [firstWord, secondWord] = tree?.kind === 'scalar' ? String(tree.value).trim().split(/\s+/) : [];
      const method = firstWord ?? known(get(tree, 'method'), service);
      const path = secondWord ?? known(get(tree, 'path'), service) ?? (get(tree, 'path') ? undefined : '');
      if (method === undefined || path === undefined) continue;
      const authorizer = readAuthorizer(get(tree, 'authorizer'), service);
      found.push({ event, fn, method: method.toLowerCase(), path: path.replace(/^\/+|\/+$/g, ''), authorizer });
    }
  }
  return found;
}

function expandApi(settings: Tree | undefined, place: SourcePlace, service: Service): void {
  const { provider } = service;
  const policy = get(settings, 'resourcePolicy') ?? get(provider, 'resourcePolicy');
  const endpoint = get(provider, 'endpointType');
  const startsWithService = isOn(get(settings, 'shouldStartNameWithService'));
  make(service, {
    id: REST_API,
    type: 'AWS::ApiGateway::RestApi',
    place: settings?.place ?? place,
    properties: {
      Name:
        get(provider, 'apiName') ??
        (startsWithService ? named('-', service.name, service.stage) : named('-', service.stage, service.name)),
      Description: get(settings, 'description'),
      BinaryMediaTypes: get(settings, 'binaryMediaTypes'),
      DisableExecuteApiEndpoint: get(settings, 'disableDefaultEndpoint'),
      EndpointConfiguration: {
        Types: [known(endpoint, service)?.toUpperCase() ?? endpoint ?? 'EDGE'],
        VpcEndpointIds: get(provider, 'vpcEndpointIds'),
      },
      Policy: policy ? { Version: '2012-10-17', Statement: policy } : undefined,
      ApiKeySourceType: known(get(settings, 'apiKeySourceType'), service)?.toUpperCase(),
      MinimumCompressionSize: get(settings, 'minimumCompressionSize'),
      Tags: tagList(get(provider, 'tags')),
    },
  });
}

/** One resource for each part of each path. */
function expandResources(events: readonly HttpEvent[], api: Buildable, service: Service): void {
  for (const { path, event } of events) {
    const parts = path === '' ? [] : path.split('/');
    parts.forEach((part, index) => {
      const here = parts.slice(0, index + 1).join('/');
      const parent = parts.slice(0, index).join('/');
      make(service, {
        id: `ApiGatewayResource${pathName(here)}`,
        type: 'AWS::ApiGateway::Resource',
        place: event.place,
        properties: { RestApiId: api, ParentId: resourceOf(parent, api), PathPart: part },
      });
    });
  }
}

function resourceOf(path: string, api: Buildable): Buildable {
  if (path !== '') return ref(`ApiGatewayResource${pathName(path)}`);
  return isApiReference(api) ? getAtt(REST_API, 'RootResourceId') : undefined;
}

function isApiReference(api: Buildable): boolean {
  return typeof api === 'object' && 'Ref' in api && api['Ref'] === REST_API;
}

function expandMethod(
  { event, fn, method, path, authorizer }: HttpEvent,
  api: Buildable,
  source: Buildable,
  service: Service,
): void {
  const { tree, place } = event;
  const integration = known(get(tree, 'integration'), service)?.toUpperCase().replace('-', '_');
  const type =
    integration === 'LAMBDA'
      ? 'AWS'
      : integration === 'LAMBDA_PROXY' || integration === undefined
        ? isOn(get(tree, 'async'))
          ? 'AWS'
          : 'AWS_PROXY'
        : integration;
  const isLambda = type === 'AWS' || type === 'AWS_PROXY';
  const permissionId = `${normalName(fn.key)}LambdaPermissionApiGateway`;
  const validator = expandValidator(tree, api, service);
  make(service, {
    id: `ApiGatewayMethod${path === '' ? '' : pathName(path)}${upperFirst(method)}`,
    type: 'AWS::ApiGateway::Method',
    place,
    dependsOn: [permissionId],
    properties: {
      HttpMethod: method.toUpperCase(),
      RestApiId: api,
      ResourceId: resourceOf(path, api),
      ApiKeyRequired: isOn(get(tree, 'private')),
      AuthorizationType: authorizer?.authorizationType ?? 'NONE',
      AuthorizerId: authorizer?.id,
      AuthorizationScopes: authorizer?.scopes,
      OperationName: get(tree, 'operationId'),
      RequestParameters: requestParameters(get(tree, 'request', 'parameters')),
      RequestModels: validator.models,
      RequestValidatorId: validator.id,
      Integration: {
        Type: type,
        IntegrationHttpMethod: isLambda ? 'POST' : method.toUpperCase(),
        Uri: isLambda ? join('', sub(INVOKE), fn.target, '/invocations') : get(tree, 'request', 'uri'),
        TimeoutInMillis: get(tree, 'timeoutInMillis'),
      },
    },
  });
  const permit = (id: string, name: Buildable) =>
    make(service, {
      id,
      type: 'AWS::Lambda::Permission',
      place,
      condition: fn.condition,
      properties: {
        FunctionName: name,
        Action: 'lambda:InvokeFunction',
        Principal: 'apigateway.amazonaws.com',
        SourceArn: source,
      },
    });
  permit(permissionId, fn.target);
  if (!authorizer?.made) return;
  const { name, properties, invokes } = authorizer.made;
  make(service, {
    id: `${normalName(name)}ApiGatewayAuthorizer`,
    type: 'AWS::ApiGateway::Authorizer',
    place: authorizer.place,
    properties: { Name: name, RestApiId: api, ...properties },
  });
  if (invokes !== undefined) permit(`${normalName(name)}LambdaPermissionApiGateway`, invokes);
}

function requestParameters(parameters: Tree | undefined): Buildable {
  const found: Record<string, Buildable> = {};
  for (const [location, word] of [
    ['querystrings', 'querystring'],
    ['paths', 'path'],
    ['headers', 'header'],
  ] as const) {
    for (const [key, { value }] of entriesOf(get(parameters, location))) {
      const required = value.kind === 'map' ? (get(value, 'required') ?? true) : value;
      found[`method.request.${word}.${key}`] = required;
    }
  }
  return found;
}

/** Schemas and required parameters are checked by one validator for the whole API. */
function expandValidator(
  tree: Tree | undefined,
  api: Buildable,
  service: Service,
): { readonly id: Buildable; readonly models: Buildable } {
  const request = get(tree, 'request');
  const schemas = entriesOf(get(request, 'schemas') ?? get(request, 'schema'));
  const parameters = requestParameters(get(request, 'parameters'));
  const checksParameters = typeof parameters === 'object' && Object.keys(parameters).length > 0;
  if (schemas.length === 0 && !checksParameters) return { id: undefined, models: undefined };
  const id = `ApiGateway${plainName(typeof service.name === 'string' ? service.name : '')}RequestValidator`;
  make(service, {
    id,
    type: 'AWS::ApiGateway::RequestValidator',
    place: request!.place,
    properties: { RestApiId: api, ValidateRequestBody: true, ValidateRequestParameters: true },
  });
  const models: Record<string, Buildable> = {};
  for (const [contentType, { key, value }] of schemas) {
    const shared = value.kind === 'scalar' ? String(value.value) : undefined;
    const modelId =
      shared === undefined
        ? `ApiGatewayMethod${plainName(`${key.line}${contentType}`)}Model`
        : `ApiGateway${upperFirst(shared)}Model`;
    const definition = shared === undefined ? value : get(service.provider, 'apiGateway', 'request', 'schemas', shared);
    make(service, {
      id: modelId,
      type: 'AWS::ApiGateway::Model',
      place: key,
      properties: { RestApiId: api, ContentType: contentType, Schema: get(definition, 'schema') ?? definition },
    });
    models[contentType] = ref(modelId);
  }
  return { id: ref(id), models };
}

const CORS_HEADERS =
  'Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token,X-Amz-User-Agent,X-Amzn-Trace-Id';

/** An OPTIONS method for each path with `cors`. */
function expandCors(events: readonly HttpEvent[], api: Buildable, service: Service): void {
  const methods = new Map<string, string[]>();
  for (const { path, method, event } of events) {
    if (isOn(get(event.tree, 'cors'))) methods.set(path, [...(methods.get(path) ?? ['OPTIONS']), method.toUpperCase()]);
  }
  for (const { path, event } of events) {
    const cors = get(event.tree, 'cors');
    if (!isOn(cors)) continue;
    const quoted = (text: string) => `'${text}'`;
    const origins = itemsOf(get(cors, 'origins')).map((item) => known(item, service) ?? '');
    const headers = itemsOf(get(cors, 'headers')).map((item) => known(item, service) ?? '');
    const names = 'method.response.header.Access-Control-Allow-';
    const origin = origins.length > 0 ? origins.join(',') : (known(get(cors, 'origin'), service) ?? '*');
    make(service, {
      id: `ApiGatewayMethod${path === '' ? '' : pathName(path)}Options`,
      type: 'AWS::ApiGateway::Method',
      place: cors!.place,
      properties: {
        AuthorizationType: 'NONE',
        HttpMethod: 'OPTIONS',
        RestApiId: api,
        ResourceId: resourceOf(path, api),
        Integration: {
          Type: 'MOCK',
          IntegrationResponses: [
            {
              StatusCode: '200',
              ResponseParameters: {
                [`${names}Origin`]: quoted(origin),
                [`${names}Headers`]: quoted(headers.length > 0 ? headers.join(',') : CORS_HEADERS),
                [`${names}Methods`]: quoted([...new Set(methods.get(path))].join(',')),
                [`${names}Credentials`]: isOn(get(cors, 'allowCredentials')) ? quoted('true') : undefined,
              },
            },
          ],
        },
      },
    });
  }
}

/**
 * The stage and its settings. The framework makes the stage with the deployment and sets the rest by calls of its own,
 * so a packaged template does not show it.
 */
function expandStage(api: Buildable, deployment: string, place: SourcePlace, service: Service): void {
  const { provider } = service;
  const logs = get(provider, 'logs', 'restApi');
  const hasAccessLogs = isOn(logs) && !isOff(get(logs, 'accessLogging'));
  const hasExecutionLogs = isOn(logs) && !isOff(get(logs, 'executionLogging'));
  if (hasAccessLogs) {
    make(service, {
      id: 'ApiGatewayLogGroup',
      type: 'AWS::Logs::LogGroup',
      place: logs!.place,
      properties: {
        LogGroupName: join('', '/aws/api-gateway/', service.name, '-', service.stage),
        RetentionInDays: get(provider, 'logRetentionInDays'),
      },
    });
    addApiLogRole(logs!.place, service);
  }
  const metrics = get(provider, 'apiGateway', 'metrics');
  const level = known(get(logs, 'level'), service) ?? 'INFO';
  make(service, {
    id: 'ApiGatewayStage',
    type: 'AWS::ApiGateway::Stage',
    place: get(provider, 'apiGateway')?.place ?? place,
    properties: {
      RestApiId: api,
      DeploymentId: ref(deployment),
      StageName: get(provider, 'apiGateway', 'stage') ?? service.stage,
      TracingEnabled: isOn(get(provider, 'tracing', 'apiGateway')),
      AccessLogSetting: hasAccessLogs
        ? { DestinationArn: getAtt('ApiGatewayLogGroup', 'Arn'), Format: get(logs, 'format') }
        : undefined,
      MethodSettings: [
        {
          HttpMethod: '*',
          ResourcePath: '/*',
          LoggingLevel: hasExecutionLogs ? level : 'OFF',
          DataTraceEnabled: hasExecutionLogs && !isOff(get(logs, 'fullExecutionData')),
          MetricsEnabled: isOn(metrics),
        },
      ],
      Tags: tagList(get(provider, 'tags')),
    },
  });
}
