import {
  APIGatewayClient,
  GetApiKeysCommand,
  GetAuthorizersCommand,
  GetDomainNamesCommand,
  GetRequestValidatorsCommand,
  GetResourcesCommand,
  GetRestApisCommand,
  GetStagesCommand,
  GetUsagePlansCommand,
  type Method,
  type RestApi,
  type Stage,
} from '@aws-sdk/client-api-gateway';
import type { TemplateValue } from '@bulkhead/core';
import { jsonOf, type LiveResource, pascalKeys, pick, properties } from '@bulkhead/iac';
import { allPages, each, type ReadContext } from '../reader.ts';

export const Client = APIGatewayClient;

/** REST APIs with their resources, methods, authorizers and stages; usage plans, keys (never their values) and domains. */
export async function readRestApis(context: ReadContext): Promise<readonly LiveResource[]> {
  const { ask } = context;
  const { items } = await allPages(
    (position) => ask(GetRestApisCommand, { position, limit: 500 }, { always: true }),
    (page) => ({ items: page.items, next: page.position }),
  );
  const apis = items.filter(({ id }) => context.wanted(id));
  const parts = await each(apis, (api) => readApi(api, context));
  return [...parts, ...(await readPlans(context)), ...(await readKeys(context)), ...(await readDomains(context))];
}

function arnOf({ partition, region }: ReadContext, path: string): string {
  return `arn:${partition}:apigateway:${region}::${path}`;
}

async function readApi(api: RestApi, context: ReadContext): Promise<LiveResource[]> {
  const { ask } = context;
  const restApiId = api.id ?? '';
  const arn = arnOf(context, `/restapis/${restApiId}`);
  const [resources, authorizers, validators, stages] = await Promise.all([
    allPages(
      (position) => ask(GetResourcesCommand, { restApiId, position, limit: 500, embed: ['methods'] }),
      (page) => ({ items: page.items, next: page.position }),
    ),
    allPages(
      (position) => ask(GetAuthorizersCommand, { restApiId, position, limit: 500 }),
      (page) => ({ items: page.items, next: page.position }),
    ),
    allPages(
      (position) => ask(GetRequestValidatorsCommand, { restApiId, position, limit: 500 }),
      (page) => ({ items: page.items, next: page.position }),
    ),
    ask(GetStagesCommand, { restApiId }),
  ]);
  const root = resources.items.find(({ path }) => path === '/')?.id ?? api.rootResourceId;
  const parent = (id: string | undefined): TemplateValue =>
    id === undefined || id === root ? { ref: arn, attribute: 'RootResourceId' } : { ref: `${arn}/resources/${id}` };
  return [
    {
      id: arn,
      type: 'AWS::ApiGateway::RestApi',
      properties: {
        ...properties({
          Name: api.name,
          Description: api.description,
          Policy: jsonOf(api.policy),
          EndpointConfiguration: pascalKeys(api.endpointConfiguration),
          DisableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
          ApiKeySourceType: api.apiKeySource,
          BinaryMediaTypes: api.binaryMediaTypes,
          SecurityPolicy: api['securityPolicy'],
        }),
      },
      // Callers' policies and permissions name it by its invocation ARN.
      names: { [restApiId]: '' },
    },
    ...resources.items.flatMap((resource): LiveResource[] => {
      const id = `${arn}/resources/${resource.id}`;
      const methods = Object.entries(resource.resourceMethods ?? {}).map(
        ([verb, method]): LiveResource => ({
          id: `${id}/methods/${verb}`,
          type: 'AWS::ApiGateway::Method',
          properties: {
            RestApiId: { ref: arn },
            ResourceId: parent(resource.id),
            ...methodProperties(verb, method, arn),
          },
        }),
      );
      if (resource.id === root) return methods;
      const own: LiveResource = {
        id,
        type: 'AWS::ApiGateway::Resource',
        properties: {
          RestApiId: { ref: arn },
          ParentId: parent(resource.parentId),
          ...properties({ PathPart: resource.pathPart }),
        },
      };
      return [own, ...methods];
    }),
    ...authorizers.items.map(
      (authorizer): LiveResource => ({
        id: `${arn}/authorizers/${authorizer.id}`,
        type: 'AWS::ApiGateway::Authorizer',
        properties: {
          RestApiId: { ref: arn },
          ...properties({
            Name: authorizer.name,
            Type: authorizer.type,
            AuthorizerUri: authorizer.authorizerUri,
            AuthorizerCredentials: authorizer.authorizerCredentials,
            AuthorizerResultTtlInSeconds: authorizer.authorizerResultTtlInSeconds,
            IdentitySource: authorizer.identitySource,
            IdentityValidationExpression: authorizer.identityValidationExpression,
            ProviderARNs: authorizer.providerARNs,
          }),
        },
      }),
    ),
    ...validators.items.map(
      (validator): LiveResource => ({
        id: `${arn}/requestvalidators/${validator.id}`,
        type: 'AWS::ApiGateway::RequestValidator',
        properties: {
          RestApiId: { ref: arn },
          ...properties({
            Name: validator.name,
            ValidateRequestBody: validator.validateRequestBody,
            ValidateRequestParameters: validator.validateRequestParameters,
          }),
        },
      }),
    ),
    ...(stages.kind === 'found' ? (stages.value.item ?? []) : []).flatMap((stage) => stageParts(stage, arn)),
  ];
}

