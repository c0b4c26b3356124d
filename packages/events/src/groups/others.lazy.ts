import { alexaSkill } from '../sources/alexa-skill.ts';
import { alexaSmartHome } from '../sources/alexa-smart-home.ts';
import { clientVpn } from '../sources/client-vpn.ts';
import { cloudformationCustomResource } from '../sources/cloudformation-custom-resource.ts';
import { cloudwatchAlarm } from '../sources/cloudwatch-alarm.ts';
import { cloudwatchWidget } from '../sources/cloudwatch-widget.ts';
import { codecommit } from '../sources/codecommit.ts';
import { codepipeline } from '../sources/codepipeline.ts';
import { cognitoCustomSender } from '../sources/cognito-custom-sender.ts';
import { cognitoSync } from '../sources/cognito-sync.ts';
import { cognitoUserpool } from '../sources/cognito-userpool.ts';
import { config } from '../sources/config.ts';
import { connect } from '../sources/connect.ts';
import { connectCampaigns } from '../sources/connect-campaigns.ts';
import { eventbridge } from '../sources/eventbridge.ts';
import { iotAuthorizer } from '../sources/iot-authorizer.ts';
import { iotButton } from '../sources/iot-button.ts';
import { iotProvisioning } from '../sources/iot-provisioning.ts';
import { iotRule } from '../sources/iot-rule.ts';
import { lambdaDestination } from '../sources/lambda-destination.ts';
import { lexV1 } from '../sources/lex-v1.ts';
import { lexV2 } from '../sources/lex-v2.ts';
import { sagemakerGroundTruth } from '../sources/sagemaker-ground-truth.ts';
import { scheduled } from '../sources/scheduled.ts';
import { secretsManagerRotation } from '../sources/secrets-manager-rotation.ts';
import { stepFunctions } from '../sources/step-functions.ts';
import { transferFamily } from '../sources/transfer-family.ts';
import { workmail } from '../sources/workmail.ts';
import type { EventSource } from '../types.ts';

/** Triggers whose event is one notice or one question. */
export function otherSources(): readonly EventSource[] {
  return SOURCES;
}

const SOURCES: readonly EventSource[] = [
  eventbridge,
  scheduled,
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
