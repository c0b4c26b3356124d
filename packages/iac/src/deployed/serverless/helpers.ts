import type { SourcePlace } from '@bulkhead/core';
import { get } from '../../yaml/tree.ts';
import { type Buildable, getAtt, ref } from '../build.ts';
import { DEPLOYMENT_BUCKET, normalName } from './ids.ts';
import { allowOf } from './role.ts';
import { make, named, ownArn, type Service } from './service.ts';

const ROLE_ID = 'IamRoleCustomResourcesLambdaExecution';

/** Name and handler of the functions that the framework adds to change what stands outside of the stack. */
const HELPERS = {
  s3: ['custom-resource-existing-s3', 's3/handler.handler'],
  cognitoUserPool: ['custom-resource-existing-cup', 'cognito-user-pool/handler.handler'],
  eventBridge: ['custom-resource-event-bridge', 'event-bridge/handler.handler'],
  apiGatewayCloudWatchRole: ['custom-resource-apigw-cw-role', 'api-gateway-cloud-watch-role/handler.handler'],
} as const;

export type Helper = keyof typeof HELPERS;

/** Adds a helper function; all of them share one role, which is written last. */
export function addHelper(kind: Helper, statements: readonly Buildable[], place: SourcePlace, service: Service): void {
  const known = service.helpers.get(kind) ?? [];
  const texts = new Set(known.map((statement) => JSON.stringify(statement)));
  known.push(...statements.filter((statement) => statement !== undefined && !texts.has(JSON.stringify(statement))));
  service.helpers.set(kind, known);
  const [name, handler] = HELPERS[kind];
  const role = get(service.provider, 'iam', 'deploymentRole') ?? get(service.provider, 'cfnRole');
  const runtime = get(service.provider, 'runtime');
  const isNode = runtime?.kind === 'scalar' && String(runtime.value).startsWith('nodejs');
  make(service, {
    id: helperId(kind),
    type: 'AWS::Lambda::Function',
    place,
    properties: {
      Code: { S3Bucket: ref(DEPLOYMENT_BUCKET) },
      FunctionName: named('-', service.name, service.stage, name),
      Handler: handler,
      MemorySize: 1024,
      Runtime: isNode ? runtime : 'nodejs24.x',
      Timeout: 180,
      Role: role ?? getAtt(ROLE_ID, 'Arn'),
    },
  });
}

export function helperId(kind: Helper): string {
  return `${normalName(HELPERS[kind][0])}LambdaFunction`;
}

/** The role of the helpers, once all of them are known. */
export function expandHelperRole(service: Service): void {
  if (
    service.helpers.size === 0 ||
    get(service.provider, 'iam', 'deploymentRole') ||
    get(service.provider, 'cfnRole')
  ) {
    return;
  }
  const first = service.out.get(helperId([...service.helpers.keys()][0] as Helper));
  const prefix = named('-', service.name, service.stage);
  const logs = get(service.provider, 'logs', 'frameworkLambda');
  const writesLogs = logs?.kind === 'scalar' && logs.value === true;
  make(service, {
    id: ROLE_ID,
    type: 'AWS::IAM::Role',
    place: first!.place,
    properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com'] }, Action: ['sts:AssumeRole'] }],
      },
      Policies: [
        {
          PolicyName: named('-', service.stage, service.name, 'custom-resources-lambda'),
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              writesLogs
                ? allowOf(
                    ['logs:CreateLogStream', 'logs:CreateLogGroup', 'logs:PutLogEvents'],
                    [ownArn('logs', 'log-group:/aws/lambda/', prefix, '*:*:*')],
                  )
                : undefined,
              ...[...service.helpers.values()].flat(),
            ],
          },
        },
      ],
    },
  });
}

/** API Gateway writes logs with a role that is a setting of the whole account. */
export function addApiLogRole(place: SourcePlace, service: Service): void {
  const settings = get(service.provider, 'logs', 'restApi');
  const given = get(settings, 'role');
  const managed = get(settings, 'roleManagedExternally');
  if (managed?.kind === 'scalar' && managed.value === true) return;
  addHelper(
    'apiGatewayCloudWatchRole',
    given
      ? [allowOf(['apigateway:GET', 'apigateway:PATCH'], 'arn:aws:apigateway:*::/account')]
      : [
          allowOf(['iam:ListAttachedRolePolicies', 'iam:CreateRole', 'iam:AttachRolePolicy', 'iam:PassRole'], {
            'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/serverlessApiGatewayCloudWatchRole',
          }),
          allowOf(['apigateway:GET', 'apigateway:PATCH'], {
            'Fn::Sub': 'arn:${AWS::Partition}:apigateway:*::/account',
          }),
        ],
    place,
    service,
  );
  make(service, {
    id: 'CustomApiGatewayAccountCloudWatchRole',
    type: 'Custom::ApiGatewayAccountRole',
    place,
    properties: { ServiceToken: getAtt(helperId('apiGatewayCloudWatchRole'), 'Arn'), RoleArn: given },
  });
}
