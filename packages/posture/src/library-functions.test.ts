import { expect, it } from 'vitest';
import { scan } from './scan.ts';
import { FIXTURE_DAY, makeProject } from './testing/project.ts';

/** A function whose code needs what its role does not allow. */
const template = (id: string) => `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }] } }
  ${id}:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code:
        ZipFile: |
          import boto3
          s3 = boto3.client('s3')
          def handler(event, context):
              s3.put_bucket_notification_configuration(Bucket=event['ResourceProperties']['BucketName'], NotificationConfiguration={})
`;

it.each([
  ['Notifications', 1],
  ['MyProviderHandler', 1],
  ['BucketNotificationsHandler050a0587b7544547bf325f094a3db8347ECC3691', 0],
  ['CustomS3AutoDeleteObjectsCustomResourceProviderHandler9D90184F', 0],
  ['SeederProviderframeworkonEventD2A9613A', 0],
])('code of %s: %d findings', async (id, count) => {
  const root = makeProject({ 'template.yaml': template(id) });
  const { findings } = await scan(root, { now: FIXTURE_DAY, only: ['iam-missing-permission'] });
  expect(findings.length).toBe(count);
});
