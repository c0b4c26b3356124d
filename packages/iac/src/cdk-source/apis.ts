import { type CdkCall, type CdkConstruct, type CdkValue, own } from '@bulkhead/core';
import type { CdkContext } from './context.ts';
import { type Json, notKnown } from './json.ts';
import type { Maker } from './makers.ts';
import { methodSettings } from './stage-settings.ts';
import { given } from './storage.ts';
import { constantName, constructKey, type Fields, fieldsOf, itemsOf, plain, textOf } from './values.ts';

interface RestContext {
  readonly construct: CdkConstruct;
  readonly id: string;
  readonly context: CdkContext;
  readonly defaults: Fields;
  count: number;
}

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_apigateway.RestApi.html; `LambdaRestApi` alike */
export const makeRestApi: Maker = (construct, props, context) => {
  const id = context.id(construct);
  const rest: RestContext = { construct, id, context, defaults: fieldsOf(props.defaultMethodOptions), count: 0 };
  context.add({
    id,
    type: 'AWS::ApiGateway::RestApi',
    construct,
    properties: {
      Name: plain(props.restApiName, context) ?? construct.id,
      Policy: given(props.policy),
      EndpointConfiguration: given(props.endpointConfiguration ?? props.endpointTypes),
      DisableExecuteApiEndpoint: plain(props.disableExecuteApiEndpoint, context),
    },
  });
  const options = fieldsOf(props.deployOptions);
  if (props.deploy === undefined || props.deploy.kind !== 'literal' || props.deploy.value !== false) {
    const stageName = plain(options.stageName, context) ?? 'prod';
    const deployment = context.id(construct, 'Deployment', 'Resource');
    context.add({
      id: deployment,
      type: 'AWS::ApiGateway::Deployment',
      construct,
      properties: { RestApiId: { Ref: id } },
    });
    context.add({
      id: context.id(construct, `DeploymentStage.${typeof stageName === 'string' ? stageName : 'prod'}`, 'Resource'),
      type: 'AWS::ApiGateway::Stage',
      construct,
      properties: {
        RestApiId: { Ref: id },
        StageName: stageName,
        DeploymentId: { Ref: deployment },
        TracingEnabled: plain(options.tracingEnabled, context),
        AccessLogSetting: given(options.accessLogDestination),
        CacheClusterEnabled: plain(options.cacheClusterEnabled, context),
        MethodSettings: methodSettings(options, context),
      },
    });
  }
  const handler = props.handler;
  if (handler !== undefined && (props.proxy?.kind !== 'literal' || props.proxy.value !== false)) {
    const proxy = addResource(rest, undefined, '{proxy+}', construct);
    for (const resource of [undefined, proxy]) addMethod(rest, resource, 'ANY', handler, {}, construct);
  }
  walk(rest, construct.key, 'root', undefined, handler ?? integrated(props.defaultIntegration), 0);
};

/** Resources and methods that are added to one resource, and to those below it. */
function walk(
  rest: RestContext,
  on: string,
  prefix: string,
  resource: string | undefined,
  handler: CdkValue | undefined,
  depth: number,
): void {
  if (depth > 20) return;
  const { context } = rest;
  for (const call of context.callsOn(on)) {
    const name =
      prefix === '' ? call.method : call.method.startsWith(`${prefix}.`) ? call.method.slice(prefix.length + 1) : '';
    if (name === 'addMethod') {
      const [verb, integration, options] = call.arguments;
      const target = integration === undefined ? handler : integrated(integration);
      addMethod(rest, resource, textOf(verb), target, fieldsOf(options), call);
    } else if (name === 'addResource' || name === 'resourceForPath' || name === 'addProxy') {
      const path = name === 'addProxy' ? '{proxy+}' : (textOf(call.arguments[0]) ?? '{unknown}');
      let inner = resource;
      for (const part of path
        .split('/')
        .filter((one) => one !== '')
        .slice(0, 30))
        inner = addResource(rest, inner, part, call);
      if (name === 'addProxy') {
        const fields = fieldsOf(call.arguments[0]);
        const target = fields.defaultIntegration === undefined ? handler : integrated(fields.defaultIntegration);
        if (fields.anyMethod?.kind !== 'literal' || fields.anyMethod.value !== false)
          addMethod(rest, inner, 'ANY', target, {}, call);
      }
      walk(rest, call.result, '', inner, handler, depth + 1);
    }
  }
}

