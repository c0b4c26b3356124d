import { type CdkConstruct, type CdkValue, own } from '@bulkhead/core';
import type { CdkContext } from './context.ts';
import { type Json, notKnown, placed } from './json.ts';
import type { Maker } from './makers.ts';
import { constantName, constructKey, type Fields, fieldsOf, isTrue, itemsOf, plain, textOf } from './values.ts';

const PUBLIC_ACCESS: Readonly<Record<string, readonly boolean[]>> = {
  BLOCK_ALL: [true, true, true, true],
  BLOCK_ACLS: [true, false, true, false],
  BLOCK_ACLS_ONLY: [true, false, true, false],
};

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_s3.Bucket.html */
export const makeBucket: Maker = (construct, props, context) => {
  const id = context.id(construct);
  const access = constantName(props.blockPublicAccess);
  const blocks = access === undefined ? undefined : own(PUBLIC_ACCESS, access);
  const names = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];
  const versioned = props.versioned;
  const logs = constructKey(props.serverAccessLogsBucket);
  context.add({
    id,
    type: 'AWS::S3::Bucket',
    construct,
    deletionPolicy: policyOf(props, 'Retain'),
    properties: {
      BucketName: plain(props.bucketName, context),
      BucketEncryption: bucketEncryption(construct, props, context),
      VersioningConfiguration:
        versioned === undefined ? undefined : isTrue(versioned) ? { Status: 'Enabled' } : given(versioned),
      PublicAccessBlockConfiguration:
        blocks === undefined
          ? given(props.blockPublicAccess)
          : Object.fromEntries(names.map((name, i) => [name, blocks[i]])),
      LoggingConfiguration:
        logs === undefined
          ? given(props.serverAccessLogsPrefix)
          : { DestinationBucketName: context.attribute(logs, 'bucketName') },
      LifecycleConfiguration: given(props.lifecycleRules),
      CorsConfiguration: given(props.cors),
      WebsiteConfiguration: given(props.websiteIndexDocument),
      AccessControl: given(props.accessControl),
      OwnershipControls: given(props.objectOwnership),
      NotificationConfiguration: isTrue(props.eventBridgeEnabled)
        ? { EventBridgeConfiguration: { EventBridgeEnabled: true } }
        : undefined,
    },
  });
  const statements: Json[] = [];
  const arn = context.attribute(construct.key, 'bucketArn');
  if (isTrue(props.enforceSSL)) {
    statements.push({
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 's3:*',
      Resource: [arn, { 'Fn::Join': ['', [arn, '/*']] }],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  }
  if (isTrue(props.publicReadAccess)) {
    statements.push({
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: 's3:GetObject',
      Resource: { 'Fn::Join': ['', [arn, '/*']] },
    });
  }
  for (const { method, place } of context.callsOn(construct.key)) {
    if (method === 'addToResourcePolicy')
      statements.push(placed(place, notKnown('a statement that is added to the policy')));
  }
  if (statements.length > 0) {
    context.add({
      id: context.id(construct, 'Policy', 'Resource'),
      type: 'AWS::S3::BucketPolicy',
      construct,
      properties: {
        Bucket: { Ref: id },
        PolicyDocument: { Version: '2012-10-17', Statement: statements },
      },
    });
  }
};

function bucketEncryption(construct: CdkConstruct, props: Fields, context: CdkContext): Json {
  const how = constantName(props.encryption) ?? (props.encryptionKey === undefined ? undefined : 'KMS');
  if (props.encryption !== undefined && how === undefined) return notKnown('encryption that is decided at synthesis');
  const by = (rule: Json): Json => ({
    ServerSideEncryptionConfiguration: [
      {
        ServerSideEncryptionByDefault: rule,
        ...(props.bucketKeyEnabled === undefined ? {} : { BucketKeyEnabled: plain(props.bucketKeyEnabled, context) }),
      },
    ],
  });
  switch (how) {
    case 'KMS':
    case 'DSSE':
      return by({
        SSEAlgorithm: how === 'KMS' ? 'aws:kms' : 'aws:kms:dsse',
        KMSMasterKeyID: keyOf(construct, props.encryptionKey, context),
      });
    case 'KMS_MANAGED':
    case 'DSSE_MANAGED':
      return by({ SSEAlgorithm: how === 'KMS_MANAGED' ? 'aws:kms' : 'aws:kms:dsse' });
    case 'S3_MANAGED':
      return by({ SSEAlgorithm: 'AES256' });
    default:
      return undefined;
  }
}

/** ARN of the key that is given, or of the one that the construct makes for itself. */
export function keyOf(construct: CdkConstruct, key: CdkValue | undefined, context: CdkContext): Json {
  if (key !== undefined) return context.arn(key);
  const id = context.id(construct, 'Key', 'Resource');
  context.add({
    id,
    type: 'AWS::KMS::Key',
    construct,
    properties: { EnableKeyRotation: false, KeyPolicy: keyPolicy() },
  });
  return { 'Fn::GetAtt': [id, 'Arn'] };
}

/** What CDK writes into the policy of a key: the account decides by its own policies. */
export const keyPolicy = (): Json => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: {
        AWS: {
          'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root']],
        },
      },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
});

