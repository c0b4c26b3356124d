import type { CdkConstruct, CdkValue } from '@bulkhead/core';
import { integrated } from './apis.ts';
import { notKnown } from './json.ts';
import type { Maker } from './makers.ts';
import { constantName, fieldsOf, plain, textOf } from './values.ts';

/** Options of the three routes that every API may have. */
const ROUTES = {
  $connect: 'connectRouteOptions',
  $disconnect: 'disconnectRouteOptions',
  $default: 'defaultRouteOptions',
} as const;

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_apigatewayv2.WebSocketApi.html */
export const makeWebSocketApi: Maker = (construct, props, context) => {
  const id = context.id(construct);
  context.add({
    id,
    type: 'AWS::ApiGatewayV2::Api',
    construct,
    properties: { Name: plain(props.apiName, context) ?? construct.id, ProtocolType: 'WEBSOCKET' },
  });
  const route = (key: string, options: CdkValue, from: Pick<CdkConstruct, 'place'>): void => {
    const { integration, authorizer } = fieldsOf(options);
    const handler = integrated(integration);
    const name = `${key.replace(/\W/g, '')}Route`;
    const own = context.id(construct, name, 'Integration');
    context.add({
      id: own,
      type: 'AWS::ApiGatewayV2::Integration',
      construct: from,
      properties: {
        ApiId: { Ref: id },
        IntegrationType: handler === undefined ? notKnown('an integration that is not read') : 'AWS_PROXY',
        IntegrationUri: handler === undefined ? undefined : context.arn(handler),
      },
    });
    const isIam = authorizer?.kind === 'made' && authorizer.name.endsWith('WebSocketIamAuthorizer');
    context.add({
      id: context.id(construct, name),
      type: 'AWS::ApiGatewayV2::Route',
      construct: from,
      properties: {
        ApiId: { Ref: id },
        RouteKey: key,
        AuthorizationType:
          authorizer === undefined ? 'NONE' : isIam ? 'AWS_IAM' : notKnown('an authorizer that is not read'),
        Target: { 'Fn::Join': ['', ['integrations/', { Ref: own }]] },
      },
    });
  };
  for (const [key, name] of Object.entries(ROUTES)) {
    const options = props[name];
    if (options !== undefined) route(key, options, construct);
  }
  for (const { method, arguments: values, place } of context.callsOn(construct.key)) {
    const [key, options] = values;
    if (method === 'addRoute' && options !== undefined)
      route(textOf(key) ?? constantName(key) ?? 'unknown', options, { place });
  }
};