function addResource(
  rest: RestContext,
  parent: string | undefined,
  part: string,
  from: Pick<CdkConstruct, 'place'>,
): string {
  const { construct, id, context } = rest;
  const own = context.id(construct, `Resource${rest.count++}`, part);
  context.add({
    id: own,
    type: 'AWS::ApiGateway::Resource',
    construct: from,
    properties: {
      RestApiId: { Ref: id },
      ParentId: parent === undefined ? { 'Fn::GetAtt': [id, 'RootResourceId'] } : { Ref: parent },
      PathPart: part,
    },
  });
  return own;
}

/** The function of `new LambdaIntegration(fn)`; `undefined` for other integrations. */
/** The function that an integration of either kind of API hands requests to. */
export function integrated(value: CdkValue | undefined): CdkValue | undefined {
  return value?.kind === 'made' && /Lambda\w*Integration$/.test(value.name)
    ? value.arguments.find((one) => one.kind === 'construct')
    : undefined;
}

function addMethod(
  rest: RestContext,
  resource: string | undefined,
  verb: string | undefined,
  handler: CdkValue | undefined,
  own: Fields,
  from: Pick<CdkCall, 'place'>,
): void {
  const { construct, id, context } = rest;
  const options = { ...rest.defaults, ...own };
  const authorizer = context.construct(constructKey(options.authorizer));
  context.add({
    id: context.id(construct, `Method${rest.count++}`),
    type: 'AWS::ApiGateway::Method',
    construct: from,
    properties: {
      RestApiId: { Ref: id },
      ResourceId: resource === undefined ? { 'Fn::GetAtt': [id, 'RootResourceId'] } : { Ref: resource },
      HttpMethod: verb ?? notKnown('a method that is decided at synthesis'),
      ApiKeyRequired: plain(options.apiKeyRequired, context),
      ...authorization(options, authorizer, context),
      Integration:
        handler === undefined
          ? { Type: notKnown('an integration that is not read') }
          : { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: invocationUri(context.arn(handler)) },
    },
  });
}

function authorization(
  options: Fields,
  authorizer: CdkConstruct | undefined,
  context: CdkContext,
): { readonly [key: string]: Json } {
  const type = constantName(options.authorizationType);
  if (authorizer !== undefined) {
    const isCognito = authorizer.type.endsWith('.CognitoUserPoolsAuthorizer');
    return {
      AuthorizationType: isCognito ? 'COGNITO_USER_POOLS' : 'CUSTOM',
      AuthorizerId: { Ref: context.id(authorizer) },
    };
  }
  if (options.authorizer !== undefined)
    return { AuthorizationType: notKnown('an authorizer that is decided at synthesis') };
  if (options.authorizationType === undefined) return { AuthorizationType: 'NONE' };
  return { AuthorizationType: type === 'IAM' ? 'AWS_IAM' : (type ?? notKnown('decided at synthesis')) };
}

const invocationUri = (arn: Json): Json => ({
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':apigateway:',
      { Ref: 'AWS::Region' },
      ':lambda:path/2015-03-31/functions/',
      arn,
      '/invocations',
    ],
  ],
});

/** `TokenAuthorizer`, `RequestAuthorizer`, `CognitoUserPoolsAuthorizer` */
export const makeAuthorizer: Maker = (construct, props, context) => {
  const api = apiOf(construct, context);
  const isCognito = construct.type.endsWith('.CognitoUserPoolsAuthorizer');
  const isToken = construct.type.endsWith('.TokenAuthorizer');
  context.add({
    id: context.id(construct),
    type: 'AWS::ApiGateway::Authorizer',
    construct,
    properties: {
      RestApiId: api === undefined ? notKnown('the API that uses it') : { Ref: context.id(api) },
      Name: plain(props.authorizerName, context) ?? construct.id,
      Type: isCognito ? 'COGNITO_USER_POOLS' : isToken ? 'TOKEN' : 'REQUEST',
      ProviderARNs: isCognito ? itemsOf(props.cognitoUserPools).map((pool) => context.arn(pool)) : undefined,
      AuthorizerUri: props.handler === undefined ? undefined : invocationUri(context.arn(props.handler)),
      IdentitySource: isToken || isCognito ? 'method.request.header.Authorization' : given(props.identitySources),
    },
  });
};

