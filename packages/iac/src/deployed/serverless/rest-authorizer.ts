import type { SourcePlace } from '@bulkhead/core';
import { get, type Tree } from '../../yaml/tree.ts';
import { type Buildable, join, ref, sub } from '../build.ts';
import { normalName } from './ids.ts';
import { isOn, known, type Service } from './service.ts';

/** How an `http` event is authorized, in the words of `AWS::ApiGateway::Method`. */
export interface RestAuthorizer {
  readonly authorizationType: string;
  readonly id?: Buildable;
  readonly scopes?: Tree | undefined;
  readonly place: SourcePlace;
  /** The authorizer that the framework makes for it. */
  readonly made?: {
    readonly name: string;
    readonly properties: Readonly<Record<string, Buildable>>;
    /** The function that API Gateway may call. */
    readonly invokes: Buildable;
  };
}

const INVOKE = 'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/';

/** https://www.serverless.com/framework/docs/providers/aws/events/apigateway#http-endpoints-with-custom-authorizers */
export function readAuthorizer(tree: Tree | undefined, service: Service): RestAuthorizer | undefined {
  if (!tree) return undefined;
  const { place } = tree;
  const text = tree.kind === 'scalar' ? String(tree.value) : undefined;
  const type = known(get(tree, 'type'), service)?.toUpperCase();
  if (text?.toUpperCase() === 'AWS_IAM' || type === 'AWS_IAM') return { authorizationType: 'AWS_IAM', place };
  const scopes = get(tree, 'scopes');
  const external = get(tree, 'authorizerId');
  if (external) {
    const authorizationType = type === undefined || type === 'TOKEN' || type === 'REQUEST' ? 'CUSTOM' : type;
    return { authorizationType, id: external, scopes, place };
  }
  const given = get(tree, 'arn') ?? (text?.includes(':') ? tree : undefined);
  const fnKey = given ? undefined : (text ?? known(get(tree, 'name'), service));
  const fn = service.functions.find(({ key }) => key === fnKey);
  const arn: Buildable = given ?? fn?.target;
  if (arn === undefined) return { authorizationType: 'CUSTOM', place };
  const name = known(get(tree, 'name'), service) ?? fnKey ?? nameOf(given);
  const isPool =
    type === 'COGNITO_USER_POOLS' || (given?.kind === 'scalar' && String(given.value).includes(':cognito-idp:'));
  const kind = isPool ? 'COGNITO_USER_POOLS' : (type ?? 'TOKEN');
  const ttl = get(tree, 'resultTtlInSeconds');
  const noSource = kind === 'REQUEST' && known(ttl, service) === '0';
  return {
    authorizationType: isPool ? 'COGNITO_USER_POOLS' : 'CUSTOM',
    id: ref(`${normalName(name)}ApiGatewayAuthorizer`),
    scopes: isPool ? scopes : undefined,
    place,
    made: {
      name,
      invokes: isPool || isOn(get(tree, 'managedExternally')) ? undefined : arn,
      properties: {
        Type: kind,
        ProviderARNs: isPool ? [arn] : undefined,
        AuthorizerUri: isPool ? undefined : join('', sub(INVOKE), arn, '/invocations'),
        AuthorizerResultTtlInSeconds: ttl ?? (tree.kind === 'map' ? 300 : undefined),
        IdentitySource: get(tree, 'identitySource') ?? (noSource ? undefined : 'method.request.header.Authorization'),
        IdentityValidationExpression: get(tree, 'identityValidationExpression'),
      },
    },
  };
}

/** `arn:aws:lambda:eu-west-1:1:function:shop-dev-auth` is called `auth`. */
function nameOf(arn: Tree | undefined): string {
  const text = arn?.kind === 'scalar' ? String(arn.value) : '';
  return (text.split(':').at(-1) ?? '').split('-').at(-1) || 'authorizer';
}
