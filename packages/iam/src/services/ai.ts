import type { StaticValue } from '@bulkhead/core';
import { pick, unknownValue } from '../actions/input.ts';
import { bucket, plainKind, type ResourceKind, role } from '../resources/kinds.ts';
import { each, isThere, literal, named, presence } from './rules.ts';
import type { Need, Rule, ServiceModel } from './types.ts';

const slash = literal('/');

const foundationModel: ResourceKind = {
  ...plainKind('models', 'bedrock', ''),
  arn: 'arn:${Partition}:bedrock:${Region}::foundation-model/${Name}',
};
const profile = plainKind('inference profiles', 'bedrock', 'inference-profile/${Name}');
const profiledModel: ResourceKind = {
  ...plainKind('models', 'bedrock', ''),
  arn: 'arn:${Partition}:bedrock:*::foundation-model/${Name}',
};

/** `eu.anthropic.…` is an inference profile: it needs itself and the model in every region that it may use. */
const model =
  (action: string): Rule =>
  (input) => {
    const ids = pick(input, 'modelId').values.filter(isThere);
    const needs: Need[] = [];
    for (const id of ids) {
      const [, name] =
        id.kind === 'literal' ? (/^(?:us|eu|apac|jp|au|ca|us-gov|global)\.(.+)$/.exec(String(id.value)) ?? []) : [];
      if (name === undefined) needs.push({ action, on: { kind: foundationModel, named: [id] } });
      else {
        needs.push({ action, on: { kind: profile, named: [id] } });
        needs.push({ action, on: { kind: profiledModel, named: [literal(name)] } });
      }
    }
    return needs.length > 0 ? needs : [{ action, on: named(foundationModel, input, 'modelId') }];
  };

export const bedrock: ServiceModel = {
  clients: ['bedrock-runtime', 'bedrock-agent-runtime', 'bedrock'],
  prefix: 'bedrock',
  page: 'https://docs.aws.amazon.com/bedrock/latest/userguide/inference-prereq.html',
  parameters: {
    knowledgeBaseId: plainKind('knowledge bases', 'bedrock', 'knowledge-base/${Name}'),
    guardrailIdentifier: plainKind('guardrails', 'bedrock', 'guardrail/${Name}'),
  },
  operations: {
    InvokeModel: model('bedrock:InvokeModel'),
    InvokeModelWithResponseStream: model('bedrock:InvokeModelWithResponseStream'),
    // https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithBidirectionalStream.html
    InvokeModelWithBidirectionalStream: model('bedrock:InvokeModel'),
    // https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
    Converse: model('bedrock:InvokeModel'),
    ConverseStream: model('bedrock:InvokeModelWithResponseStream'),
    InvokeAgent: (input) => {
      const agents = pick(input, 'agentId').values.filter(isThere);
      const aliases = pick(input, 'agentAliasId').values.filter(isThere);
      const paths = (agents.length > 0 ? agents : [unknownValue('the agent is not named')]).flatMap((agent) =>
        (aliases.length > 0 ? aliases : [literal('*')]).map(
          (alias): StaticValue => ({ kind: 'concat', parts: [agent, slash, alias] }),
        ),
      );
      return [
        {
          action: 'bedrock:InvokeAgent',
          on: { kind: plainKind('aliases of agents', 'bedrock', 'agent-alias/${Name}'), named: paths },
        },
      ];
    },
  },
};

/** An image or document in a bucket is read in the caller's name. */
const reading =
  (action: string, ...paths: readonly string[]): Rule =>
  (input) => {
    const needs: Need[] = [{ action }];
    for (const path of paths) {
      for (const object of pick(input, path).values.filter(isThere)) {
        const keys = pick(object, 'Name').values.filter(isThere);
        const behind = (keys.length > 0 ? keys : [unknownValue('its key is not known')]).map(
          (name): StaticValue => ({ kind: 'concat', parts: [slash, name] }),
        );
        const there = presence(object, 'Version') === 'never' ? 's3:GetObject' : 's3:GetObjectVersion';
        needs.push({ action: there, on: { ...named(bucket, object, 'Bucket'), behind }, dependent: true, key: 'read' });
      }
    }
    return needs;
  };

