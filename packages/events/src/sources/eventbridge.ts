import { dropEvent } from '../reading/dropped.ts';
import { visitExcept } from '../reading/except.ts';
import type { EventSamples, EventSource } from '../types.ts';
import { isSchedule } from './scheduled.ts';

/**
 * EventBridge rule or pipe, for events of AWS services and of the owner's applications.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
 *
 * Walked: `detail`, whatever its shape, and what a caller of PutEvents chooses beside it: `detail-type`, `source`,
 * `resources`. Only AWS may say `aws.…`, yet the details of its events carry what somebody wrote as well: the object key
 * of S3 (here as it is, not URL-encoded), the request parameters and user agent of CloudTrail, the variables and the
 * initiator of CodeBuild, the tag of an image in ECR.
 * Not walked: `id`, `account`, `time`, `region`, `version` are AWS's; `replay-name` is the owner's.
 */
export const eventbridge: EventSource = {
  id: 'eventbridge',
  title: 'EventBridge',
  invocation: 'asynchronous',
  match(event) {
    return (
      typeof event['detail-type'] === 'string' &&
      typeof event['source'] === 'string' &&
      event['detail'] !== undefined &&
      !isSchedule(event)
    );
  },
  read(walk, event) {
    visitExcept(walk, event, '', '', NOT_A_STRANGERS);
  },
  /** EventBridge would deliver a failed event again for 24 hours, beside Lambda's own two retries. */
  block(event) {
    return dropEvent(event);
  },
};

const NOT_A_STRANGERS = ['version', 'id', 'account', 'time', 'region', 'replay-name'];

/** Events after the AWS page above, by variant. */
export const samples = {
  custom: {
    version: '0',
    id: '0d3c1f1e-6a1f-4f0c-8f4e-1d2c3b4a5f60',
    'detail-type': 'Vote cast',
    source: 'polls.web',
    account: '123456789012',
    time: '2026-11-20T10:15:00Z',
    region: 'eu-west-1',
    resources: ['polls/spring-2026'],
    detail: { poll: 'spring-2026', choice: 'blue', voter: { name: 'Ada Example' } },
  },
  s3: {
    version: '0',
    id: '0d3c1f1e-6a1f-4f0c-8f4e-1d2c3b4a5f61',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '123456789012',
    time: '2026-11-20T10:15:00Z',
    region: 'eu-west-1',
    resources: ['arn:aws:s3:::polls-uploads'],
    detail: {
      version: '0',
      bucket: { name: 'polls-uploads' },
      object: { key: 'minutes/spring 2026.pdf', size: 18432, etag: '4e68adba0abe2dc8', sequencer: '006408CAD69598B0' },
      'request-id': '57H08PA84AB1JZW0',
      requester: '123456789012',
      'source-ip-address': '198.51.100.7',
      reason: 'PutObject',
    },
  },
  cloudtrail: {
    version: '0',
    id: '0d3c1f1e-6a1f-4f0c-8f4e-1d2c3b4a5f62',
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.ec2',
    account: '123456789012',
    time: '2026-11-20T10:15:00Z',
    region: 'eu-west-1',
    resources: [],
    detail: {
      eventVersion: '1.09',
      userIdentity: {
        type: 'AssumedRole',
        arn: 'arn:aws:sts::123456789012:assumed-role/ops/ada',
        accountId: '123456789012',
      },
      eventTime: '2026-11-20T10:14:58Z',
      eventSource: 'ec2.amazonaws.com',
      eventName: 'CreateTags',
      awsRegion: 'eu-west-1',
      sourceIPAddress: '198.51.100.7',
      userAgent: 'aws-cli/2.27.0',
      requestParameters: { tagSet: { items: [{ key: 'owner', value: 'polls' }] } },
      eventType: 'AwsApiCall',
    },
  },
  codebuild: {
    version: '0',
    id: '0d3c1f1e-6a1f-4f0c-8f4e-1d2c3b4a5f63',
    'detail-type': 'CodeBuild Build State Change',
    source: 'aws.codebuild',
    account: '123456789012',
    time: '2026-11-20T10:15:00Z',
    region: 'eu-west-1',
    resources: ['arn:aws:codebuild:eu-west-1:123456789012:build/polls:8745a7a9-c340-456a-9166-edf953571bee'],
    detail: {
      'build-status': 'SUCCEEDED',
      'project-name': 'polls',
      'additional-information': {
        environment: { 'environment-variables': [{ name: 'BRANCH', type: 'PLAINTEXT', value: 'main' }] },
        initiator: 'GitHub-Hookshot/0a1b2c3',
        'source-version': 'main',
      },
    },
  },
} satisfies EventSamples;
