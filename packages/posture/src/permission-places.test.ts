import { expect, it } from 'vitest';
import { scan } from './scan.ts';
import { FIXTURE_DAY, makeProject } from './testing/project.ts';

it('what is not allowed is told at the call that needs it, also of several calls on one resource', async () => {
  const root = makeProject({
    'template.yaml': `Transform: AWS::Serverless-2016-10-31
Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties: { Runtime: python3.13, Handler: app.handler, CodeUri: src }
`,
    'src/app.py': `import boto3
s3 = boto3.client('s3')
def handler(event, context):
    s3.delete_object(Bucket='photos', Key='a')
    s3.list_object_versions(Bucket='photos')
    s3.head_object(Bucket='photos', Key='b')
    s3.copy_object(Bucket='photos', Key='b', CopySource='photos/a')
    s3.get_bucket_versioning(Bucket='photos')
`,
  });
  const { findings } = await scan(root, { now: FIXTURE_DAY, only: ['iam-missing-permission'] });
  const at = findings.map(({ message, place }) => `${place.line} ${/needs (\S+),/.exec(message)?.[1]}`);
  expect(at.sort()).toEqual([
    '4 s3:DeleteObject',
    '5 s3:ListBucketVersions',
    '7 s3:GetObject',
    '7 s3:PutObject',
    '8 s3:GetBucketVersioning',
  ]);
});
