import { refuseRecords } from '../reading/answers.ts';
import { visitObjectKey } from '../reading/object-key.ts';
import { visitRecords } from '../reading/visit-records.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * S3 Batch Operations, which call the function synchronously for each object of a job; schema versions 1.0 and 2.0.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-invoke-lambda.html
 *
 * Walked: the keys of the objects, as sent and decoded. Whoever may upload has named them.
 * Not walked: ids and versions are S3's; bucket and user arguments are those of the job, which the account's owner wrote.
 */
export const s3Batch: EventSource = {
  id: 's3-batch',
  title: 'S3 Batch Operations',
  invocation: 'synchronous',
  match(event) {
    return typeof event['invocationSchemaVersion'] === 'string' && Array.isArray(event['tasks']);
  },
  fields: ['invocationSchemaVersion', 'invocationId', 'job', 'tasks'],
  read(walk, event) {
    visitRecords(
      walk,
      event['tasks'],
      'tasks',
      (task, path) => visitObjectKey(walk, task['s3Key'], path, 's3Key'),
      TASK,
    );
  },
  /**
   * A hostile object's task fails for good: it is not retried, and stands in the job's completion report with the request
   * id. S3 stops a job in which more than half of at least 1,000 tasks fail.
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-job-status.html
   */
  block(event, request) {
    return refuseRecords(event, request, {
      records: 'tasks',
      answers: 'results',
      id: 'taskId',
      refuse: (task) => ({
        taskId: task['taskId'],
        resultCode: 'PermanentFailure',
        resultString: `Forbidden (request ${request.requestId})`,
      }),
      rest: {
        invocationSchemaVersion: event['invocationSchemaVersion'],
        treatMissingKeysAs: 'TemporaryFailure',
        invocationId: event['invocationId'],
      },
    });
  },
};

const TASK = ['taskId', 's3Key', 's3VersionId', 's3BucketArn', 's3Bucket'];

/** Events after the AWS page above, by variant. */
export const samples = {
  'version-1': {
    invocationSchemaVersion: '1.0',
    invocationId: 'aW52b2NhdGlvbi1vbmU',
    job: { id: 'f3cc4f60-61f6-4a2b-8a21-d07600c373ce' },
    tasks: [
      { taskId: 'dGFzay1vbmU', s3Key: 'spring/ballot%2017.pdf', s3VersionId: '1', s3BucketArn: 'arn:aws:s3:::ballots' },
    ],
  },
  'version-2': {
    invocationSchemaVersion: '2.0',
    invocationId: 'aW52b2NhdGlvbi10d28',
    job: { id: 'f3cc4f60-61f6-4a2b-8a21-d07600c373ce', userArguments: { prefix: 'counted/' } },
    tasks: [{ taskId: 'dGFzay1vbmU', s3Key: 'spring/ballot%2017.pdf', s3VersionId: null, s3Bucket: 'ballots' }],
  },
} satisfies EventSamples;
