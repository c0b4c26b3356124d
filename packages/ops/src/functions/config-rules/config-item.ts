import type { TemplateValue } from '@bulkhead/core';
import {
  type ApiAnswer,
  dynamoTable,
  iamHolder,
  iamManagedPolicy,
  jsonOf,
  kmsKey,
  type LiveResource,
  lambdaFunction,
  lambdaPermissions,
  mapOf,
  pascalKeys,
  properties,
  snsTopic,
  sqsQueue,
  textOf,
} from '@bulkhead/iac';

/** A configuration item, of an event (values) or of an answer of AWS Config's API (JSON texts). */
export interface ConfigurationItem {
  readonly resourceType?: string;
  readonly resourceId?: string;
  readonly resourceName?: string;
  readonly ARN?: string;
  readonly arn?: string;
  readonly awsAccountId?: string;
  readonly accountId?: string;
  readonly awsRegion?: string;
  readonly configurationItemStatus?: string;
  readonly configurationItemCaptureTime?: string | Date;
  readonly configuration?: unknown;
  readonly supplementaryConfiguration?: unknown;
}

type Shape = (found: ApiAnswer, more: ApiAnswer, arn: string) => LiveResource[];

/** What AWS Config does not record of a thing, and rules must not take for unset. */
const NOT_RECORDED: TemplateValue = { unknown: 'is not recorded by AWS Config', expression: '' };

/**
 * How AWS Config writes each type, after https://github.com/awslabs/aws-config-resource-schema: answers of the services' own
 * APIs with a small first letter, and what other calls answer as supplementary configuration.
 */
const SHAPES: Readonly<Record<string, Shape>> = {
  'AWS::Lambda::Function': (found, more, arn) => {
    const concurrency = mapOf(jsonOf(more['Concurrency']))['reservedConcurrentExecutions'];
    const own = lambdaFunction(
      { ...pascal(found), KMSKeyArn: found['kmskeyArn'], FunctionArn: found['functionArn'] ?? arn },
      {
        ...properties({ ReservedConcurrentExecutions: concurrency }),
        Environment: NOT_RECORDED,
        RecursiveLoop: NOT_RECORDED,
        CodeSigningConfigArn: NOT_RECORDED,
      },
    );
    return [own, ...lambdaPermissions(unquoted(more['Policy']), own.id)];
  },
  'AWS::IAM::Role': (found) => [iamHolder('Role', pascal(found))],
  'AWS::IAM::User': (found) => [iamHolder('User', pascal(found))],
  'AWS::IAM::Group': (found) => [iamHolder('Group', pascal(found))],
  'AWS::IAM::Policy': (found) => [iamManagedPolicy(pascal(found))],
  'AWS::SQS::Queue': (found) =>
    // Numbers and truths as the service writes them: texts.
    sqsQueue(Object.fromEntries(Object.entries(found).map(([key, value]) => [key, textual(value)]))),
  'AWS::SNS::Topic': (found, _more, arn) => snsTopic({ TopicArn: arn, ...found }),
  'AWS::DynamoDB::Table': (found, more) => {
    const sse = mapOf(found['ssedescription']);
    const recovery = mapOf(mapOf(jsonOf(more['ContinuousBackupsDescription']))['pointInTimeRecoveryDescription'])[
      'pointInTimeRecoveryStatus'
    ];
    return [
      dynamoTable(
        {
          ...pascal(found),
          SSEDescription: { Status: sse['status'], SSEType: sse['ssetype'], KMSMasterKeyArn: sse['kmsmasterKeyArn'] },
        },
        {
          PointInTimeRecoverySpecification:
            recovery === undefined ? NOT_RECORDED : { PointInTimeRecoveryEnabled: recovery === 'ENABLED' },
          DeletionProtectionEnabled: NOT_RECORDED,
        },
      ),
    ];
  },
  'AWS::KMS::Key': (found, more) => {
    if (found['keyManager'] === 'AWS') return [];
    const rotation = unquoted(more['KeyRotationStatus']);
    return [
      kmsKey(pascal(found), {
        EnableKeyRotation: rotation === undefined ? NOT_RECORDED : String(rotation) === 'true',
        KeyPolicy: jsonOf(unquoted(more['Policy'])) ?? NOT_RECORDED,
      }),
    ];
  },
  'AWS::S3::Bucket': bucket,
};

