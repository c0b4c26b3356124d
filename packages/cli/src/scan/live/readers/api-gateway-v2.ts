import {
  type Api,
  ApiGatewayV2Client,
  GetApisCommand,
  GetAuthorizersCommand,
  GetIntegrationsCommand,
  GetRoutesCommand,
  GetStagesCommand,
  type Route,
} from '@aws-sdk/client-apigatewayv2';
import type { TemplateValue } from '@bulkhead/core';
import { type LiveResource, pick, properties } from '@bulkhead/iac';
import { refusedValue } from '../ask.ts';
import { allPages, each, type ReadContext } from '../reader.ts';

export const Client = ApiGatewayV2Client;

/** HTTP and WebSocket APIs with routes, integrations, authorizers and stages. */
export async function readHttpApis(context: ReadContext): Promise<readonly LiveResource[]> {
  const { items } = await allPages(
    (NextToken) => context.ask(GetApisCommand, { NextToken, MaxResults: '500' }, { always: true }),
    (page) => ({ items: page.Items, next: page.NextToken }),
  );
  return each(
    items.filter(({ ApiId }) => context.wanted(ApiId)),
    (api) => readApi(api, context),
  );
}

async function readApi(api: Api, { ask, partition, region }: ReadContext): Promise<LiveResource[]> {
  const ApiId = api.ApiId ?? '';
  const arn = `arn:${partition}:apigateway:${region}::/apis/${ApiId}`;
  const MaxResults = '500';
  const [routes, integrations, authorizers, stages] = await Promise.all([
    allPages(
      (NextToken) => ask(GetRoutesCommand, { ApiId, NextToken, MaxResults }),
      (page) => ({ items: page.Items, next: page.NextToken }),
    ),
    allPages(
      (NextToken) => ask(GetIntegrationsCommand, { ApiId, NextToken, MaxResults }),
      (page) => ({ items: page.Items, next: page.NextToken }),
    ),
    allPages(
      (NextToken) => ask(GetAuthorizersCommand, { ApiId, NextToken, MaxResults }),
      (page) => ({ items: page.Items, next: page.NextToken }),
    ),
    allPages(
      (NextToken) => ask(GetStagesCommand, { ApiId, NextToken, MaxResults }),
      (page) => ({ items: page.Items, next: page.NextToken }),
    ),
  ]);
  const part = (
    kind: string,
    id: string | undefined,
    type: string,
    fields: Readonly<Record<string, TemplateValue>>,
  ) => ({
    id: `${arn}/${kind}/${id}`,
    type: `AWS::ApiGatewayV2::${type}`,
    properties: { ApiId: { ref: arn }, ...fields },
  });
  return [
    {
      id: arn,
      type: 'AWS::ApiGatewayV2::Api',
      properties: pick(api, [
        'Name',
        'Description',
        'ProtocolType',
        'CorsConfiguration',
        'DisableExecuteApiEndpoint',
        'RouteSelectionExpression',
        'DisableSchemaValidation',
        'ApiKeySelectionExpression',
      ]),
      names: { [ApiId]: '' },
    },
    ...routes.items.map((route) =>
      part('routes', route.RouteId, 'Route', {
        ...pick(route, ['RouteKey', 'AuthorizationType', 'AuthorizationScopes', 'ApiKeyRequired']),
        ...(route.AuthorizerId === undefined
          ? {}
          : { AuthorizerId: { ref: `${arn}/authorizers/${route.AuthorizerId}` } }),
        ...(route.Target === undefined ? {} : { Target: targetOf(route.Target, arn) }),
      }),
    ),
    ...integrations.items.map((integration) =>
      part(
        'integrations',
        integration.IntegrationId,
        'Integration',
        pick(integration, [
          'IntegrationType',
          'IntegrationSubtype',
          'IntegrationUri',
          'IntegrationMethod',
          'PayloadFormatVersion',
          'TimeoutInMillis',
          'ConnectionType',
          'ConnectionId',
          'CredentialsArn',
          'TlsConfig',
        ]),
      ),
    ),
    ...(integrations.refused
      ? unreadIntegrations(routes.items, integrations.refused).map(([id, fields]) =>
          part('integrations', id, 'Integration', fields),
        )
      : []),
    ...authorizers.items.map((authorizer) =>
      part(
        'authorizers',
        authorizer.AuthorizerId,
        'Authorizer',
        pick(authorizer, [
          'Name',
          'AuthorizerType',
          'AuthorizerUri',
          'AuthorizerResultTtlInSeconds',
          'AuthorizerPayloadFormatVersion',
          'EnableSimpleResponses',
          'IdentitySource',
          'JwtConfiguration',
        ]),
      ),
    ),
    ...stages.items.map((stage) =>
      part('stages', stage.StageName, 'Stage', {
        ...pick(stage, ['StageName', 'AutoDeploy', 'StageVariables', 'ClientCertificateId', 'RouteSettings']),
        ...properties({
          AccessLogSettings: stage.AccessLogSettings,
          DefaultRouteSettings: stage.DefaultRouteSettings,
        }),
      }),
    ),
  ];
}

/** What stands behind routes where it may not be read. */
function unreadIntegrations(
  routes: readonly Route[],
  refused: { readonly why: string },
): [string, Readonly<Record<string, TemplateValue>>][] {
  const unread = refusedValue(refused);
  const ids = new Set(routes.flatMap(({ Target }) => (Target?.startsWith(TARGET) ? Target.slice(TARGET.length) : [])));
  return [...ids].map((id) => [id, { IntegrationType: unread, IntegrationUri: unread }]);
}

const TARGET = 'integrations/';

/** `integrations/abc123`. */
function targetOf(target: string, api: string): TemplateValue {
  if (!target.startsWith(TARGET)) return target;
  return { joined: [TARGET, { ref: `${api}/integrations/${target.slice(TARGET.length)}` }] };
}
