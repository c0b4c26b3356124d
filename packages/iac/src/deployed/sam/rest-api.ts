import type { SourcePlace } from '@bulkhead/core';
import { withGlobals } from '../../sam/globals.ts';
import { get, type Tree } from '../../yaml/tree.ts';
import { type ApiAuthorizer, type ApiOperation, addApiParts, type OperationAuth } from '../api-operations.ts';
import { type Buildable, build, ref, sub } from '../build.ts';
import type { ExpandedResource } from '../expanded.ts';
import { readOpenApi } from '../open-api.ts';
import { tagList, withProperties } from '../properties.ts';
import { ANY_METHOD, IMPLICIT_REST, invocationUri } from './api-events.ts';
import { entriesOf, generate, peekText, type SamExpansion, type SamRoute } from './expansion.ts';
import { resourcePolicy } from './resource-policy.ts';
import { expandUsagePlan } from './usage-plan.ts';

const OWN_KEYS = new Set([
  'StageName',
  'DefinitionBody',
  'DefinitionUri',
  'CacheClusterEnabled',
  'CacheClusterSize',
  'Variables',
  'EndpointConfiguration',
  'MethodSettings',
  'Cors',
  'Auth',
  'GatewayResponses',
  'AccessLogSetting',
  'CanarySetting',
  'TracingEnabled',
  'OpenApiVersion',
  'Models',
  'Domain',
  'Tags',
  'PropagateTags',
  'MergeDefinitions',
  'AlwaysDeploy',
]);

/**
 * Expands an `AWS::Serverless::Api`, or the one that SAM makes for events that name none.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-api.html
 */
export function expandRestApi(written: ExpandedResource, expansion: SamExpansion, definition: Tree | undefined): void {
  const { id, place, condition } = written;
  const { out } = expansion;
  const properties = withGlobals(expansion.globals, 'Api', written.properties);
  const setting = (...path: string[]) => get(properties, ...path);
  const stageName: Buildable = setting('StageName') ?? (id === IMPLICIT_REST ? 'Prod' : undefined);
  const stageText = id === IMPLICIT_REST ? 'Prod' : literal(setting('StageName'));
  const stageId = `${id}${stageText?.replace(/[^A-Za-z0-9]/g, '') ?? ''}Stage`;
  const deploymentId = `${id}Deployment`;
  expansion.referable.set(`${id}.Stage`, stageId);
  expansion.referable.set(`${id}.Deployment`, deploymentId);
  const auth = setting('Auth');
  // With a document of its own, an API has the document's operations; events only bring permissions.
  const isMerged = peekText(setting('MergeDefinitions'), expansion) === 'true';
  const routes = definition && !isMerged ? [] : (expansion.routes.get(id) ?? []);
  const endpoint = setting('EndpointConfiguration');

  out.set(id, {
    ...written,
    type: 'AWS::ApiGateway::RestApi',
    properties: withProperties(
      properties,
      {
        Name: setting('Name') ?? (id === IMPLICIT_REST ? ref('AWS::StackName') : undefined),
        Body: definition,
        Policy: resourcePolicy(get(auth, 'ResourcePolicy'), routes),
        EndpointConfiguration:
          endpoint &&
          (endpoint.kind === 'map' && get(endpoint, 'Type')
            ? { Types: [get(endpoint, 'Type')], VpcEndpointIds: get(endpoint, 'VPCEndpointIds') }
            : { Types: [endpoint] }),
      },
      place,
      OWN_KEYS,
    ),
  });
  generate(out, {
    id: deploymentId,
    type: 'AWS::ApiGateway::Deployment',
    place,
    condition,
    // Without a version, the deployment makes a stage called Stage besides.
    properties: { RestApiId: ref(id), StageName: setting('OpenApiVersion') ? undefined : 'Stage' },
  });
  generate(out, {
    id: stageId,
    type: 'AWS::ApiGateway::Stage',
    place,
    condition,
    properties: {
      RestApiId: ref(id),
      DeploymentId: ref(deploymentId),
      StageName: stageName,
      CacheClusterEnabled: setting('CacheClusterEnabled'),
      CacheClusterSize: setting('CacheClusterSize'),
      Variables: setting('Variables'),
      MethodSettings: setting('MethodSettings'),
      AccessLogSetting: setting('AccessLogSetting'),
      CanarySetting: setting('CanarySetting'),
      TracingEnabled: setting('TracingEnabled'),
      Tags: tagList(setting('Tags')),
    },
  });
  const authorizers = readAuthorizers(auth, expansion, place);
  const fromDefinition = definition ? readOpenApi(definition) : { operations: [], authorizers: [] };
  const operations = [
    ...routes.map((route) => routeOperation(route, auth, authorizers, expansion)),
    ...fromDefinition.operations,
  ];
  addApiParts(
    { id, kind: 'rest', condition },
    {
      operations: [...operations, ...corsOperations(operations, setting('Cors'), auth, authorizers, expansion)],
      authorizers: [...authorizers, ...fromDefinition.authorizers],
      schemas: new Map([...(fromDefinition.schemas ?? []), ...modelsOf(setting('Models'))]),
    },
    out,
  );
  for (const { name } of authorizers)
    permitAuthorizer(id, name, get(auth, 'Authorizers', name, 'FunctionArn'), auth, written, expansion);
  expandUsagePlan(id, stageId, get(auth, 'UsagePlan'), condition, expansion);
  expandDomain(written, setting('Domain'), stageId, expansion);
}