const readAll = (prefix: string, operations: string, ...paths: readonly string[]) =>
  Object.fromEntries(
    operations.split(' ').map((operation) => [operation, reading(`${prefix}:${operation}`, ...paths)]),
  );

export const rekognition: ServiceModel = {
  clients: ['rekognition'],
  prefix: 'rekognition',
  page: 'https://docs.aws.amazon.com/rekognition/latest/dg/security_iam_service-with-iam.html',
  parameters: { CollectionId: plainKind('collections', 'rekognition', 'collection/${Name}') },
  operations: {
    ...readAll(
      'rekognition',
      'DetectLabels DetectFaces DetectText DetectModerationLabels DetectProtectiveEquipment RecognizeCelebrities IndexFaces SearchFacesByImage SearchUsersByImage',
      'Image.S3Object',
    ),
    ...readAll('rekognition', 'CompareFaces', 'SourceImage.S3Object', 'TargetImage.S3Object'),
    ...readAll(
      'rekognition',
      'StartLabelDetection StartFaceDetection StartTextDetection StartContentModeration StartCelebrityRecognition StartPersonTracking StartSegmentDetection StartFaceSearch',
      'Video.S3Object',
    ),
  },
};

export const textract: ServiceModel = {
  clients: ['textract'],
  prefix: 'textract',
  page: 'https://docs.aws.amazon.com/textract/latest/dg/security_iam_service-with-iam.html',
  parameters: {},
  operations: {
    ...readAll('textract', 'DetectDocumentText AnalyzeDocument AnalyzeExpense', 'Document.S3Object'),
    ...readAll('textract', 'AnalyzeID', 'DocumentPages[].S3Object'),
    ...readAll(
      'textract',
      'StartDocumentTextDetection StartDocumentAnalysis StartExpenseAnalysis StartLendingAnalysis',
      'DocumentLocation.S3Object',
    ),
  },
};

export const polly: ServiceModel = {
  clients: ['polly'],
  prefix: 'polly',
  page: 'https://docs.aws.amazon.com/polly/latest/dg/security_iam_id-based-policy-examples.html',
  parameters: {},
  operations: {
    SynthesizeSpeech: [
      { action: 'polly:SynthesizeSpeech', on: '*', wide: 'lexicons are the only resources that it knows' },
    ],
    StartSpeechSynthesisTask: (input) => {
      const prefixes = pick(input, 'OutputS3KeyPrefix').values.filter(isThere);
      const behind = (prefixes.length > 0 ? prefixes : [literal('')]).map(
        (prefix): StaticValue => ({ kind: 'concat', parts: [slash, prefix, literal('*')] }),
      );
      return [
        { action: 'polly:StartSpeechSynthesisTask', on: '*', wide: 'lexicons are the only resources that it knows' },
        {
          action: 's3:PutObject',
          on: { ...named(bucket, input, 'OutputS3BucketName'), behind },
          dependent: true,
          key: 'write',
        },
      ];
    },
  },
};

export const translate: ServiceModel = {
  clients: ['translate'],
  prefix: 'translate',
  page: 'https://docs.aws.amazon.com/translate/latest/dg/identity-and-access-management.html',
  parameters: {},
  operations: {
    TranslateText: (input) => [
      presence(input, 'TerminologyNames') === 'never'
        ? { action: 'translate:TranslateText', on: '*', wide: 'terminologies are the only resources that it knows' }
        : {
            action: 'translate:TranslateText',
            on: named(plainKind('terminologies', 'translate', 'terminology/${Name}'), input, 'TerminologyNames[]'),
          },
    ],
    StartTextTranslationJob: (input) => [
      {
        action: 'translate:StartTextTranslationJob',
        on: '*',
        wide: 'terminologies are the only resources that it knows',
      },
      { action: 'iam:PassRole', on: named(role, input, 'DataAccessRoleArn'), dependent: true },
    ],
  },
};

export const xray: ServiceModel = {
  clients: ['xray'],
  prefix: 'xray',
  page: 'https://docs.aws.amazon.com/xray/latest/devguide/security_iam_service-with-iam.html',
  parameters: {},
  operations: each('PutTraceSegments', 'xray:PutTraceSegments'),
};
