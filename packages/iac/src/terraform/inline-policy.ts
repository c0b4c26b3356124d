import { type Buildable, build, ref } from '../deployed/build.ts';
import { get } from '../yaml/tree.ts';
import type { Draft } from './attached.ts';
import type { TerraformResource } from './expand.ts';
import { asDocument } from './json-document.ts';

/** Resources that may hold their own policy, which CloudFormation gives a resource of its own; its type, and how it names its owner. */
const HOLDERS: Readonly<
  Record<string, readonly [type: string, owner: (address: string) => Record<string, Buildable>]>
> = {
  aws_s3_bucket: ['AWS::S3::BucketPolicy', (address) => ({ Bucket: ref(address) })],
  aws_sqs_queue: ['AWS::SQS::QueuePolicy', (address) => ({ Queues: [ref(address)] })],
  aws_sns_topic: ['AWS::SNS::TopicPolicy', (address) => ({ Topics: [ref(address)] })],
};

export function inlinePolicy({ type, values, address, place }: TerraformResource): Draft | undefined {
  const policy = get(values, 'policy');
  if (policy === undefined || !Object.hasOwn(HOLDERS, type)) return undefined;
  const [made, owner] = HOLDERS[type]!;
  const properties = build({ ...owner(address), PolicyDocument: asDocument(policy) }, policy.place);
  return { id: `${address}.policy`, type: made, place, properties };
}
