import { cloudformation } from '../helpers/fixture.ts';
import { fitsAction } from '../helpers/glob.ts';
import { identityStatements, isAnyResource, type Statement } from '../helpers/policies.ts';
import { found } from '../helpers/resources.ts';
import { role } from '../helpers/role-fixture.ts';
import { textOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

/**
 * Sets of actions by which a holder gets more rights than it was given, as published by Rhino Security Labs ("AWS IAM
 * privilege escalation methods", 2018 and later). All actions of a set are needed.
 */
const WAYS: readonly (readonly [string, readonly string[]])[] = [
  ['write itself a policy', ['iam:PutRolePolicy']],
  ['attach itself a policy', ['iam:AttachRolePolicy']],
  ['give a user a policy', ['iam:PutUserPolicy']],
  ['attach a policy to a user', ['iam:AttachUserPolicy']],
  ['give a group a policy', ['iam:PutGroupPolicy']],
  ['attach a policy to a group', ['iam:AttachGroupPolicy']],
  ['rewrite a managed policy', ['iam:CreatePolicyVersion']],
  ['switch a managed policy to another version', ['iam:SetDefaultPolicyVersion']],
  ['make keys for another user', ['iam:CreateAccessKey']],
  ["set another user's password", ['iam:CreateLoginProfile']],
  ["change another user's password", ['iam:UpdateLoginProfile']],
  ['join a group', ['iam:AddUserToGroup']],
  ['rewrite who may take on a role', ['iam:UpdateAssumeRolePolicy', 'sts:AssumeRole']],
  ['run code as another role in Lambda', ['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction']],
  [
    'run code as another role in Lambda by a trigger',
    ['iam:PassRole', 'lambda:CreateFunction', 'lambda:CreateEventSourceMapping'],
  ],
  ['start a machine with another role', ['iam:PassRole', 'ec2:RunInstances']],
  ['start a task with another role', ['iam:PassRole', 'ecs:RunTask', 'ecs:RegisterTaskDefinition']],
  ['deploy a stack with another role', ['iam:PassRole', 'cloudformation:CreateStack']],
  ['run a Glue endpoint with another role', ['iam:PassRole', 'glue:CreateDevEndpoint']],
  [
    'run a pipeline with another role',
    ['iam:PassRole', 'datapipeline:CreatePipeline', 'datapipeline:PutPipelineDefinition'],
  ],
  ['run a build with another role', ['iam:PassRole', 'codebuild:CreateProject', 'codebuild:StartBuild']],
  ['run a notebook with another role', ['iam:PassRole', 'sagemaker:CreateNotebookInstance']],
  ['run a state machine with another role', ['iam:PassRole', 'states:CreateStateMachine', 'states:StartExecution']],
];

export const rule: Rule = {
  id: 'iam-privilege-escalation',
  title: 'A role can give itself more rights',
  severity: 'critical',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'These actions together let their holder end up as administrator, in steps that each look harmless. The limits that the rest of the policy sets then mean nothing.',
  fix: 'Take one action of the set away, or tie it to a resource that holds no more rights; a permissions boundary caps what is left.',
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html',
    'CWE-269',
    'OWASP A01:2021',
  ],
  peers: ['checkov CKV_AWS_110', 'checkov CKV_AWS_286', 'cloudsplaining PrivilegeEscalation'],
  *check(model) {
    const holders = new Map<string, Statement[]>();
    for (const statement of identityStatements(model)) {
      holders.set(statement.resource.id, [...(holders.get(statement.resource.id) ?? []), statement]);
    }
    for (const statements of holders.values()) {
      const open = statements.filter(({ effect, resources }) => effect === 'Allow' && resources.some(isWide));
      // Whoever may do everything needs no way up; iam-admin and iam-action-any speak of it.
      if (open.some(({ actions }) => actions.some((action) => /^\*(?::\*)?$/.test(action)))) continue;
      const allows = (action: string) =>
        open.find(({ actions }) => actions.some((pattern) => fitsAction(pattern, action)));
      const way = WAYS.find(([, actions]) => actions.every((action) => allows(action)));
      if (!way) continue;
      const at = allows(way[1][0]!)!;
      yield found(at.resource, [...at.path, 'Action'], `${at.resource.id} can ${way[0]} (${way[1].join(' + ')})`, {
        key: way[1].join('+'),
      });
    }
  },
  fixtures: {
    fails: [
      cloudformation('a policy of its own making', role("{ Effect: Allow, Action: 'iam:Put*', Resource: '*' }")),
      cloudformation(
        'a function with another role',
        role(
          "{ Effect: Allow, Action: ['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'], Resource: '*' }",
        ),
      ),
    ],
    passes: [
      cloudformation(
        'one role is passed',
        role(
          "{ Effect: Allow, Action: 'iam:PassRole', Resource: 'arn:aws:iam::123456789012:role/task' }, { Effect: Allow, Action: ['lambda:CreateFunction', 'lambda:InvokeFunction'], Resource: '*' }",
        ),
      ),
      cloudformation('reading IAM', role("{ Effect: Allow, Action: ['iam:Get*', 'iam:List*'], Resource: '*' }")),
    ],
  },
};

function isWide(resource: Parameters<typeof isAnyResource>[0]): boolean {
  return (
    isAnyResource(resource) ||
    /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(?:role|user|policy|function|group)[/:]\*$/.test(textOf(resource))
  );
}