function modelsOf(models: Tree | undefined): [string, Tree][] {
  return entriesOf(models).map(([name, { value }]) => [name, value]);
}

const START_EXECUTION = 'arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution';

function routeOperation(
  { path, method, target, event, place, starts }: SamRoute,
  auth: Tree | undefined,
  authorizers: readonly ApiAuthorizer[],
  expansion: SamExpansion,
): ApiOperation {
  return {
    path,
    method: method === ANY_METHOD ? 'ANY' : method.toUpperCase(),
    auth: routeAuth(get(event, 'Auth'), auth, authorizers, expansion),
    ...routeRequest(get(event, 'RequestModel'), expansion),
    integration: {
      type: starts ? 'AWS' : 'AWS_PROXY',
      uri: starts ? sub(START_EXECUTION) : invocationUri(target),
      timeoutMillis: get(event, 'TimeoutInMillis'),
    },
    place,
  };
}

/** SAM writes a model into its document for `application/json` alone. */
function routeRequest(written: Tree | undefined, expansion: SamExpansion): Pick<ApiOperation, 'request'> {
  const model = get(written, 'Model');
  if (!model || peekText(get(written, 'ValidateBody'), expansion) !== 'true') return {};
  const name = peekText(model, expansion);
  if (name === undefined) return {};
  const { place } = model;
  return { request: { models: new Map([['application/json', build({ $ref: `#/definitions/${name}` }, place)]]) } };
}

/** The event's own authorizer, else the API's default; `NONE` takes the default away. */
export function routeAuth(
  own: Tree | undefined,
  api: Tree | undefined,
  authorizers: readonly ApiAuthorizer[],
  expansion: SamExpansion,
): OperationAuth {
  const named =
    peekText(get(own, 'Authorizer'), expansion) ?? peekText(get(api, 'DefaultAuthorizer'), expansion) ?? 'NONE';
  const apiKey =
    (peekText(get(own, 'ApiKeyRequired'), expansion) ?? peekText(get(api, 'ApiKeyRequired'), expansion)) === 'true';
  const scopes = get(own, 'AuthorizationScopes') ?? get(api, 'Authorizers', named, 'AuthorizationScopes');
  if (named === 'NONE') return { type: 'NONE', apiKey };
  if (named === 'AWS_IAM') return { type: 'AWS_IAM', apiKey };
  const type = authorizers.find(({ name }) => name === named)?.properties['Type'];
  if (type === 'COGNITO_USER_POOLS' || type === 'JWT') return { type, authorizer: named, scopes, apiKey };
  return { type: 'CUSTOM', authorizer: named, apiKey };
}

/** `Cors` of a REST API gives every path an OPTIONS method. */
function corsOperations(
  operations: readonly ApiOperation[],
  cors: Tree | undefined,
  auth: Tree | undefined,
  authorizers: readonly ApiAuthorizer[],
  expansion: SamExpansion,
): ApiOperation[] {
  if (!cors) return [];
  const origin =
    cors.kind === 'map' && get(cors, 'AllowOrigin')
      ? get(cors, 'AllowOrigin')
      : cors.kind === 'map' && !get(cors, 'Ref')
        ? "'*'"
        : cors;
  const preflight = peekText(get(auth, 'AddDefaultAuthorizerToCorsPreflight'), expansion) !== 'false';
  const shared = preflight ? routeAuth(undefined, auth, authorizers, expansion) : ({ type: 'NONE' } as const);
  const known = new Set(operations.filter(({ method }) => method === 'OPTIONS').map(({ path }) => path));
  const paths = new Map(operations.map(({ path, place }) => [path, place]));
  return [...paths]
    .filter(([path]) => !known.has(path))
    .map(([path]) => ({
      path,
      method: 'OPTIONS',
      auth: shared,
      integration: {
        type: 'MOCK',
        uri: undefined,
        responseParameters: {
          'method.response.header.Access-Control-Allow-Origin': origin,
          'method.response.header.Access-Control-Allow-Headers': get(cors, 'AllowHeaders'),
          'method.response.header.Access-Control-Allow-Methods': get(cors, 'AllowMethods'),
          'method.response.header.Access-Control-Max-Age': get(cors, 'MaxAge'),
          'method.response.header.Access-Control-Allow-Credentials':
            peekText(get(cors, 'AllowCredentials'), expansion) === 'true' ? "'true'" : undefined,
        },
      },
      place: cors.place,
    }));
}

