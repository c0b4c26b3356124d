import { sam } from '../helpers/fixture.ts';
import { everyRef, functionsOf, nameOf } from '../helpers/functions.ts';
import { ofType } from '../helpers/resources.ts';
import { field } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const upload = (more: string) => `
  Uploads: { Type: AWS::S3::Bucket }
  Resize:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: src/
      MemorySize: 1024
      ${more}
      Events: { Upload: { Type: S3, Properties: { Bucket: !Ref Uploads, Events: 's3:ObjectCreated:*' } } }
  SignIn:
    Type: AWS::Cognito::IdentityPool
    Properties: { AllowUnauthenticatedIdentities: false }
  User:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Federated: cognito-identity.amazonaws.com }, Action: 'sts:AssumeRoleWithWebIdentity' }] }
      Policies: [{ PolicyName: up, PolicyDocument: { Statement: [{ Effect: Allow, Action: 's3:PutObject', Resource: !Sub '\${Uploads.Arn}/*' }] } }]
`;

export const rule: Rule = {
  id: 's3-straight-into-lambda',
  title: "Users' uploads start a function at any rate",
  severity: 'low',
  risk: 'SAS-8',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Each uploaded object starts a copy of the function at once, so whoever may upload decides how many run. A queue in between takes the burst, keeps what fails, and lets the function work at its own pace.',
  fix: 'Send the notification to an SQS queue with the function behind it (MaximumConcurrency set), or reserve a concurrency.',
  references: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html', 'CWE-770'],
  peers: [],
  *check(model) {
    for (const view of functionsOf(model)) {
      if (view.fn.reservedConcurrency !== undefined) continue;
      for (const { trigger } of view.entries) {
        if (trigger?.type !== 's3' || typeof trigger.bucket !== 'string') continue;
        const bucket = trigger.bucket;
        // Roles that browsers and apps take on, with a right to write into the bucket.
        const writer = ofType(model, 'AWS::IAM::Role').find((role) => {
          const trust = JSON.stringify(field(role.properties, 'AssumeRolePolicyDocument') ?? '');
          return (
            /cognito-identity\.amazonaws\.com|AssumeRoleWithWebIdentity/.test(trust) &&
            [...everyRef(role.properties['Policies'])].includes(bucket)
          );
        });
        if (!writer) continue;
        yield {
          message: `Users may upload into ${bucket}, and every object starts ${nameOf(view)} at once`,
          place: trigger.place,
          subject: view.fn.id,
          key: bucket,
          steps: [{ place: writer.place, text: `${writer.id} lets users write` }],
        };
      }
    }
  },
  fixtures: {
    fails: [sam('users write', upload('Timeout: 30'))],
    passes: [sam('a reserved concurrency', upload('ReservedConcurrentExecutions: 10'))],
  },
};
