import { cloudformation } from '../helpers/fixture.ts';
import { functionsOf } from '../helpers/functions.ts';
import { fitsAction } from '../helpers/glob.ts';
import { identityStatements } from '../helpers/policies.ts';
import { found } from '../helpers/resources.ts';
import { role } from '../helpers/role-fixture.ts';
import { field, itemsOf, refsOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const CHANGES = ['lambda:UpdateFunctionCode', 'lambda:PublishLayerVersion', 'lambda:UpdateFunctionConfiguration'];
const fn =
  'Main: { Type: AWS::Lambda::Function, Properties: { Handler: i.h, Runtime: nodejs22.x, Role: !GetAtt Role.Arn, Code: { ZipFile: x } } }';

export const rule: Rule = {
  id: 'iam-changes-code',
  title: 'A function may replace the code of functions',
  severity: 'high',
  risk: 'SAS-14',
  needs: 'template',
  defaultState: 'on',
  rationale:
    "Code that can change functions turns one hole into a permanent one: the attacker's code stays after the request is over and past every review. Deploying is the pipeline's task, with a role that no request from outside can reach.",
  fix: "Take lambda:Update* from the function's role; let the pipeline deploy.",
  references: ['CICD-SEC-5', 'CWE-494', 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html'],
  peers: [],
  *check(model) {
    const roles = new Set(functionsOf(model).map((view) => view.role?.id));
    for (const { effect, actions, resource, path } of identityStatements(model)) {
      const holders =
        resource.type === 'AWS::IAM::Role'
          ? [resource.id]
          : itemsOf(field(resource.properties, 'Roles')).flatMap(refsOf);
      if (effect !== 'Allow' || !holders.some((id) => roles.has(id))) continue;
      const change = CHANGES.find((action) =>
        actions.some((pattern) => !/^\*|:\*$/.test(pattern) && fitsAction(pattern, action)),
      );
      if (change)
        yield found(
          resource,
          [...path, 'Action'],
          `${resource.id} is the role of a function and may ${change.slice(7)}`,
        );
    }
  },
  fixtures: {
    fails: [
      cloudformation(
        'a function that deploys',
        `${role("{ Effect: Allow, Action: 'lambda:Update*', Resource: '*' }")}\n  ${fn}`,
      ),
    ],
    passes: [
      cloudformation(
        'a function that calls others',
        `${role("{ Effect: Allow, Action: 'lambda:InvokeFunction', Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:mail' }")}\n  ${fn}`,
      ),
      cloudformation(
        'a role for a pipeline',
        role("{ Effect: Allow, Action: 'lambda:UpdateFunctionCode', Resource: '*' }"),
      ),
    ],
  },
};
