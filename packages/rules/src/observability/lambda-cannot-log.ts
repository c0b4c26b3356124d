import { cloudformation } from '../helpers/fixture.ts';
import { functionsOf, nameOf } from '../helpers/functions.ts';
import { fitsAction } from '../helpers/glob.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'lambda-cannot-log',
  title: 'A function may not write its log',
  severity: 'medium',
  risk: 'SAS-5',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'The role allows no logs:PutLogEvents, so nothing that the function prints or that ends it is kept anywhere. Lambda does not say so.',
  fix: 'Attach AWSLambdaBasicExecutionRole, or allow logs:CreateLogStream and logs:PutLogEvents on its log group.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html', 'CWE-778'],
  peers: ['cfn_nag W58'],
  *check(model) {
    for (const view of functionsOf(model)) {
      const granted = model.granted.get(view.fn.id);
      // A role or policy from elsewhere may allow it.
      if (!granted || granted.some(({ unknown }) => unknown !== undefined)) continue;
      const allowed = granted.some(
        ({ effect, actions, notActions }) =>
          effect === 'Allow' &&
          (notActions !== undefined || actions.some((pattern) => fitsAction(pattern, 'logs:PutLogEvents'))),
      );
      if (!allowed)
        yield { message: `${nameOf(view)} may not write its log`, place: view.fn.place, subject: view.fn.id };
    }
  },
  fixtures: {
    fails: [
      cloudformation(
        'a role with nothing',
        `Main: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, Role: !GetAtt Role.Arn, Code: { S3Bucket: b, S3Key: k } } }
Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }] } } }`,
      ),
    ],
    passes: [
      cloudformation(
        'the basic policy',
        `Main: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, Role: !GetAtt Role.Arn, Code: { S3Bucket: b, S3Key: k } } }
Role: { Type: AWS::IAM::Role, Properties: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'], AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }] } } }`,
      ),
      cloudformation(
        'a role from elsewhere',
        `Main: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, Role: 'arn:aws:iam::123456789012:role/other', Code: { S3Bucket: b, S3Key: k } } }`,
      ),
    ],
  },
};
