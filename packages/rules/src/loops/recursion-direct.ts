import { nodeFunction } from '../helpers/fixture.ts';
import { selfHopsOf } from '../helpers/loops.ts';
import type { Rule } from '../rule.ts';

const BUCKET = 'Uploads: { Type: AWS::S3::Bucket }';
const onUpload = (filter = '') => `
  Environment: { Variables: { BUCKET: my-uploads } }
  Events:
    Upload: { Type: S3, Properties: { Bucket: !Ref Uploads, Events: 's3:ObjectCreated:*'${filter} } }
`;

export const rule: Rule = {
  id: 'recursion-direct',
  title: 'A function writes to what triggers it',
  severity: 'high',
  risk: 'SAS-8',
  needs: 'both',
  defaultState: 'on',
  rationale:
    "Each run causes the next one, without end and at the speed of Lambda's scaling: one uploaded file is enough to start it. Lambda stops some of these chains after about 16 rounds, but none through DynamoDB, Kinesis or EventBridge, and none where RecursiveLoop is Allow.",
  fix: 'Write to another bucket, queue or table; or give the trigger a prefix that the written names never have, and check it in the code too.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html', 'CWE-674', 'CWE-834'],
  peers: [],
  *check(model) {
    for (const { from, send, through, entry } of selfHopsOf(model)) {
      if (send.service === 'lambda' && send.destination !== true) continue;
      if (send.bounded || send.times !== 'once') continue;
      yield {
        message: `${from.id} is triggered by ${through} and writes to it (${send.service} ${send.operation}): each run starts the next`,
        place: send.place,
        subject: from.id,
        key: `${send.service}:${send.operation}:${through}`,
        steps: [
          { place: entry.place, text: `${entry.name} starts ${from.id}` },
          ...send.trail.map((place) => ({ place, text: 'calls on' })),
          { place: send.place, text: `${send.operation} writes to ${through}` },
        ],
      };
    }
  },
  fixtures: {
    fails: [
      nodeFunction(
        'a copy in the bucket that the event names',
        `
        import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
        const s3 = new S3Client({});
        export const handler = async (event) => {
          const record = event.Records[0];
          await s3.send(new PutObjectCommand({ Bucket: record.s3.bucket.name, Key: 'copy.txt', Body: 'x' }));
        };
      `,
        onUpload(),
        BUCKET,
      ),
    ],
    passes: [
      nodeFunction(
        'the copy has another prefix than the trigger',
        `
        import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
        const s3 = new S3Client({});
        export const handler = async (event) => {
          const record = event.Records[0];
          await s3.send(new PutObjectCommand({ Bucket: record.s3.bucket.name, Key: 'thumbs/copy.txt', Body: 'x' }));
        };
      `,
        onUpload(', Filter: { S3Key: { Rules: [{ Name: prefix, Value: originals/ }] } }'),
        BUCKET,
      ),
      nodeFunction(
        'another bucket',
        `
        import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
        const s3 = new S3Client({});
        export const handler = async () => {
          await s3.send(new PutObjectCommand({ Bucket: process.env.BUCKET, Key: 'copy.txt', Body: 'x' }));
        };
      `,
        onUpload(),
        BUCKET,
      ),
    ],
  },
};
