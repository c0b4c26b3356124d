import { type CdkConstruct, type CdkValue, own } from '@bulkhead/core';
import type { CdkContext } from './context.ts';
import type { Maker } from './makers.ts';
import { given } from './storage.ts';
import { constantName, constructKey, fieldsOf, plain } from './values.ts';

const AUTHORIZATION: Readonly<Record<string, string>> = {
  API_KEY: 'API_KEY',
  IAM: 'AWS_IAM',
  LAMBDA: 'AWS_LAMBDA',
  OIDC: 'OPENID_CONNECT',
  USER_POOL: 'AMAZON_COGNITO_USER_POOLS',
};

/** An API with its functions as data sources: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_appsync-readme.html */
export const makeGraphqlApi: Maker = (construct, props, context) => {
  const { defaultAuthorization } = fieldsOf(props.authorizationConfig);
  const type = fieldsOf(defaultAuthorization).authorizationType;
  context.add({
    id: context.id(construct),
    type: 'AWS::AppSync::GraphQLApi',
    construct,
    properties: {
      Name: plain(props.name, context),
      // The library's default is a key.
      AuthenticationType:
        props.authorizationConfig === undefined
          ? 'API_KEY'
          : (own(AUTHORIZATION, constantName(type) ?? '') ?? given(props.authorizationConfig)),
      AdditionalAuthenticationProviders: given(fieldsOf(props.authorizationConfig).additionalAuthorizationModes),
      LogConfig: given(props.logConfig),
      XrayEnabled: plain(props.xrayEnabled, context),
    },
  });
  for (const [i, { method, arguments: values, place }] of context.callsOn(construct.key).entries()) {
    const [id, target] = values;
    if (method !== 'addLambdaDataSource') continue;
    const name = id?.kind === 'literal' ? String(id.value) : `DataSource${i}`;
    addSource(context.id(construct, name, 'Resource'), construct, target, { place }, context);
  }
};

/** `new LambdaDataSource(this, 'D', { api, lambdaFunction })` */
export const makeLambdaDataSource: Maker = (construct, props, context) => {
  const api = context.construct(constructKey(props.api));
  addSource(context.id(construct), api, props.lambdaFunction, construct, context);
};

function addSource(
  id: string,
  api: CdkConstruct | undefined,
  target: CdkValue | undefined,
  from: Pick<CdkConstruct, 'place'>,
  context: CdkContext,
): void {
  context.add({
    id,
    type: 'AWS::AppSync::DataSource',
    construct: from,
    properties: {
      ApiId: api && { 'Fn::GetAtt': [context.id(api), 'ApiId'] },
      Type: 'AWS_LAMBDA',
      LambdaConfig: { LambdaFunctionArn: context.arn(target) },
    },
  });
}