function readAuthorizers(auth: Tree | undefined, expansion: SamExpansion, otherwise: SourcePlace): ApiAuthorizer[] {
  return entriesOf(get(auth, 'Authorizers')).map(([name, { key, value }]) => {
    const pool = get(value, 'UserPoolArn');
    const fn = get(value, 'FunctionArn');
    const identity = get(value, 'Identity');
    const kind = peekText(get(value, 'FunctionPayloadType'), expansion)?.toUpperCase() ?? 'TOKEN';
    return {
      name,
      place: key ?? otherwise,
      properties: {
        Type: pool ? 'COGNITO_USER_POOLS' : kind,
        ProviderARNs: pool && (pool.kind === 'list' ? pool : [pool]),
        AuthorizerUri: fn && invocationUri(fn),
        AuthorizerCredentials: get(value, 'FunctionInvokeRole'),
        AuthorizerResultTtlInSeconds: get(identity, 'ReauthorizeEvery'),
        IdentitySource: identitySource(identity, kind),
        IdentityValidationExpression: get(identity, 'ValidationExpression'),
      },
    };
  });
}

function identitySource(identity: Tree | undefined, kind: string): Buildable {
  if (kind !== 'REQUEST') {
    const header = get(identity, 'Header');
    return `method.request.header.${header?.kind === 'scalar' ? String(header.value) : 'Authorization'}`;
  }
  const parts: string[] = [];
  for (const [key, prefix] of [
    ['Headers', 'method.request.header'],
    ['QueryStrings', 'method.request.querystring'],
    ['StageVariables', 'stageVariables'],
    ['Context', 'context'],
  ] as const) {
    const names = get(identity, key);
    for (const item of names?.kind === 'list' ? names.items : []) {
      if (item.kind === 'scalar') parts.push(`${prefix}.${String(item.value)}`);
    }
  }
  return parts.length > 0 ? parts.join(', ') : undefined;
}

/** API Gateway may call a Lambda authorizer, unless it takes a role for that. */
export function permitAuthorizer(
  api: string,
  name: string,
  fn: Buildable,
  auth: Tree | undefined,
  { place, condition }: ExpandedResource,
  expansion: SamExpansion,
): void {
  if (fn === undefined) return;
  const authorizer = get(auth, 'Authorizers', name);
  const role = get(authorizer, 'FunctionInvokeRole');
  if (role && peekText(role, expansion) !== 'NONE') return;
  if (peekText(get(authorizer, 'DisableFunctionDefaultPermissions'), expansion) === 'true') return;
  generate(expansion.out, {
    id: `${api}${name.replace(/[^A-Za-z0-9]/g, '')}AuthorizerPermission`,
    type: 'AWS::Lambda::Permission',
    place: authorizer?.place ?? place,
    condition,
    properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: fn,
      Principal: 'apigateway.amazonaws.com',
      SourceArn: sub('arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/authorizers/*', {
        __ApiId__: ref(api),
      }),
    },
  });
}

function expandDomain(
  { id, condition }: ExpandedResource,
  domain: Tree | undefined,
  stageId: string,
  expansion: SamExpansion,
): void {
  if (!domain) return;
  const { place } = domain;
  const domainId = `${id}DomainName`;
  expansion.referable.set(`${id}.DomainName`, domainId);
  generate(expansion.out, {
    id: domainId,
    type: 'AWS::ApiGateway::DomainName',
    place,
    condition,
    properties: {
      DomainName: get(domain, 'DomainName'),
      CertificateArn: get(domain, 'CertificateArn'),
      EndpointConfiguration: { Types: [get(domain, 'EndpointConfiguration') ?? 'REGIONAL'] },
      SecurityPolicy: get(domain, 'SecurityPolicy'),
      MutualTlsAuthentication: get(domain, 'MutualTlsAuthentication'),
    },
  });
  generate(expansion.out, {
    id: `${id}BasePathMapping`,
    type: 'AWS::ApiGateway::BasePathMapping',
    place,
    condition,
    properties: { DomainName: ref(domainId), RestApiId: ref(id), Stage: ref(stageId) },
  });
}

function literal(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' ? String(tree.value) : undefined;
}