function methodProperties(verb: string, method: Method, api: string): Readonly<Record<string, TemplateValue>> {
  const integration = pascalKeys(method.methodIntegration ?? {}) as object;
  const reference = (kind: string, id: string | undefined): Record<string, TemplateValue> =>
    id === undefined
      ? {}
      : { [kind === 'authorizers' ? 'AuthorizerId' : 'RequestValidatorId']: { ref: `${api}/${kind}/${id}` } };
  return {
    HttpMethod: verb,
    ...properties({
      AuthorizationType: method.authorizationType,
      AuthorizationScopes: method.authorizationScopes,
      ApiKeyRequired: method.apiKeyRequired,
      OperationName: method.operationName,
      RequestParameters: method.requestParameters,
      RequestModels: method.requestModels,
      Integration: {
        ...pick(integration, [
          'Type',
          'Uri',
          'Credentials',
          'TimeoutInMillis',
          'ConnectionType',
          'ConnectionId',
          'RequestParameters',
          'PassthroughBehavior',
        ]),
        IntegrationHttpMethod: method.methodIntegration?.httpMethod,
      },
    }),
    ...reference('authorizers', method.authorizerId),
    ...reference('requestvalidators', method.requestValidatorId),
  };
}

function stageParts(stage: Stage, api: string): LiveResource[] {
  const id = `${api}/stages/${stage.stageName}`;
  const own: LiveResource = {
    id,
    type: 'AWS::ApiGateway::Stage',
    properties: {
      RestApiId: { ref: api },
      ...properties({
        StageName: stage.stageName,
        DeploymentId: stage.deploymentId,
        TracingEnabled: stage.tracingEnabled,
        ClientCertificateId: stage.clientCertificateId,
        CacheClusterEnabled: stage.cacheClusterEnabled,
        AccessLogSetting: stage.accessLogSettings && pascalKeys(stage.accessLogSettings),
        Variables: stage.variables,
        MethodSettings: Object.entries(stage.methodSettings ?? {}).map(([key, settings]) => {
          // `~1orders~1{id}/GET`, as JSON pointers write a slash.
          const at = key.lastIndexOf('/');
          const path = key.slice(0, at).replaceAll('~1', '/').replaceAll('~0', '~');
          const where = { ResourcePath: path.startsWith('/') ? path : `/${path}`, HttpMethod: key.slice(at + 1) };
          return { ...(pascalKeys(settings) as object), ...where };
        }),
      }),
    },
  };
  if (stage.webAclArn === undefined) return [own];
  const firewall: LiveResource = {
    id: `${id}#firewall`,
    type: 'AWS::WAFv2::WebACLAssociation',
    properties: { ResourceArn: { ref: id, attribute: 'Arn' }, WebACLArn: stage.webAclArn },
  };
  return [own, firewall];
}

async function readPlans(context: ReadContext): Promise<LiveResource[]> {
  const { items } = await allPages(
    (position) => context.ask(GetUsagePlansCommand, { position, limit: 500 }, { always: true }),
    (page) => ({ items: page.items, next: page.position }),
  );
  return items
    .filter(({ apiStages }) => (apiStages ?? []).length === 0 || apiStages!.some(({ apiId }) => context.wanted(apiId)))
    .map((plan) => ({
      id: arnOf(context, `/usageplans/${plan.id}`),
      type: 'AWS::ApiGateway::UsagePlan',
      properties: {
        ...properties({
          UsagePlanName: plan.name,
          Throttle: plan.throttle && pascalKeys(plan.throttle),
          Quota: plan.quota && pascalKeys(plan.quota),
        }),
        ApiStages: (plan.apiStages ?? []).map(({ apiId, stage }) => ({
          ApiId: { ref: arnOf(context, `/restapis/${apiId}`) },
          Stage: stage ?? '',
        })),
      },
    }));
}

async function readKeys(context: ReadContext): Promise<LiveResource[]> {
  const { items } = await allPages(
    (position) => context.ask(GetApiKeysCommand, { position, limit: 500, includeValues: false }, { always: true }),
    (page) => ({ items: page.items, next: page.position }),
  );
  return items.map((key) => ({
    id: arnOf(context, `/apikeys/${key.id}`),
    type: 'AWS::ApiGateway::ApiKey',
    properties: {
      ...properties({ Name: key.name, Enabled: key.enabled, CreatedDate: key.createdDate }),
      StageKeys: (key.stageKeys ?? []).map((stage) => {
        const [api = '', name = ''] = stage.split('/');
        return { RestApiId: { ref: arnOf(context, `/restapis/${api}`) }, StageName: name };
      }),
    },
  }));
}

async function readDomains(context: ReadContext): Promise<LiveResource[]> {
  const { items } = await allPages(
    (position) => context.ask(GetDomainNamesCommand, { position, limit: 500 }, { always: true }),
    (page) => ({ items: page.items, next: page.position }),
  );
  return items
    .filter(({ domainName }) => context.wanted(domainName))
    .map((domain) => ({
      id: arnOf(context, `/domainnames/${domain.domainName}`),
      type: 'AWS::ApiGateway::DomainName',
      properties: properties({
        DomainName: domain.domainName,
        SecurityPolicy: domain.securityPolicy,
        EndpointConfiguration: pascalKeys(domain.endpointConfiguration),
        MutualTlsAuthentication: domain.mutualTlsAuthentication && pascalKeys(domain.mutualTlsAuthentication),
      }),
    }));
}
