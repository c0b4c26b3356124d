import { listed } from '@bulkhead/core';
import { cloudformation, sam, serverless } from '../helpers/fixture.ts';
import { type FunctionView, functionOf, nameOf } from '../helpers/functions.ts';
import { ofType } from '../helpers/resources.ts';
import { field } from '../helpers/values.ts';
import type { PostureModel, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'lambda-old-versions-kept',
  title: 'Old versions stay, and run with the role of today',
  severity: 'informational',
  risk: 'SAS-11',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'A published version keeps the code of its day and the name of its role; what the role allows is not versioned. Each right that is added for new code reaches every hole of the old, and each that is taken away may break what an alias still calls.',
  fix: 'Delete versions that no alias names after each deploy, keep stages in accounts of their own, or give each version its own role (bulkhead roles --per-version).',
  references: [
    'https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html',
    'https://docs.aws.amazon.com/whitepapers/latest/organizing-your-aws-environment/organizing-your-aws-environment.html',
    'CWE-1104',
  ],
  peers: [],
  *check(model) {
    const kept = new Map<FunctionView, DeployedVersion>();
    for (const version of ofType(model, 'AWS::Lambda::Version')) {
      const view = /^Retain/.test(version.deletionPolicy ?? '')
        ? functionOf(model, field(version.properties, 'FunctionName'))
        : undefined;
      if (view && grants(model, view)) kept.set(view, version);
    }
    const [first] = kept;
    if (!first) return;
    const [view, version] = first;
    const names = [...kept.keys()].map(nameOf);
    const who = names.length === 1 ? nameOf(view) : `${names.length} functions (${listed(names, 4)})`;
    yield {
      message: `Every deploy leaves a version of ${who} behind, and a right that its role gets later reaches the old code as well`,
      // A framework's setting keeps them all: one finding says so.
      place: version.place,
      subject: model.app.file,
      steps: [...kept].slice(0, 20).map(([one, { place }]) => ({ place, text: nameOf(one) })),
    };
  },
  fixtures: {
    fails: [
      sam(
        'AutoPublishAlias',
        `
        Main:
          Type: AWS::Serverless::Function
          Properties: { Runtime: nodejs22.x, Handler: i.h, InlineCode: x, AutoPublishAlias: live, Policies: [AmazonDynamoDBFullAccess] }
      `,
      ),
      serverless(
        'versions of the framework',
        `
          iam: { role: { statements: [{ Effect: Allow, Action: 'dynamodb:GetItem', Resource: '*' }] } }
        functions:
          main: { handler: i.h }
      `,
        { 'i.js': 'exports.h = async () => {};' },
      ),
      cloudformation(
        'a version that is retained',
        `
        Main: { Type: AWS::Lambda::Function, Properties: { Handler: i.h, Runtime: nodejs22.x, Role: !GetAtt Role.Arn, Code: { ZipFile: x } } }
        V1: { Type: AWS::Lambda::Version, DeletionPolicy: Retain, Properties: { FunctionName: !Ref Main } }
        Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {}, ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'] } }
      `,
      ),
    ],
    passes: [
      serverless(
        'no versions',
        `
          versionFunctions: false
          iam: { role: { statements: [{ Effect: Allow, Action: 'dynamodb:GetItem', Resource: '*' }] } }
        functions:
          main: { handler: i.h }
      `,
        { 'i.js': 'exports.h = async () => {};' },
      ),
      serverless('a role that gives nothing but logs', 'functions:\n  main: { handler: i.h }', {
        'i.js': 'exports.h = async () => {};',
      }),
      cloudformation(
        'a version that goes with the next',
        `
        Main: { Type: AWS::Lambda::Function, Properties: { Handler: i.h, Runtime: nodejs22.x, Role: !GetAtt Role.Arn, Code: { ZipFile: x } } }
        V1: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Main } }
        Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {}, ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'] } }
      `,
      ),
    ],
  },
};

type DeployedVersion = ReturnType<typeof ofType>[number];

/** Without these a version has nothing that it could misuse. */
const HARMLESS = /^(?:logs|xray):|^ec2:(?:\w*NetworkInterface|\w*PrivateIp)/;

/** Whether the role gives more than a log. One that is not known may. */
function grants(model: PostureModel, { fn }: FunctionView): boolean {
  return (model.granted.get(fn.id) ?? []).some(
    ({ effect, actions, notActions }) =>
      effect === 'Allow' && (notActions !== undefined || actions.some((action) => !HARMLESS.test(action))),
  );
}
