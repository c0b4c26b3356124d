import { bedrock, polly, rekognition, textract, translate, xray } from './ai.ts';
import { ecs, lambda, sfn } from './compute.ts';
import { athena, glue, rdsData, redshiftData } from './data.ts';
import { dynamodb } from './dynamodb.ts';
import { eventbridge, firehose, kinesis, pipes, scheduler, sns, sqs } from './messaging.ts';
import { appSync, cloudwatch, iotData, logs, managementApi, openSearch, ses, sesv2 } from './operations-and-apis.ts';
import { s3 } from './s3.ts';
import { cognitoIdentity, cognitoUserPools, iam, kms, secretsManager, ssm, sts } from './security.ts';
import { transcribe } from './transcribe.ts';
import type { ServiceModel } from './types.ts';

/** Services whose operations were compared with AWS's pages by hand; what others need is derived from names. */
export const SERVICE_MODELS: readonly ServiceModel[] = [
  appSync,
  athena,
  bedrock,
  cloudwatch,
  cognitoIdentity,
  cognitoUserPools,
  dynamodb,
  ecs,
  eventbridge,
  firehose,
  glue,
  iam,
  iotData,
  kinesis,
  kms,
  lambda,
  logs,
  managementApi,
  openSearch,
  pipes,
  polly,
  rdsData,
  redshiftData,
  rekognition,
  s3,
  scheduler,
  secretsManager,
  ses,
  sesv2,
  sfn,
  sns,
  sqs,
  ssm,
  sts,
  textract,
  transcribe,
  translate,
  xray,
];

const byClient = new Map(SERVICE_MODELS.flatMap((model) => model.clients.map((client) => [client, model] as const)));

export const serviceModel = (client: string): ServiceModel | undefined => byClient.get(client);