/** The API whose methods name the authorizer. */
function apiOf(authorizer: CdkConstruct, context: CdkContext): CdkConstruct | undefined {
  const named = JSON.stringify({ kind: 'construct', key: authorizer.key, attribute: '' });
  const apis = context.source.constructs.filter(({ type }) => /^aws-apigateway\.(?:Lambda)?RestApi$/.test(type));
  const user = context.source.calls.find((call) => JSON.stringify(call.arguments).includes(named));
  return (
    apis.find(({ key }) => user?.on === key || user?.on.startsWith(`${key}.`)) ??
    (apis.length === 1 ? apis[0] : undefined)
  );
}

/** `new HttpJwtAuthorizer(…)`: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_apigatewayv2_authorizers-readme.html */
function authorizerType(authorizer: CdkValue): string | undefined {
  const name = authorizer.kind === 'made' ? authorizer.name.slice(authorizer.name.lastIndexOf('.') + 1) : '';
  return own(AUTHORIZER_TYPES, name);
}

const AUTHORIZER_TYPES: Readonly<Record<string, string>> = {
  HttpIamAuthorizer: 'AWS_IAM',
  HttpJwtAuthorizer: 'JWT',
  HttpNoneAuthorizer: 'NONE',
  HttpUserPoolAuthorizer: 'JWT',
};

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_apigatewayv2.HttpApi.html */
export const makeHttpApi: Maker = (construct, props, context) => {
  const id = context.id(construct);
  context.add({
    id,
    type: 'AWS::ApiGatewayV2::Api',
    construct,
    properties: {
      Name: plain(props.apiName, context) ?? construct.id,
      ProtocolType: 'HTTP',
      CorsConfiguration: given(props.corsPreflight),
    },
  });
  context.add({
    id: context.id(construct, 'DefaultStage', 'Resource'),
    type: 'AWS::ApiGatewayV2::Stage',
    construct,
    properties: { ApiId: { Ref: id }, StageName: '$default', AutoDeploy: true },
  });
  let count = 0;
  const route = (
    key: string,
    integration: CdkValue | undefined,
    authorizer: CdkValue | undefined,
    from: Pick<CdkCall, 'place'>,
  ): void => {
    const handler = integrated(integration);
    const own = context.id(construct, `Route${count}`, 'Integration');
    context.add({
      id: own,
      type: 'AWS::ApiGatewayV2::Integration',
      construct: from,
      properties: {
        ApiId: { Ref: id },
        IntegrationType: handler === undefined ? notKnown('an integration that is not read') : 'AWS_PROXY',
        IntegrationUri: handler === undefined ? undefined : context.arn(handler),
        PayloadFormatVersion: '2.0',
      },
    });
    context.add({
      id: context.id(construct, `Route${count++}`),
      type: 'AWS::ApiGatewayV2::Route',
      construct: from,
      properties: {
        ApiId: { Ref: id },
        RouteKey: key,
        AuthorizationType:
          authorizer === undefined
            ? 'NONE'
            : (authorizerType(authorizer) ?? notKnown('an authorizer that is not read')),
        Target: { 'Fn::Join': ['', ['integrations/', { Ref: own }]] },
      },
    });
  };
  if (props.defaultIntegration !== undefined)
    route('$default', props.defaultIntegration, props.defaultAuthorizer, construct);
  for (const call of context.callsOn(construct.key)) {
    if (call.method !== 'addRoutes') continue;
    const fields = fieldsOf(call.arguments[0]);
    const methods = itemsOf(fields.methods).map((one) => constantName(one) ?? 'ANY');
    for (const method of methods.length === 0 ? ['ANY'] : methods) {
      const path = textOf(fields.path) ?? '/{unknown+}';
      route(`${method} ${path}`, fields.integration, fields.authorizer ?? props.defaultAuthorizer, call);
    }
  }
};
