import { samples as activemq } from './sources/activemq.ts';
import { samples as alb } from './sources/alb.ts';
import { samples as alexaSkill } from './sources/alexa-skill.ts';
import { samples as alexaSmartHome } from './sources/alexa-smart-home.ts';
import { samples as apigatewayV1 } from './sources/apigateway-v1.ts';
import { samples as apigatewayV2 } from './sources/apigateway-v2.ts';
import { samples as apigatewayWebsocket } from './sources/apigateway-websocket.ts';
import { samples as appsync } from './sources/appsync.ts';
import { samples as appsyncAuthorizer } from './sources/appsync-authorizer.ts';
import { samples as appsyncEvents } from './sources/appsync-events.ts';
import { samples as authorizerRequestV1 } from './sources/authorizer-request-v1.ts';
import { samples as authorizerRequestV2 } from './sources/authorizer-request-v2.ts';
import { samples as authorizerToken } from './sources/authorizer-token.ts';
import { samples as bedrockAgent } from './sources/bedrock-agent.ts';
import { samples as clientVpn } from './sources/client-vpn.ts';
import { samples as cloudformationCustomResource } from './sources/cloudformation-custom-resource.ts';
import { samples as cloudfront } from './sources/cloudfront.ts';
import { samples as cloudwatchAlarm } from './sources/cloudwatch-alarm.ts';
import { samples as cloudwatchLogs } from './sources/cloudwatch-logs.ts';
import { samples as cloudwatchWidget } from './sources/cloudwatch-widget.ts';
import { samples as codecommit } from './sources/codecommit.ts';
import { samples as codepipeline } from './sources/codepipeline.ts';
import { samples as cognitoCustomSender } from './sources/cognito-custom-sender.ts';
import { samples as cognitoSync } from './sources/cognito-sync.ts';
import { samples as cognitoUserpool } from './sources/cognito-userpool.ts';
import { samples as config } from './sources/config.ts';
import { samples as connect } from './sources/connect.ts';
import { samples as connectCampaigns } from './sources/connect-campaigns.ts';
import { samples as documentdb } from './sources/documentdb.ts';
import { samples as dynamodb } from './sources/dynamodb.ts';
import { samples as eventbridge } from './sources/eventbridge.ts';
import { samples as functionUrl } from './sources/function-url.ts';
import { samples as iotAuthorizer } from './sources/iot-authorizer.ts';
import { samples as iotButton } from './sources/iot-button.ts';
import { samples as iotProvisioning } from './sources/iot-provisioning.ts';
import { samples as iotRule } from './sources/iot-rule.ts';
import { samples as kafka } from './sources/kafka.ts';
import { samples as kinesis } from './sources/kinesis.ts';
import { samples as kinesisAnalytics } from './sources/kinesis-analytics.ts';
import { samples as kinesisFirehose } from './sources/kinesis-firehose.ts';
import { samples as lambdaDestination } from './sources/lambda-destination.ts';
import { samples as lexV1 } from './sources/lex-v1.ts';
import { samples as lexV2 } from './sources/lex-v2.ts';
import { samples as rabbitmq } from './sources/rabbitmq.ts';
import { samples as s3 } from './sources/s3.ts';
import { samples as s3Batch } from './sources/s3-batch.ts';
import { samples as s3ObjectLambda } from './sources/s3-object-lambda.ts';
import { samples as sagemakerGroundTruth } from './sources/sagemaker-ground-truth.ts';
import { samples as scheduled } from './sources/scheduled.ts';
import { samples as secretsManagerRotation } from './sources/secrets-manager-rotation.ts';
import { samples as ses } from './sources/ses.ts';
import { samples as sns } from './sources/sns.ts';
import { samples as sqs } from './sources/sqs.ts';
import { samples as stepFunctions } from './sources/step-functions.ts';
import { samples as transferFamily } from './sources/transfer-family.ts';
import { samples as vpcLattice } from './sources/vpc-lattice.ts';
import { samples as workmail } from './sources/workmail.ts';
import type { EventSamples } from './types.ts';

/** Sample events of every source, by id and variant; for tests and tools, never part of what runs in a function. */
export const EVENT_SAMPLES: Readonly<Record<string, EventSamples>> = {
  'apigateway-v1': apigatewayV1,
  'apigateway-v2': apigatewayV2,
  'function-url': functionUrl,
  alb,
  'apigateway-websocket': apigatewayWebsocket,
  'authorizer-token': authorizerToken,
  'authorizer-request-v1': authorizerRequestV1,
  'authorizer-request-v2': authorizerRequestV2,
  'vpc-lattice': vpcLattice,
  cloudfront,
  appsync,
  'appsync-authorizer': appsyncAuthorizer,
  'appsync-events': appsyncEvents,
  'bedrock-agent': bedrockAgent,
  's3-object-lambda': s3ObjectLambda,
  sqs,
  activemq,
  'cloudwatch-logs': cloudwatchLogs,
  documentdb,
  dynamodb,
  kafka,
  kinesis,
  'kinesis-analytics': kinesisAnalytics,
  'kinesis-firehose': kinesisFirehose,
  rabbitmq,
  s3,
  's3-batch': s3Batch,
  sns,
  eventbridge,
  scheduled,
  ses,
  'cognito-userpool': cognitoUserpool,
  'cognito-custom-sender': cognitoCustomSender,
  'step-functions': stepFunctions,
  'iot-rule': iotRule,
  'lambda-destination': lambdaDestination,
  'cloudwatch-alarm': cloudwatchAlarm,
  codepipeline,
  codecommit,
  config,
  'cloudformation-custom-resource': cloudformationCustomResource,
  connect,
  'connect-campaigns': connectCampaigns,
  'lex-v2': lexV2,
  'lex-v1': lexV1,
  'alexa-skill': alexaSkill,
  'alexa-smart-home': alexaSmartHome,
  'cognito-sync': cognitoSync,
  'iot-button': iotButton,
  'iot-authorizer': iotAuthorizer,
  'iot-provisioning': iotProvisioning,
  'transfer-family': transferFamily,
  'client-vpn': clientVpn,
  workmail,
  'secrets-manager-rotation': secretsManagerRotation,
  'sagemaker-ground-truth': sagemakerGroundTruth,
  'cloudwatch-widget': cloudwatchWidget,
};