/** Something that is set, in a way that is not read. */
export const given = (value: CdkValue | undefined): Json =>
  value === undefined ? undefined : notKnown('set in the CDK source, in a way that is not read');

/** `DeletionPolicy` as the constructs write it. */
export function policyOf(props: Fields, otherwise: string): string {
  const policy = constantName(props.removalPolicy);
  if (policy === undefined) return otherwise;
  return policy === 'DESTROY' ? 'Delete' : policy === 'SNAPSHOT' ? 'Snapshot' : 'Retain';
}

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_dynamodb.Table.html */
export const makeTable: Maker = (construct, props, context) => {
  const isGlobal = construct.type.endsWith('.TableV2');
  const indexes = [...itemsOf(props.globalSecondaryIndexes), ...callsTo(construct, context, 'addGlobalSecondaryIndex')];
  const local = [...itemsOf(props.localSecondaryIndexes), ...callsTo(construct, context, 'addLocalSecondaryIndex')];
  const attributes = new Map<string, Json>();
  const partition = props.partitionKey;
  const schema = (of: Fields): Json => {
    const keys = [of.partitionKey ?? (of === props ? undefined : partition), of.sortKey].map(fieldsOf);
    return keys.flatMap((key, i) => {
      const name = plain(key.name, context);
      if (name === undefined) return [];
      if (typeof name === 'string') attributes.set(name, attributeType(key.type));
      return [{ AttributeName: name, KeyType: i === 0 ? 'HASH' : 'RANGE' }];
    });
  };
  const index = (value: CdkValue): Json => {
    const fields = fieldsOf(value);
    return {
      IndexName: plain(fields.indexName, context),
      KeySchema: schema(fields),
      Projection: { ProjectionType: 'ALL' },
    };
  };
  const keySchema = schema(props);
  const global = indexes.map(index);
  const locals = local.map(index);
  const stream = constantName(props.stream ?? props.dynamoStream);
  const recovery = fieldsOf(props.pointInTimeRecoverySpecification);
  const isRecovered = isTrue(props.pointInTimeRecovery) || isTrue(recovery.pointInTimeRecoveryEnabled);
  const common = {
    TableName: plain(props.tableName, context),
    KeySchema: keySchema,
    AttributeDefinitions: [...attributes].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    GlobalSecondaryIndexes: global.length === 0 ? undefined : global,
    LocalSecondaryIndexes: locals.length === 0 ? undefined : locals,
    StreamSpecification: stream === undefined ? given(props.stream ?? props.dynamoStream) : { StreamViewType: stream },
    TimeToLiveSpecification:
      props.timeToLiveAttribute === undefined
        ? undefined
        : { AttributeName: plain(props.timeToLiveAttribute, context), Enabled: true },
  };
  const points = { PointInTimeRecoveryEnabled: true };
  const encryption = tableEncryption(construct, props, context);
  context.add({
    id: context.id(construct),
    type: isGlobal ? 'AWS::DynamoDB::GlobalTable' : 'AWS::DynamoDB::Table',
    construct,
    deletionPolicy: policyOf(props, 'Retain'),
    properties: isGlobal
      ? {
          ...common,
          BillingMode: props.billing === undefined ? 'PAY_PER_REQUEST' : given(props.billing),
          SSESpecification: encryption,
          Replicas: [
            {
              Region: { Ref: 'AWS::Region' },
              PointInTimeRecoverySpecification: isRecovered ? points : undefined,
              DeletionProtectionEnabled: plain(props.deletionProtection, context),
            },
          ],
        }
      : {
          ...common,
          BillingMode:
            constantName(props.billingMode) === 'PAY_PER_REQUEST' ? 'PAY_PER_REQUEST' : given(props.billingMode),
          SSESpecification: encryption,
          PointInTimeRecoverySpecification: isRecovered
            ? points
            : given(props.pointInTimeRecovery ?? props.pointInTimeRecoverySpecification),
          DeletionProtectionEnabled: plain(props.deletionProtection, context),
        },
  });
};

function callsTo(construct: CdkConstruct, context: CdkContext, method: string): readonly CdkValue[] {
  return context.callsOn(construct.key).flatMap((call) => (call.method === method ? call.arguments.slice(0, 1) : []));
}

function attributeType(type: CdkValue | undefined): Json {
  const name = constantName(type);
  return { STRING: 'S', NUMBER: 'N', BINARY: 'B' }[name ?? ''] ?? textOf(type) ?? notKnown('type of the key');
}

function tableEncryption(construct: CdkConstruct, props: Fields, context: CdkContext): Json {
  const { encryption } = props;
  const how =
    constantName(encryption) ??
    (encryption?.kind === 'made' ? encryption.name.slice(encryption.name.lastIndexOf('.') + 1) : undefined) ??
    (props.encryptionKey === undefined ? undefined : 'CUSTOMER_MANAGED');
  if (encryption !== undefined && how === undefined) return notKnown('encryption that is decided at synthesis');
  if (how === 'AWS_MANAGED' || how === 'awsManagedKey') return { SSEEnabled: true };
  if (how === 'CUSTOMER_MANAGED' || how === 'customerManagedKey') {
    const key = props.encryptionKey ?? (encryption?.kind === 'made' ? encryption.arguments[0] : undefined);
    return { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: keyOf(construct, key, context) };
  }
  return undefined;
}
