import { type BucketLocationConstraint, CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { attempt, declaredOf, isThere, type ProvisionContext } from './types.ts';

export async function makeBuckets(context: ProvisionContext, elsewhere: readonly string[]): Promise<void> {
  const { aws } = context;
  const client = new S3Client({ ...aws, forcePathStyle: true });
  const names = [...declaredOf(context, ['AWS::S3::Bucket']).map(({ name }) => name), ...elsewhere];
  // us-east-1 is the one region that a request may not name.
  const place = aws.region === 'us-east-1' ? {} : { LocationConstraint: aws.region as BucketLocationConstraint };
  for (const Bucket of new Set(names)) {
    await attempt(context, `bucket ${Bucket}`, async () => {
      try {
        await client.send(
          new CreateBucketCommand({
            Bucket,
            ...(aws.region === 'us-east-1' ? {} : { CreateBucketConfiguration: place }),
          }),
        );
      } catch (error) {
        if (!isThere(error)) throw error;
      }
    });
  }
  client.destroy();
}
