import { visitExcept } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * CodePipeline invoke action.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Lambda.html
 *
 * Walked: `UserParameters`. The text is the owner's, but the pipeline's variables in it (`#{SourceVariables.CommitMessage}`,
 * `BranchName`, `AuthorDisplayName`) have been replaced by what a committer wrote. Also names, revisions and object keys of
 * the input artifacts, of which a source may be a bucket that others write to.
 * Never walked: `artifactCredentials` are AWS credentials, `encryptionKey` names a key. Nor is `continuationToken`, which
 * is the function's own, nor output artifacts, the function's name and ids, which are the owner's and AWS's.
 */
export const codepipeline: EventSource = {
  id: 'codepipeline',
  title: 'CodePipeline',
  invocation: 'asynchronous',
  match(event) {
    return isMap(event['CodePipeline.job']);
  },
  read(walk, event) {
    visitExcept(walk, event, '', '', JOB);
    const job = event['CodePipeline.job'];
    visitExcept(walk, job, '', 'CodePipeline.job', IDS);
    const data = isMap(job) ? job['data'] : undefined;
    visitExcept(walk, data, 'CodePipeline.job', 'data', NOT_A_STRANGERS);
    const action = isMap(data) ? data['actionConfiguration'] : undefined;
    const path = 'CodePipeline.job.data';
    visitExcept(walk, action, path, 'actionConfiguration', CONFIGURATION);
    const configuration = isMap(action) ? action['configuration'] : undefined;
    visitExcept(walk, configuration, `${path}.actionConfiguration`, 'configuration', FUNCTION);
  },
  /**
   * The invocation succeeds, so that Lambda does not try again. The pipeline learns nothing of it: only
   * PutJobFailureResult, a call over the network, would tell it, and so the action waits until it times out. The event is
   * not kept among removed records, because of the credentials in it.
   */
  block() {
    return { is: 'respond', response: null };
  },
};

const JOB = ['CodePipeline.job'];
const IDS = ['id', 'accountId', 'data'];
const NOT_A_STRANGERS = [
  'artifactCredentials',
  'encryptionKey',
  'continuationToken',
  'outputArtifacts',
  'actionConfiguration',
];
const CONFIGURATION = ['configuration'];
const FUNCTION = ['FunctionName'];

/** Events after the AWS page above, by variant. */
export const samples = {
  job: {
    'CodePipeline.job': {
      id: 'c968ef10-6415-4127-80b1-42502218a8c7',
      accountId: '123456789012',
      data: {
        actionConfiguration: {
          configuration: { FunctionName: 'announce', UserParameters: '{"channel":"releases","message":"Fix typo"}' },
        },
        inputArtifacts: [
          {
            name: 'source',
            revision: 'ca2bdeadbeef7d1932acb4977e08c803295d9896',
            location: { type: 'S3', s3Location: { bucketName: 'polls-pipeline', objectKey: 'polls/source/a1b2c3' } },
          },
        ],
        outputArtifacts: [
          {
            name: 'notes',
            revision: null,
            location: { type: 'S3', s3Location: { bucketName: 'polls-pipeline', objectKey: 'polls/notes/d4e5f6' } },
          },
        ],
        artifactCredentials: {
          accessKeyId: 'sample-access-key-id',
          secretAccessKey: 'sample-secret-access-key',
          sessionToken: 'sample-session-token',
          expirationTime: 1795173300000,
        },
        continuationToken: 'step-2',
        encryptionKey: { id: 'arn:aws:kms:eu-west-1:123456789012:alias/polls', type: 'KMS' },
      },
    },
  },
} satisfies EventSamples;
