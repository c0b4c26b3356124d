import {
  type Bucket,
  GetBucketAclCommand,
  type GetBucketAclCommandOutput,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  type GetBucketNotificationConfigurationCommandOutput,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketReplicationCommand,
  GetBucketVersioningCommand,
  GetBucketWebsiteCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { TemplateValue } from '@bulkhead/core';
import { jsonOf, type LiveResource, mapOf, pick, properties, toValue } from '@bulkhead/iac';
import { given, propertyOf } from '../ask.ts';
import { allPages, each, type ReadContext } from '../reader.ts';

export const Client = S3Client;

/** Buckets of the region, without a look at any object. */
export async function readBuckets(context: ReadContext): Promise<readonly LiveResource[]> {
  const { items } = await allPages(
    (ContinuationToken) =>
      context.ask(
        ListBucketsCommand,
        { ContinuationToken, MaxBuckets: 1000, BucketRegion: context.region },
        { always: true },
      ),
    (page) => ({ items: page.Buckets, next: page.ContinuationToken }),
  );
  const here = items.filter(({ BucketRegion }) => BucketRegion === undefined || BucketRegion === context.region);
  return each(here, (bucket) => readBucket(bucket, context));
}

async function readBucket({ Name = '' }: Bucket, context: ReadContext): Promise<LiveResource[]> {
  const { ask, partition } = context;
  const arn = `arn:${partition}:s3:::${Name}`;
  if (!context.wanted(arn, Name)) return [];
  const Bucket = Name;
  const [
    encryption,
    block,
    policy,
    notification,
    versioning,
    logging,
    cors,
    ownership,
    acl,
    website,
    replication,
    lock,
  ] = await Promise.all([
    ask(GetBucketEncryptionCommand, { Bucket }),
    ask(GetPublicAccessBlockCommand, { Bucket }),
    ask(GetBucketPolicyCommand, { Bucket }),
    ask(GetBucketNotificationConfigurationCommand, { Bucket }),
    ask(GetBucketVersioningCommand, { Bucket }),
    ask(GetBucketLoggingCommand, { Bucket }),
    ask(GetBucketCorsCommand, { Bucket }),
    ask(GetBucketOwnershipControlsCommand, { Bucket }),
    ask(GetBucketAclCommand, { Bucket }),
    ask(GetBucketWebsiteCommand, { Bucket }),
    ask(GetBucketReplicationCommand, { Bucket }),
    ask(GetObjectLockConfigurationCommand, { Bucket }),
  ]);
  const own: LiveResource = {
    id: arn,
    type: 'AWS::S3::Bucket',
    properties: given({
      BucketName: Name,
      BucketEncryption: propertyOf(encryption, ({ ServerSideEncryptionConfiguration: found }) => ({
        ServerSideEncryptionConfiguration: (found?.Rules ?? []).map((rule) =>
          properties({
            ServerSideEncryptionByDefault: rule.ApplyServerSideEncryptionByDefault,
            BucketKeyEnabled: rule.BucketKeyEnabled,
          }),
        ),
      })),
      // A bucket without the setting is open to what its policy and lists say: templates of old say nothing, too.
      PublicAccessBlockConfiguration:
        block.kind === 'absent'
          ? { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false }
          : propertyOf(block, (value) => toValue(value.PublicAccessBlockConfiguration)),
      VersioningConfiguration: propertyOf(versioning, ({ Status }) => ({ Status: Status ?? 'Suspended' })),
      LoggingConfiguration: propertyOf(logging, ({ LoggingEnabled: found }) =>
        found === undefined
          ? undefined
          : properties({ DestinationBucketName: found.TargetBucket, LogFilePrefix: found.TargetPrefix }),
      ),
      CorsConfiguration: propertyOf(cors, ({ CORSRules }) => ({
        CorsRules: (CORSRules ?? []).map((rule) =>
          pick(rule, ['AllowedOrigins', 'AllowedMethods', 'AllowedHeaders', 'MaxAge']),
        ),
      })),
      OwnershipControls: propertyOf(ownership, ({ OwnershipControls: found }) => toValue(found)),
      AccessControl: propertyOf(acl, cannedAcl),
      NotificationConfiguration: propertyOf(notification, notifications),
      WebsiteConfiguration: propertyOf(website, ({ IndexDocument }) =>
        properties({ IndexDocument: IndexDocument?.Suffix ?? 'index.html' }),
      ),
      ReplicationConfiguration: propertyOf(replication, ({ ReplicationConfiguration: found }) => toValue(found)),
      ObjectLockEnabled: propertyOf(
        lock,
        ({ ObjectLockConfiguration: found }) => found?.ObjectLockEnabled === 'Enabled',
      ),
    }),
    names: { [Name]: '' },
  };
  const document = propertyOf(policy, ({ Policy }) => jsonOf(Policy));
  if (document === undefined) return [own];
  return [
    own,
    {
      id: `${arn}#policy`,
      type: 'AWS::S3::BucketPolicy',
      properties: { Bucket: { ref: arn }, PolicyDocument: document },
    },
  ];
}

const GROUPS = 'http://acs.amazonaws.com/groups/';

/** The canned list that says the same as far as strangers go: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html */
function cannedAcl({ Grants }: GetBucketAclCommandOutput): TemplateValue | undefined {
  const may = (group: string, ...permissions: readonly string[]) =>
    (Grants ?? []).some(
      ({ Grantee, Permission }) => Grantee?.URI === `${GROUPS}${group}` && permissions.includes(Permission ?? ''),
    );
  if (may('global/AllUsers', 'WRITE', 'FULL_CONTROL', 'WRITE_ACP')) return 'PublicReadWrite';
  if (may('global/AllUsers', 'READ', 'READ_ACP')) return 'PublicRead';
  if (may('global/AuthenticatedUsers', 'READ', 'WRITE', 'FULL_CONTROL')) return 'AuthenticatedRead';
  return may('s3/LogDelivery', 'WRITE') ? 'LogDeliveryWrite' : undefined;
}

function notifications(found: GetBucketNotificationConfigurationCommandOutput): TemplateValue | undefined {
  const entries = <T extends { Events?: readonly string[] | undefined; Filter?: object | undefined }>(
    list: readonly T[] | undefined,
    to: (item: T) => Record<string, unknown>,
  ) =>
    // An entry names several events, CloudFormation one.
    list?.flatMap((item) =>
      (item.Events ?? []).map((Event) => ({ Event, ...to(item), Filter: filterOf(item.Filter) })),
    );
  const value = properties({
    LambdaConfigurations: entries(found.LambdaFunctionConfigurations, ({ LambdaFunctionArn }) => ({
      Function: LambdaFunctionArn,
    })),
    QueueConfigurations: entries(found.QueueConfigurations, ({ QueueArn }) => ({ Queue: QueueArn })),
    TopicConfigurations: entries(found.TopicConfigurations, ({ TopicArn }) => ({ Topic: TopicArn })),
    EventBridgeConfiguration: found.EventBridgeConfiguration && { EventBridgeEnabled: true },
  });
  return Object.keys(value).length > 0 ? value : undefined;
}

function filterOf(filter: object | undefined): object | undefined {
  const rules = mapOf(mapOf(filter)['Key'])['FilterRules'];
  return Array.isArray(rules) ? { S3Key: { Rules: rules } } : undefined;
}
