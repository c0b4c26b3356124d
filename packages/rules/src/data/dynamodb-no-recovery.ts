import { cloudformation } from '../helpers/fixture.ts';
import { cannotTell, found, perResource } from '../helpers/resources.ts';
import { field, isTrue, itemsOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const PATH = ['PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled'];

export const rule: Rule = {
  id: 'dynamodb-no-recovery',
  title: 'A table cannot be brought back to an earlier state',
  severity: 'low',
  risk: 'SAS-3',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'With point-in-time recovery a table can be restored to any second of the last 35 days; without it, what a faulty release or an intruder overwrote is lost. Backups on a schedule lose what came after the last one.',
  fix: 'Set PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled: true (tables that only cache may go without: suppress with that reason).',
  references: [
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html',
    'CWE-693',
    'AWS Security Hub DynamoDB.2',
  ],
  peers: [
    'checkov CKV_AWS_28',
    'cfn_nag W78',
    'cdk-nag AwsSolutions-DDB3',
    'trivy AWS-0024',
    'sls-mentor dynamodbBackupConfig',
    'guard DYNAMODB_PITR_ENABLED',
    'checkov CKV_AWS_165',
  ],
  check: perResource(['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'], function* (table) {
    // Items that expire by themselves are not meant to be kept.
    if (isTrue(field(table.properties, 'TimeToLiveSpecification', 'Enabled')) === 'yes') return;
    if (table.type === 'AWS::DynamoDB::GlobalTable') {
      for (const [i, replica] of itemsOf(field(table.properties, 'Replicas')).entries()) {
        if (isTrue(field(replica, ...PATH)) === 'no')
          yield found(table, ['Replicas', i, ...PATH], `${table.id} cannot be restored in one of its regions`, {
            key: String(i),
          });
      }
      return;
    }
    const answer = isTrue(field(table.properties, ...PATH));
    if (answer === 'unknown') yield cannotTell(table, PATH, 'point-in-time recovery');
    else if (answer === 'no') yield found(table, PATH, `${table.id} cannot be restored to an earlier point in time`);
  }),
  fixtures: {
    fails: [
      cloudformation(
        'off in a region',
        'Table: { Type: AWS::DynamoDB::GlobalTable, Properties: { Replicas: [{ Region: eu-west-1 }] } }',
      ),
      cloudformation('off', 'Table: { Type: AWS::DynamoDB::Table, Properties: { BillingMode: PAY_PER_REQUEST } }'),
    ],
    passes: [
      cloudformation(
        'on in every region',
        'Table: { Type: AWS::DynamoDB::GlobalTable, Properties: { Replicas: [{ Region: eu-west-1, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }] } }',
      ),
      cloudformation(
        'on',
        'Table: { Type: AWS::DynamoDB::Table, Properties: { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } } }',
      ),
      cloudformation(
        'items that expire',
        'Table: { Type: AWS::DynamoDB::Table, Properties: { TimeToLiveSpecification: { AttributeName: ttl, Enabled: true } } }',
      ),
    ],
  },
};