/** Types that an item can be made of. Of others, newer ones are recorded in CloudFormation's own names. */
export const CONFIG_TYPES: readonly string[] = [
  ...Object.keys(SHAPES),
  'AWS::Kinesis::Stream',
  'AWS::StepFunctions::StateMachine',
  'AWS::SecretsManager::Secret',
];

/** The resources that a configuration item is about; none for a type that no rule here looks at. */
export function configItemResources(item: ConfigurationItem): readonly LiveResource[] {
  const { resourceType = '' } = item;
  if (!CONFIG_TYPES.includes(resourceType)) return [];
  const found = mapOf(jsonOf(item.configuration));
  const arn = item.ARN ?? item.arn ?? item.resourceId ?? '';
  const shape = Object.hasOwn(SHAPES, resourceType) ? SHAPES[resourceType] : undefined;
  if (shape) return shape(found, mapOf(jsonOf(item.supplementaryConfiguration)), arn);
  return [{ id: arn, type: resourceType, properties: properties(found) }];
}

function bucket(found: ApiAnswer, more: ApiAnswer, arn: string): LiveResource[] {
  const of = (name: string) => mapOf(jsonOf(more[name]));
  const has = (name: string) => more[name] !== undefined;
  const block = pascal(of('PublicAccessBlockConfiguration'));
  const cors = of('BucketCrossOriginConfiguration')['rules'];
  const encryption = of('ServerSideEncryptionConfiguration')['rules'];
  const policy = jsonOf(of('BucketPolicy')['policyText']);
  const own: LiveResource = {
    id: arn,
    type: 'AWS::S3::Bucket',
    properties: properties({
      BucketName: found['name'],
      // Recorded where it is set; a bucket without it lets its policy and lists decide.
      PublicAccessBlockConfiguration: has('PublicAccessBlockConfiguration')
        ? block
        : { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false },
      VersioningConfiguration: { Status: of('BucketVersioningConfiguration')['status'] },
      LoggingConfiguration: of('BucketLoggingConfiguration')['destinationBucketName']
        ? { DestinationBucketName: of('BucketLoggingConfiguration')['destinationBucketName'] }
        : undefined,
      CorsConfiguration: Array.isArray(cors) ? { CorsRules: pascalKeys(cors) } : undefined,
      BucketEncryption: Array.isArray(encryption)
        ? { ServerSideEncryptionConfiguration: encryptionRules(encryption) }
        : undefined,
    }),
  };
  if (policy === undefined) return [own];
  return [
    own,
    {
      id: `${arn}#policy`,
      type: 'AWS::S3::BucketPolicy',
      properties: { Bucket: { ref: arn }, PolicyDocument: policy },
    },
  ];
}

function encryptionRules(rules: readonly unknown[]): readonly object[] {
  return rules.map((rule) => {
    const byDefault = mapOf(mapOf(rule)['applyServerSideEncryptionByDefault']);
    return {
      ServerSideEncryptionByDefault: {
        SSEAlgorithm: byDefault['sseAlgorithm'],
        KMSMasterKeyID: byDefault['kmsMasterKeyID'],
      },
    };
  });
}

function pascal(found: ApiAnswer): ApiAnswer {
  return mapOf(pascalKeys(found));
}

/** A text of a text: `"\\"{…}\\""`, as items hold policies. */
function unquoted(value: unknown): unknown {
  const text = textOf(value);
  if (text === undefined || !text.startsWith('"')) return value;
  try {
    return JSON.parse(text);
  } catch {
    return value;
  }
}

function textual(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}
