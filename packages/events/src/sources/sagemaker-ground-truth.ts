import { visitExcept } from '../reading/except.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * SageMaker Ground Truth, before a labelling task and when its annotations are put together.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/sms-custom-templates-step3-lambda-requirements.html
 *
 * Walked: `dataObject`, the item that is to be labelled, with its text in `source` or its address in `source-ref`, and
 * `payload`, which says where the workers' answers are.
 * Not walked: job, role, categories and attribute are the owner's.
 */
export const sagemakerGroundTruth: EventSource = {
  id: 'sagemaker-ground-truth',
  title: 'SageMaker Ground Truth',
  invocation: 'synchronous',
  match(event) {
    return typeof event['labelingJobArn'] === 'string' && typeof event['version'] === 'string';
  },
  read(walk, event) {
    visitExcept(walk, event, '', '', NOT_A_STRANGERS);
  },
  /** The item has failed and is left out of the output; an answer would be shown to workers or stored as a label. */
  block() {
    return { is: 'throw' };
  },
};

const NOT_A_STRANGERS = ['version', 'labelingJobArn', 'labelAttributeName', 'labelCategories', 'roleArn'];

/** Events after the AWS page above, by variant. */
export const samples = {
  'pre-annotation': {
    version: '2018-10-16',
    labelingJobArn: 'arn:aws:sagemaker:eu-west-1:123456789012:labeling-job/ballots',
    dataObject: { source: 'I would like the blue one' },
  },
  consolidation: {
    version: '2018-10-16',
    labelingJobArn: 'arn:aws:sagemaker:eu-west-1:123456789012:labeling-job/ballots',
    labelAttributeName: 'choice',
    roleArn: 'arn:aws:iam::123456789012:role/labelling',
    payload: { s3Uri: 's3://polls-labels/output/ballots/annotations/worker_response/iteration-1/0/answers.json' },
  },
} satisfies EventSamples;
