import type { TemplateValue } from '@bulkhead/core';
import { cloudformation } from '../helpers/fixture.ts';
import { everyRef } from '../helpers/functions.ts';
import { found, ofType, perResource } from '../helpers/resources.ts';
import { field, isUndecided, literal, textOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const table =
  'Orders: { Type: AWS::DynamoDB::Table, Properties: { TableName: orders, ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 } } }';

export const rule: Rule = {
  id: 'dynamodb-capacity-fixed',
  title: 'A table takes so many requests a second, and no more',
  severity: 'low',
  risk: 'SAS-8',
  needs: 'template',
  // A cap may be what somebody wants: it is one on the bill, too.
  defaultState: 'off',
  rationale:
    'Functions run side by side by the thousand, and a table with a fixed capacity turns most of them away. Whoever can cause a burst stops everybody else, and each request that is turned away is tried again.',
  fix: 'Set BillingMode: PAY_PER_REQUEST (with OnDemandThroughput as a cap), or let Application Auto Scaling follow the load.',
  references: [
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html',
    'CWE-770',
    'AWS Security Hub DynamoDB.1',
  ],
  peers: ['checkov CKV2_AWS_16', 'cdk-nag DynamoDBAutoScalingEnabled'],
  check: perResource(['AWS::DynamoDB::Table'], function* (resource, model) {
    const mode = field(resource.properties, 'BillingMode');
    if (isUndecided(mode) || literal(mode) === 'PAY_PER_REQUEST') return;
    const name = literal(field(resource.properties, 'TableName'));
    const isOfTable = (value: TemplateValue | undefined) =>
      everyRef(value).has(resource.id) || (name !== undefined && textOf(value) === `table/${name}`);
    const targets = ofType(model, 'AWS::ApplicationAutoScaling::ScalableTarget')
      .filter(({ properties }) => isOfTable(field(properties, 'ResourceId')))
      .map(({ id }) => id);
    // A target alone says between what the capacity may lie; a policy moves it.
    const follows = ofType(model, 'AWS::ApplicationAutoScaling::ScalingPolicy').some(({ properties }) => {
      const [target, id] = [field(properties, 'ScalingTargetId'), field(properties, 'ResourceId')];
      const named = new Set([...everyRef(target), ...everyRef(id)]);
      return isOfTable(id) || targets.some((one) => named.has(one));
    });
    if (!follows)
      yield found(resource, ['ProvisionedThroughput'], `${resource.id} has a capacity that does not follow the load`);
  }),
  fixtures: {
    fails: [
      cloudformation('five units', table),
      cloudformation(
        'a range that no policy uses',
        `${table}\nWrites: { Type: AWS::ApplicationAutoScaling::ScalableTarget, Properties: { ResourceId: table/orders, ScalableDimension: 'dynamodb:table:WriteCapacityUnits', MinCapacity: 5, MaxCapacity: 500 } }`,
      ),
    ],
    passes: [
      cloudformation(
        'by request',
        'Orders: { Type: AWS::DynamoDB::Table, Properties: { BillingMode: PAY_PER_REQUEST } }',
      ),
      cloudformation(
        'what follows the load',
        `${table}
Writes: { Type: AWS::ApplicationAutoScaling::ScalableTarget, Properties: { ResourceId: !Sub 'table/\${Orders}', ScalableDimension: 'dynamodb:table:WriteCapacityUnits', ServiceNamespace: dynamodb, MinCapacity: 5, MaxCapacity: 500 } }
Follow: { Type: AWS::ApplicationAutoScaling::ScalingPolicy, Properties: { PolicyName: p, PolicyType: TargetTrackingScaling, ScalingTargetId: !Ref Writes } }`,
      ),
    ],
  },
};
