import type { StaticValue } from '@bulkhead/core';
import { options, pick, texts, unknownValue } from '../actions/input.ts';
import { bucket, role } from '../resources/kinds.ts';
import { each, isThere, literal, named, presence } from './rules.ts';
import type { Need, Rule, ServiceModel, Target } from './types.ts';

/** The object of a request: its bucket's ARN, a slash and its key. */
const object = (input: StaticValue, keyPath = 'Key'): Target => {
  const picked = pick(input, keyPath);
  const keys = { values: picked.values.filter(isThere), maybe: picked.maybe };
  const behind =
    keys.values.length > 0 && !keys.maybe ? keys.values : [...keys.values, unknownValue('its key is not known')];
  return { ...named(bucket, input, 'Bucket'), behind: behind.map(slash) };
};

const slash = (key: StaticValue): StaticValue => ({ kind: 'concat', parts: [literal('/'), key] });

/** With a version's id S3 asks for another action, and not for the plain one. */
function versioned(plain: string, ofVersion: string): Rule {
  return (input) => {
    const there = versionPresence(input);
    const needs: Need[] = [];
    if (there !== 'always') needs.push({ action: plain, on: object(input), key: 'read' });
    if (there !== 'never') needs.push({ action: ofVersion, on: object(input), key: 'read' });
    return needs;
  };
}

/**
 * What the event, a variable or a branch gives may be missing, and is left out of the request then: a notification has a
 * version's id only where the bucket keeps versions. Constants and what another call answered are there.
 */
function versionPresence(input: StaticValue): ReturnType<typeof presence> {
  const there = presence(input, 'VersionId');
  const isSure = pick(input, 'VersionId').values.every(({ kind }) => kind === 'literal' || kind === 'answer');
  return there === 'always' && !isSure ? 'sometimes' : there;
}

/** Paths of a version's id in S3's notifications, of its own and on EventBridge. */
export const isNotified = (path: string): boolean => /(?:^|\.)object\.version-?id$/i.test(path);

/** Parameters of a write that need an action each. */
const WITH: readonly (readonly [field: string, action: string])[] = [
  ['ACL', 's3:PutObjectAcl'],
  ['GrantRead', 's3:PutObjectAcl'],
  ['GrantFullControl', 's3:PutObjectAcl'],
  ['GrantReadACP', 's3:PutObjectAcl'],
  ['GrantWriteACP', 's3:PutObjectAcl'],
  ['Tagging', 's3:PutObjectTagging'],
  ['ObjectLockMode', 's3:PutObjectRetention'],
  ['ObjectLockRetainUntilDate', 's3:PutObjectRetention'],
  ['ObjectLockLegalHoldStatus', 's3:PutObjectLegalHold'],
];

function put(input: StaticValue): readonly Need[] {
  const more = WITH.filter(([field]) => presence(input, field) !== 'never').map(([, action]) => action);
  return [
    { action: 's3:PutObject', on: object(input), key: 'write' },
    ...[...new Set(more)].map((action): Need => ({ action, on: object(input), dependent: true })),
  ];
}

/** A copy reads its source: `bucket/key`, with `?versionId=` behind it, or boto3's map of the three. */
function copy(input: StaticValue): readonly Need[] {
  const needs: Need[] = [];
  const source = pick(input, 'CopySource');
  const sources = source.values.length === 0 ? [unknownValue('the source is not known')] : source.values;
  for (const from of sources) {
    const isVersion = texts(from, 'VersionId').length > 0 || sourceText(from).includes('?versionId=');
    needs.push({
      action: isVersion ? 's3:GetObjectVersion' : 's3:GetObject',
      on: sourceTarget(from),
      dependent: true,
      key: 'read',
    });
  }
  return [...needs, ...put(input)];
}

