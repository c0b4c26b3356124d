import type { GrantedStatement, TemplateValue } from '@bulkhead/core';
import { cloudformation } from '../helpers/fixture.ts';
import { functionsOf, nameOf } from '../helpers/functions.ts';
import { fitsAction } from '../helpers/glob.ts';
import { textOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

function allowsWriting({ effect, actions, notActions }: GrantedStatement): boolean {
  return (
    effect === 'Allow' &&
    (notActions !== undefined || actions.some((pattern) => fitsAction(pattern, 'logs:PutLogEvents')))
  );
}

/**
 * Whether a permission is for a log group and for none of its streams, to which lines are written:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 * A reference to a group's `Arn` ends in `:*` in CloudFormation; what ends in a name that only the deploy knows may.
 */
function isGroupAlone(resource: TemplateValue): boolean {
  return /:log-group:[^:*?]*[^:*?}]$/.test(textOf(resource));
}

const logging = (resource: string) =>
  `Main: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, Role: !GetAtt Role.Arn, Code: { S3Bucket: b, S3Key: k } } }
Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }] }, Policies: [{ PolicyName: log, PolicyDocument: { Statement: [{ Effect: Allow, Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: ${resource} }] } }] } }`;

export const rule: Rule = {
  id: 'lambda-cannot-log',
  title: 'A function may not write its log',
  severity: 'medium',
  risk: 'SAS-5',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'The role allows no logs:PutLogEvents on a log stream, so nothing that the function prints or that ends it is kept anywhere. Lambda does not say so.',
  fix: 'Attach AWSLambdaBasicExecutionRole, or allow logs:CreateLogStream and logs:PutLogEvents on its log group with :* behind the ARN.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html', 'CWE-778'],
  peers: ['cfn_nag W58', 'semgrep lambda-permission-logs-missing-arn-asterisk'],
  *check(model) {
    for (const view of functionsOf(model)) {
      const granted = model.granted.get(view.fn.id);
      // A role or policy from elsewhere may allow it.
      if (!granted || granted.some(({ unknown }) => unknown !== undefined)) continue;
      const allowing = granted.filter(allowsWriting);
      const inVain = allowing.filter(({ resources }) => resources.length > 0 && resources.every(isGroupAlone));
      if (inVain.length < allowing.length) continue;
      yield {
        message: `${nameOf(view)} may not write its log${inVain[0] ? ': its permission is for a log group, and not for the streams in it (an ARN that ends in :*)' : ''}`,
        place: inVain[0]?.place ?? view.fn.place,
        subject: view.fn.id,
      };
    }
  },
  fixtures: {
    fails: [
      cloudformation(
        'a role with nothing',
        `Main: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, Role: !GetAtt Role.Arn, Code: { S3Bucket: b, S3Key: k } } }
Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }] } } }`,
      ),
      cloudformation(
        'a log group without its streams',
        logging("'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/main'"),
      ),
    ],
    passes: [
      cloudformation(
        'the streams of a log group',
        logging("'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/main:*'"),
      ),
      cloudformation(
        'a group by reference, whose ARN ends so',
        `${logging('!GetAtt Group.Arn')}\nGroup: { Type: AWS::Logs::LogGroup }`,
      ),
      cloudformation('groups by a wildcard', logging("'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/*'")),
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
