import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { loadTemplate } from './load-template.ts';

let root = '';
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('reads the notifications that CDK sets by a custom resource as those of the bucket', () => {
  root = mkdtempSync(path.join(tmpdir(), 'bulkhead-attached-'));
  const template = {
    Resources: {
      Pictures: { Type: 'AWS::S3::Bucket' },
      Seen: {
        Type: 'AWS::Lambda::Function',
        Properties: { Runtime: 'nodejs22.x', Handler: 'a.b', Code: { ZipFile: '' } },
      },
      Notifications: {
        Type: 'Custom::S3BucketNotifications',
        Properties: {
          BucketName: { Ref: 'Pictures' },
          NotificationConfiguration: {
            LambdaFunctionConfigurations: [
              {
                Events: ['s3:ObjectCreated:Put', 's3:ObjectRemoved:*'],
                Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'in/' }] } },
                LambdaFunctionArn: { 'Fn::GetAtt': ['Seen', 'Arn'] },
              },
            ],
          },
        },
      },
    },
  };
  const { functions } = loadTemplate(template, root, 'cdk.json');
  expect(functions[0]!.triggers).toMatchObject([
    { type: 's3', bucket: 'Pictures', events: ['s3:ObjectCreated:Put', 's3:ObjectRemoved:*'], prefix: 'in/' },
  ]);
});
