import type { SourcePlace } from '@bulkhead/core';
import { get } from '../../yaml/tree.ts';
import { ref, sub } from '../build.ts';
import { tagList } from '../properties.ts';
import { DEPLOYMENT_BUCKET } from './ids.ts';
import { isOn, make, type Service } from './service.ts';

/** The bucket that holds the packages of each deploy, unless the service names one that exists. */
export function expandDeploymentBucket(service: Service, place: SourcePlace): void {
  const settings = get(service.provider, 'deploymentBucket');
  if (settings && (settings.kind !== 'map' || get(settings, 'name'))) return;
  const encryption = get(settings, 'serverSideEncryption');
  make(service, {
    id: DEPLOYMENT_BUCKET,
    type: 'AWS::S3::Bucket',
    place: settings?.place ?? place,
    properties: {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            ServerSideEncryptionByDefault: {
              SSEAlgorithm: encryption ?? 'AES256',
              KMSMasterKeyID: get(settings, 'sseKMSKeyId'),
            },
          },
        ],
      },
      PublicAccessBlockConfiguration: isOn(get(settings, 'blockPublicAccess'))
        ? { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true }
        : undefined,
      VersioningConfiguration: isOn(get(settings, 'versioning')) ? { Status: 'Enabled' } : undefined,
      Tags: tagList(get(settings, 'tags')),
    },
  });
  if (isOn(get(settings, 'skipPolicySetup'))) return;
  const bucket = { Bucket: ref(DEPLOYMENT_BUCKET) };
  make(service, {
    id: 'ServerlessDeploymentBucketPolicy',
    type: 'AWS::S3::BucketPolicy',
    place: settings?.place ?? place,
    properties: {
      Bucket: ref(DEPLOYMENT_BUCKET),
      PolicyDocument: {
        Statement: [
          {
            Action: 's3:*',
            Effect: 'Deny',
            Principal: '*',
            Resource: [
              sub('arn:${AWS::Partition}:s3:::${Bucket}/*', bucket),
              sub('arn:${AWS::Partition}:s3:::${Bucket}', bucket),
            ],
            Condition: { Bool: { 'aws:SecureTransport': false } },
          },
        ],
      },
    },
  });
}