function sourceTarget(from: StaticValue): Target {
  if (from.kind === 'object') return object(from);
  // The whole text is bucket and key; its first part ends at the first slash that is known.
  if (from.kind === 'literal' && typeof from.value === 'string') {
    const path = decoded(from.value.replace(/^\//, '').replace(/\?versionId=.*$/, ''));
    const cut = path.indexOf('/');
    if (cut > 0) return { kind: bucket, named: [literal(path.slice(0, cut))], behind: [literal(path.slice(cut))] };
  }
  if (from.kind === 'concat') {
    const parts = from.parts.filter((part) => !(part.kind === 'literal' && part.value === ''));
    const lead = parts[0]?.kind === 'literal' && parts[0].value === '/' ? parts.slice(1) : parts;
    const cut = lead.findIndex((part) => part.kind === 'literal' && String(part.value).includes('/'));
    if (cut > -1) {
      const text = String((lead[cut] as { value: unknown }).value);
      const at = text.indexOf('/');
      const before: StaticValue[] = [...lead.slice(0, cut), ...(at > 0 ? [literal(text.slice(0, at))] : [])];
      const behind: StaticValue[] = [literal(text.slice(at)), ...lead.slice(cut + 1)];
      const name: StaticValue = before.length === 1 ? (before[0] as StaticValue) : { kind: 'concat', parts: before };
      if (before.length > 0) return { kind: bucket, named: [name], behind: [{ kind: 'concat', parts: behind }] };
    }
  }
  return { kind: bucket, named: [unknownValue('the source of the copy is not known')], behind: [literal('/*')] };
}

const sourceText = (from: StaticValue): string =>
  options(from)
    .flatMap((option) => (option.kind === 'concat' ? option.parts : [option]))
    .map((part) => (part.kind === 'literal' ? String(part.value) : ''))
    .join('');

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A listing is of the bucket; its prefix narrows it where the request always has one. */
const list =
  (action: string): Rule =>
  (input) => {
    const prefix = pick(input, 'Prefix');
    const narrow = prefix.values.length > 0 && !prefix.maybe && prefix.values.every(isThere) && input.kind !== 'either';
    const only =
      prefix.values.length === 1 ? prefix.values[0] : ({ kind: 'either', options: prefix.values } as StaticValue);
    return [
      {
        action,
        on: named(bucket, input, 'Bucket'),
        ...(narrow && only !== undefined ? { conditions: { 's3:prefix': only } } : {}),
      },
    ];
  };

const ofObject =
  (...actions: readonly string[]): Rule =>
  (input) =>
    actions.map((action) => ({ action, on: object(input) }));

/** Amazon S3 by its page of required permissions; each entry stands there under the operation's name. */
export const s3: ServiceModel = {
  clients: ['s3'],
  prefix: 's3',
  page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html',
  parameters: { Bucket: bucket },
  operations: {
    GetObject: versioned('s3:GetObject', 's3:GetObjectVersion'),
    HeadObject: versioned('s3:GetObject', 's3:GetObjectVersion'),
    GetObjectAttributes: (input) =>
      presence(input, 'VersionId') === 'never'
        ? ofRule(ofObject('s3:GetObject', 's3:GetObjectAttributes'), input)
        : ofRule(ofObject('s3:GetObjectVersion', 's3:GetObjectVersionAttributes'), input),
    GetObjectTagging: versioned('s3:GetObjectTagging', 's3:GetObjectVersionTagging'),
    GetObjectAcl: versioned('s3:GetObjectAcl', 's3:GetObjectVersionAcl'),
    PutObjectTagging: versioned('s3:PutObjectTagging', 's3:PutObjectVersionTagging'),
    DeleteObjectTagging: versioned('s3:DeleteObjectTagging', 's3:DeleteObjectVersionTagging'),
    PutObjectAcl: versioned('s3:PutObjectAcl', 's3:PutObjectVersionAcl'),
    GetObjectTorrent: ofObject('s3:GetObject'),
    GetObjectRetention: ofObject('s3:GetObjectRetention'),
    GetObjectLegalHold: ofObject('s3:GetObjectLegalHold'),
    PutObjectRetention: ofObject('s3:PutObjectRetention'),
    PutObjectLegalHold: ofObject('s3:PutObjectLegalHold'),
    RestoreObject: ofObject('s3:RestoreObject'),
    SelectObjectContent: (input) => [{ action: 's3:GetObject', on: object(input), key: 'read' }],
    PutObject: put,
    CreateMultipartUpload: (input) => put(input).map((need) => (need.key ? { ...need, key: 'both' } : need)),
    UploadPart: (input) => [{ action: 's3:PutObject', on: object(input), key: 'both' }],
    CompleteMultipartUpload: (input) => [{ action: 's3:PutObject', on: object(input), key: 'both' }],
    UploadPartCopy: (input) => copy(input).map((need) => (need.key === 'write' ? { ...need, key: 'both' } : need)),
    CopyObject: copy,
    AbortMultipartUpload: ofObject('s3:AbortMultipartUpload'),
    ListParts: ofObject('s3:ListMultipartUploadParts'),
    DeleteObject: (input) => [
      ...ofRule(versioned('s3:DeleteObject', 's3:DeleteObjectVersion'), input).map(withoutKey),
      ...bypass(input),
    ],
    DeleteObjects: (input) => {
      const on = object(input, 'Delete.Objects[].Key');
      const ofVersion = presence(input, 'Delete.Objects[].VersionId') !== 'never';
      return [{ action: 's3:DeleteObject', on }, ...(ofVersion ? [{ action: 's3:DeleteObjectVersion', on }] : [])];
    },
    ListObjects: list('s3:ListBucket'),
    ListObjectsV2: list('s3:ListBucket'),
    HeadBucket: [{ action: 's3:ListBucket' }],
    ListObjectVersions: list('s3:ListBucketVersions'),
    ListMultipartUploads: [{ action: 's3:ListBucketMultipartUploads' }],
    ListBuckets: [{ action: 's3:ListAllMyBuckets', on: '*' }],
    WriteGetObjectResponse: [{ action: 's3-object-lambda:WriteGetObjectResponse' }],
    ...each('GetBucketCors', 's3:GetBucketCORS'),
    ...each('PutBucketCors DeleteBucketCors', 's3:PutBucketCORS'),
    ...each('DeleteBucketTagging', 's3:PutBucketTagging'),
    ...each('GetBucketEncryption', 's3:GetEncryptionConfiguration'),
    ...each('PutBucketEncryption DeleteBucketEncryption', 's3:PutEncryptionConfiguration'),
    ...each('GetBucketLifecycle GetBucketLifecycleConfiguration', 's3:GetLifecycleConfiguration'),
    ...each('PutBucketLifecycle PutBucketLifecycleConfiguration DeleteBucketLifecycle', 's3:PutLifecycleConfiguration'),
    ...each('GetBucketReplication', 's3:GetReplicationConfiguration'),
    ...each('DeleteBucketReplication', 's3:PutReplicationConfiguration'),
    PutBucketReplication: (input) => [
      { action: 's3:PutReplicationConfiguration' },
      { action: 'iam:PassRole', on: named(role, input, 'ReplicationConfiguration.Role'), dependent: true },
    ],
    ...each('GetBucketNotificationConfiguration', 's3:GetBucketNotification'),
    ...each('PutBucketNotificationConfiguration', 's3:PutBucketNotification'),
    ...each('GetPublicAccessBlock', 's3:GetBucketPublicAccessBlock'),
    ...each('PutPublicAccessBlock DeletePublicAccessBlock', 's3:PutBucketPublicAccessBlock'),
    ...each('GetBucketAccelerateConfiguration', 's3:GetAccelerateConfiguration'),
    ...each('PutBucketAccelerateConfiguration', 's3:PutAccelerateConfiguration'),
    ...each('GetBucketAnalyticsConfiguration ListBucketAnalyticsConfigurations', 's3:GetAnalyticsConfiguration'),
    ...each('PutBucketAnalyticsConfiguration DeleteBucketAnalyticsConfiguration', 's3:PutAnalyticsConfiguration'),
    ...each('GetBucketInventoryConfiguration ListBucketInventoryConfigurations', 's3:GetInventoryConfiguration'),
    ...each('PutBucketInventoryConfiguration DeleteBucketInventoryConfiguration', 's3:PutInventoryConfiguration'),
    ...each('GetBucketMetricsConfiguration ListBucketMetricsConfigurations', 's3:GetMetricsConfiguration'),
    ...each('PutBucketMetricsConfiguration DeleteBucketMetricsConfiguration', 's3:PutMetricsConfiguration'),
    ...each(
      'GetBucketIntelligentTieringConfiguration ListBucketIntelligentTieringConfigurations',
      's3:GetIntelligentTieringConfiguration',
    ),
    ...each(
      'PutBucketIntelligentTieringConfiguration DeleteBucketIntelligentTieringConfiguration',
      's3:PutIntelligentTieringConfiguration',
    ),
    ...each('GetObjectLockConfiguration', 's3:GetBucketObjectLockConfiguration'),
    ...each('PutObjectLockConfiguration', 's3:PutBucketObjectLockConfiguration'),
  },
};

const ofRule = (rule: Rule, input: StaticValue): readonly Need[] => (typeof rule === 'function' ? rule(input) : rule);

const withoutKey = ({ key: _, ...need }: Need): Need => need;

const bypass = (input: StaticValue): readonly Need[] =>
  presence(input, 'BypassGovernanceRetention') === 'never'
    ? []
    : [{ action: 's3:BypassGovernanceRetention', on: object(input), dependent: true }];
