import { activemq } from './sources/activemq.ts';
import { alb } from './sources/alb.ts';
import { alexaSkill } from './sources/alexa-skill.ts';
import { alexaSmartHome } from './sources/alexa-smart-home.ts';
import { apigatewayV1 } from './sources/apigateway-v1.ts';
import { apigatewayV2 } from './sources/apigateway-v2.ts';
import { apigatewayWebsocket } from './sources/apigateway-websocket.ts';
import { appsync } from './sources/appsync.ts';
import { appsyncAuthorizer } from './sources/appsync-authorizer.ts';
import { appsyncEvents } from './sources/appsync-events.ts';
import { authorizerRequestV1 } from './sources/authorizer-request-v1.ts';
import { authorizerRequestV2 } from './sources/authorizer-request-v2.ts';
import { authorizerToken } from './sources/authorizer-token.ts';
import { bedrockAgent } from './sources/bedrock-agent.ts';
import { clientVpn } from './sources/client-vpn.ts';
import { cloudformationCustomResource } from './sources/cloudformation-custom-resource.ts';
import { cloudfront } from './sources/cloudfront.ts';
import { cloudwatchAlarm } from './sources/cloudwatch-alarm.ts';
import { cloudwatchLogs } from './sources/cloudwatch-logs.ts';
import { cloudwatchWidget } from './sources/cloudwatch-widget.ts';
import { codecommit } from './sources/codecommit.ts';
import { codepipeline } from './sources/codepipeline.ts';
import { cognitoCustomSender } from './sources/cognito-custom-sender.ts';
import { cognitoSync } from './sources/cognito-sync.ts';
import { cognitoUserpool } from './sources/cognito-userpool.ts';
import { config } from './sources/config.ts';
import { connect } from './sources/connect.ts';
import { connectCampaigns } from './sources/connect-campaigns.ts';
import { documentdb } from './sources/documentdb.ts';
import { dynamodb } from './sources/dynamodb.ts';
import { eventbridge } from './sources/eventbridge.ts';
import { functionUrl } from './sources/function-url.ts';
import { iotAuthorizer } from './sources/iot-authorizer.ts';
import { iotButton } from './sources/iot-button.ts';
import { iotProvisioning } from './sources/iot-provisioning.ts';
import { iotRule } from './sources/iot-rule.ts';
import { kafka } from './sources/kafka.ts';
import { kinesis } from './sources/kinesis.ts';
import { kinesisAnalytics } from './sources/kinesis-analytics.ts';
import { kinesisFirehose } from './sources/kinesis-firehose.ts';
import { lambdaDestination } from './sources/lambda-destination.ts';
import { lexV1 } from './sources/lex-v1.ts';
import { lexV2 } from './sources/lex-v2.ts';
import { rabbitmq } from './sources/rabbitmq.ts';
import { s3 } from './sources/s3.ts';
import { s3Batch } from './sources/s3-batch.ts';
import { s3ObjectLambda } from './sources/s3-object-lambda.ts';
import { sagemakerGroundTruth } from './sources/sagemaker-ground-truth.ts';
import { scheduled } from './sources/scheduled.ts';
import { secretsManagerRotation } from './sources/secrets-manager-rotation.ts';
import { ses } from './sources/ses.ts';
import { sns } from './sources/sns.ts';
import { sqs } from './sources/sqs.ts';
import { stepFunctions } from './sources/step-functions.ts';
import { transferFamily } from './sources/transfer-family.ts';
import { vpcLattice } from './sources/vpc-lattice.ts';
import { workmail } from './sources/workmail.ts';
import type { EventSource } from './types.ts';

/** Every trigger that is known; one file each in `sources/`. The order does not matter: at most one matches. */
export const EVENT_SOURCES: readonly EventSource[] = [
  apigatewayV2,
  apigatewayV1,
  functionUrl,
  alb,
  apigatewayWebsocket,
  authorizerToken,
  authorizerRequestV1,
  authorizerRequestV2,
  vpcLattice,
  cloudfront,
  appsync,
  appsyncAuthorizer,
  appsyncEvents,
  bedrockAgent,
  s3ObjectLambda,
  sqs,
  activemq,
  cloudwatchLogs,
  documentdb,
  dynamodb,
  kafka,
  kinesis,
  kinesisAnalytics,
  kinesisFirehose,
  rabbitmq,
  s3,
  s3Batch,
  sns,
  eventbridge,
  scheduled,
  ses,
  cognitoUserpool,
  cognitoCustomSender,
  stepFunctions,
  iotRule,
  lambdaDestination,
  cloudwatchAlarm,
  codepipeline,
  codecommit,
  config,
  cloudformationCustomResource,
  connect,
  connectCampaigns,
  lexV2,
  lexV1,
  alexaSkill,
  alexaSmartHome,
  cognitoSync,
  iotButton,
  iotAuthorizer,
  iotProvisioning,
  transferFamily,
  clientVpn,
  workmail,
  secretsManagerRotation,
  sagemakerGroundTruth,
  cloudwatchWidget,
];

/**
 * The trigger that made this event, `undefined` for one that is not known. Never throws.
 * @example sourceOf(event)?.id // 'apigateway-v1'
 */
export function sourceOf(event: unknown): EventSource | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  try {
    for (const source of EVENT_SOURCES) if (source.match(event as Record<string, unknown>)) return source;
  } catch {
    // A getter or proxy that throws: no trigger makes such an event.
  }
  return undefined;
}
