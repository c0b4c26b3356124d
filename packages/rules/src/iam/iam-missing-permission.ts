import type { NeedReason } from '@bulkhead/core';
import { nodeFunction } from '../helpers/fixture.ts';
import { functionsOf, nameOf } from '../helpers/functions.ts';
import { fitsAction } from '../helpers/glob.ts';
import type { PostureModel, Rule } from '../rule.ts';

const code = (command: string) => `
  import { DynamoDBClient, ${command} } from '@aws-sdk/client-dynamodb';
  const db = new DynamoDBClient({});
  export const handler = async (event) => {
    await db.send(new ${command}({ TableName: 'orders', Key: { id: { S: String(event.id) } } }));
    console.log('done');
  };
`;
const READS = "Policies: [{ Statement: [{ Effect: Allow, Action: 'dynamodb:GetItem', Resource: '*' }] }]";

/** Whether a role of the application names this one as a principal. */
function isTrusted({ resources }: PostureModel, role: string | undefined): boolean {
  return (
    role !== undefined &&
    resources.some(
      ({ id, type, properties }) =>
        type === 'AWS::IAM::Role' &&
        id !== role &&
        JSON.stringify(properties['AssumeRolePolicyDocument'] ?? '').includes(`"${role}"`),
    )
  );
}

export const rule: Rule = {
  id: 'iam-missing-permission',
  title: 'The code does what the role does not allow',
  severity: 'medium',
  risk: 'SAS-4',
  needs: 'both',
  defaultState: 'on',
  rationale:
    'The call will fail with AccessDenied, often on a path that no test reaches. What follows in a hurry is a star in the policy.',
  fix: 'Grant the action on the resource; bulkhead roles writes the statement.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html', 'CWE-280'],
  peers: [],
  *check(model) {
    // Constructs of serverless-lift grant what they need, and only the plug-in knows what.
    if (model.app.unknowns.some(({ expression }) => expression.includes('${construct:'))) return;
    for (const view of functionsOf(model)) {
      const needed = model.needed.get(view.fn.id);
      const granted = model.granted.get(view.fn.id);
      if (!needed || !granted) continue;
      const allowed = granted.filter(({ effect }) => effect === 'Allow');
      // A managed policy whose content is not known may hold it.
      if (allowed.some(({ actions, notActions }) => actions.length === 0 && notActions === undefined)) continue;
      const allows = (action: string) =>
        allowed.some(({ actions, notActions }) =>
          notActions
            ? !notActions.some((pattern) => fitsAction(pattern, action))
            : actions.some((pattern) => fitsAction(pattern, action)),
        );
      const told = new Set<string>();
      // Within an account a role may be taken by whom its trust policy names, whatever his own says.
      if (isTrusted(model, view.role?.id)) told.add('sts:AssumeRole');
      for (const { actions, because } of needed) {
        if (!because.some(({ call, kind }) => call !== undefined && kind === 'call')) continue;
        for (const action of actions) {
          // Only used to tidy up after a failed upload: works without.
          if (told.has(action) || action === 's3:AbortMultipartUpload' || allows(action)) continue;
          const reason = callFor(action, actions, because);
          if (!reason) continue;
          told.add(action);
          yield {
            message: `${nameOf(view)} needs ${action}, and its role does not allow it`,
            place: reason.place,
            subject: view.fn.id,
            key: action,
            steps: [
              { place: reason.place, text: `${reason.call!.service} ${reason.call!.operation}` },
              { place: view.role?.place ?? view.fn.place, text: 'the role' },
            ],
          };
        }
      }
    }
  },
  fixtures: {
    fails: [nodeFunction('it deletes', code('DeleteItemCommand'), READS)],
    passes: [
      nodeFunction('it reads', code('GetItemCommand'), READS),
      nodeFunction(
        'a role that trusts it',
        `
      import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
      export const handler = async () => {
        const sts = new STSClient({});
        const taken = await sts.send(new AssumeRoleCommand({ RoleArn: process.env.ROLE, RoleSessionName: 'tenant' }));
        console.log(taken.AssumedRoleUser?.Arn);
      };
    `,
        'Role: !GetAtt Own.Arn',
        `
      Own:
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument:
            Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }]
      Tenant:
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument:
            Statement: [{ Effect: Allow, Principal: { AWS: !GetAtt Own.Arn }, Action: 'sts:AssumeRole' }]
    `,
      ),
    ],
  },
};

const IS_READ = /^(?:Get|Head|List|Describe|BatchGet|Query|Scan)/;

/** Of the calls that a statement is for, the one that an action is for: of its name, or one that none of the others is for. */
function callFor(action: string, actions: readonly string[], because: readonly NeedReason[]): NeedReason | undefined {
  const calls = because.filter(({ call }) => call !== undefined);
  const isOf = (one: string, { call }: NeedReason) => one.endsWith(`:${call?.operation}`);
  const others = calls.filter((reason) => !actions.some((one) => isOf(one, reason)));
  return (
    calls.find((reason) => isOf(action, reason)) ??
    others.find(({ call }) => IS_READ.test(call?.operation ?? '') === IS_READ.test(action.split(':')[1] ?? '')) ??
    others[0] ??
    calls.find(({ kind }) => kind === 'call')
  );
}
