import { withGlobals } from '../../sam/globals.ts';
import { get, type Tree } from '../../yaml/tree.ts';
import { type ApiAuthorizer, addApiParts } from '../api-operations.ts';
import { type Buildable, ref } from '../build.ts';
import type { ExpandedResource } from '../expanded.ts';
import { readOpenApi } from '../open-api.ts';
import { withProperties } from '../properties.ts';
import { ANY_METHOD, invocationUri } from './api-events.ts';
import { entriesOf, generate, peekText, type SamExpansion } from './expansion.ts';
import { permitAuthorizer, routeAuth } from './rest-api.ts';

const OWN_KEYS = new Set([
  'StageName',
  'DefinitionBody',
  'DefinitionUri',
  'StageVariables',
  'Auth',
  'AccessLogSettings',
  'DefaultRouteSettings',
  'RouteSettings',
  'Domain',
  'Tags',
  'PropagateTags',
  'CorsConfiguration',
]);

/**
 * Expands an `AWS::Serverless::HttpApi`, or the one that SAM makes for events that name none.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-httpapi.html
 */
export function expandHttpApi(written: ExpandedResource, expansion: SamExpansion, definition: Tree | undefined): void {
  const { id, place, condition } = written;
  const { out } = expansion;
  const properties = withGlobals(expansion.globals, 'HttpApi', written.properties);
  const setting = (...path: string[]) => get(properties, ...path);
  const stage = setting('StageName');
  const stageId =
    stage?.kind === 'scalar'
      ? `${id}${String(stage.value).replace(/[^A-Za-z0-9]/g, '')}Stage`
      : `${id}${stage ? '' : 'ApiGatewayDefault'}Stage`;
  expansion.referable.set(`${id}.Stage`, stageId);
  const auth = setting('Auth');
  out.set(id, {
    ...written,
    type: 'AWS::ApiGatewayV2::Api',
    properties: withProperties(
      properties,
      {
        Name: setting('Name') ?? ref('AWS::StackName'),
        ProtocolType: 'HTTP',
        Body: definition,
        CorsConfiguration: corsOf(setting('CorsConfiguration')),
        Tags: setting('Tags'),
      },
      place,
      OWN_KEYS,
    ),
  });
  generate(out, {
    id: stageId,
    type: 'AWS::ApiGatewayV2::Stage',
    place,
    condition,
    properties: {
      ApiId: ref(id),
      StageName: stage ?? '$default',
      AutoDeploy: true,
      AccessLogSettings: setting('AccessLogSettings'),
      DefaultRouteSettings: setting('DefaultRouteSettings'),
      RouteSettings: setting('RouteSettings'),
      StageVariables: setting('StageVariables'),
      Tags: setting('Tags'),
    },
  });
  const authorizers = readAuthorizers(auth);
  const fromDefinition = definition ? readOpenApi(definition) : { operations: [], authorizers: [] };
  const enablesIam = peekText(get(auth, 'EnableIamAuthorizer'), expansion) === 'true';
  const operations = (expansion.routes.get(id) ?? []).map(({ path, method, target, event, place: at }) => {
    const wanted = routeAuth(get(event, 'Auth'), auth, authorizers, expansion);
    return {
      path,
      method: method === ANY_METHOD ? 'ANY' : method.toUpperCase(),
      auth: wanted.type === 'AWS_IAM' && !enablesIam ? ({ type: 'NONE' } as const) : wanted,
      integration: {
        type: 'AWS_PROXY',
        uri: invocationUri(target),
        payloadVersion: get(event, 'PayloadFormatVersion') ?? '2.0',
        timeoutMillis: get(event, 'TimeoutInMillis'),
      },
      place: at,
    };
  });
  addApiParts(
    { id, kind: 'http', condition },
    {
      operations: [...operations, ...fromDefinition.operations],
      authorizers: [...authorizers, ...fromDefinition.authorizers],
    },
    out,
  );
  for (const { name } of authorizers) {
    const enabled = peekText(get(auth, 'Authorizers', name, 'EnableFunctionDefaultPermissions'), expansion) === 'true';
    if (enabled) permitAuthorizer(id, name, get(auth, 'Authorizers', name, 'FunctionArn'), auth, written, expansion);
  }
  const domain = setting('Domain');
  if (!domain) return;
  generate(out, {
    id: `${id}DomainName`,
    type: 'AWS::ApiGatewayV2::DomainName',
    place: domain.place,
    condition,
    properties: {
      DomainName: get(domain, 'DomainName'),
      DomainNameConfigurations: [
        {
          CertificateArn: get(domain, 'CertificateArn'),
          EndpointType: get(domain, 'EndpointConfiguration') ?? 'REGIONAL',
          SecurityPolicy: get(domain, 'SecurityPolicy'),
        },
      ],
      MutualTlsAuthentication: get(domain, 'MutualTlsAuthentication'),
    },
  });
}

/** `true` allows any origin. */
function corsOf(cors: Tree | undefined): Buildable {
  if (cors?.kind !== 'scalar') return cors;
  return String(cors.value) === 'true' ? { AllowOrigins: ['*'] } : undefined;
}

function readAuthorizers(auth: Tree | undefined): ApiAuthorizer[] {
  return entriesOf(get(auth, 'Authorizers')).map(([name, { key, value }]) => {
    const jwt = get(value, 'JwtConfiguration');
    const headers = get(value, 'Identity', 'Headers');
    const sources = (headers?.kind === 'list' ? headers.items : []).flatMap((item) =>
      item.kind === 'scalar' ? [`$request.header.${String(item.value)}`] : [],
    );
    return {
      name,
      place: key,
      properties: {
        Type: jwt || !get(value, 'FunctionArn') ? 'JWT' : 'REQUEST',
        AuthorizerType: jwt || !get(value, 'FunctionArn') ? 'JWT' : 'REQUEST',
        AuthorizerUri: get(value, 'FunctionArn') && invocationUri(get(value, 'FunctionArn')),
        AuthorizerCredentialsArn: get(value, 'FunctionInvokeRole'),
        AuthorizerPayloadFormatVersion: get(value, 'AuthorizerPayloadFormatVersion'),
        AuthorizerResultTtlInSeconds: get(value, 'Identity', 'ReauthorizeEvery'),
        EnableSimpleResponses: get(value, 'EnableSimpleResponses'),
        IdentitySource: jwt ? [get(value, 'IdentitySource') ?? '$request.header.Authorization'] : sources,
        JwtConfiguration: jwt && {
          Issuer: get(jwt, 'issuer') ?? get(jwt, 'Issuer'),
          Audience: get(jwt, 'audience') ?? get(jwt, 'Audience'),
        },
      },
    };
  });
}
