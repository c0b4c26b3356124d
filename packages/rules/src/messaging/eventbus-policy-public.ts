import { cloudformation } from '../helpers/fixture.ts';
import { nobodyAtLarge } from '../helpers/public-policy.ts';
import { found, ofType } from '../helpers/resources.ts';
import { field, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const statement = nobodyAtLarge(
  ['AWS::Events::EventBusPolicy'],
  (id, actions) => `${id} lets everybody use the event bus: ${actions}`,
);

export const rule: Rule = {
  id: 'eventbus-policy-public',
  title: 'Anybody may put events on the bus',
  severity: 'high',
  risk: 'SAS-1',
  needs: 'template',
  defaultState: 'on',
  rationale:
    "An event's source and detail are what the sender writes into them. On an open bus a stranger sends events that every rule takes for the application's own.",
  fix: 'Name the accounts, or tie the statement to the organisation by aws:PrincipalOrgID.',
  references: ['https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html', 'CWE-284'],
  peers: ['cdk-nag AwsSolutions-EVB1', 'prowler eventbridge_bus_exposed'],
  *check(model) {
    yield* statement(model);
    for (const policy of ofType(model, 'AWS::Events::EventBusPolicy')) {
      if (literal(field(policy.properties, 'Principal')) !== '*' || field(policy.properties, 'Condition') !== undefined)
        continue;
      yield found(policy, ['Principal'], `${policy.id} lets every account put events on the bus`);
    }
  },
  fixtures: {
    fails: [
      cloudformation(
        'by a statement',
        "Policy: { Type: AWS::Events::EventBusPolicy, Properties: { StatementId: all, Statement: { Effect: Allow, Principal: '*', Action: 'events:PutEvents', Resource: 'arn:aws:events:eu-west-1:123456789012:event-bus/b' } } }",
      ),
      cloudformation(
        'in the old form',
        "Policy: { Type: AWS::Events::EventBusPolicy, Properties: { StatementId: all, Action: 'events:PutEvents', Principal: '*' } }",
      ),
    ],
    passes: [
      cloudformation(
        'one account',
        "Policy: { Type: AWS::Events::EventBusPolicy, Properties: { StatementId: one, Action: 'events:PutEvents', Principal: '210987654321' } }",
      ),
    ],
  },
};
