import { cloudformation } from '../helpers/fixture.ts';
import { isProduction } from '../helpers/functions.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isTrue } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'data-deleted-with-stack',
  title: 'Removing a resource from the template deletes its data',
  severity: 'low',
  risk: 'SAS-14',
  needs: 'template',
  // Wanted in development stacks; on by itself only where the stage says production.
  defaultState: 'on',
  rationale:
    "A renamed logical id or a deleted stack takes the table or user pool with it, and everything in it. Whoever may deploy may do that by mistake, and whoever has stolen the pipeline's rights on purpose.",
  fix: 'Set DeletionPolicy: Retain and UpdateReplacePolicy: Retain, and DeletionProtectionEnabled where the service has it.',
  references: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html',
    'CWE-693',
  ],
  peers: ['prowler dynamodb_table_deletion_protection_enabled', 'cfn_nag F80'],
  check: perResource(
    ['AWS::DynamoDB::Table', 'AWS::Cognito::UserPool', 'AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'],
    function* (resource, model) {
      if (!isProduction(model) || /^Retain|^Snapshot/.test(resource.deletionPolicy ?? '')) return;
      const flag = resource.type.startsWith('AWS::RDS') ? 'DeletionProtection' : 'DeletionProtectionEnabled';
      if (isTrue(field(resource.properties, flag)) !== 'no') return;
      // CloudFormation keeps a snapshot of these unless told otherwise.
      if (resource.type === 'AWS::RDS::DBCluster' && resource.deletionPolicy === undefined) return;
      if (field(resource.properties, 'DeletionProtection') === 'ACTIVE') return;
      yield found(
        resource,
        [],
        `${resource.id} and its data go when it leaves the template of stage ${model.app.stage}`,
      );
    },
  ),
  fixtures: {
    fails: [
      {
        title: 'a table in production',
        files: {
          'serverless.yml':
            'service: demo\nprovider:\n  name: aws\n  runtime: nodejs22.x\n  stage: prod\nresources:\n  Resources:\n    Orders: { Type: AWS::DynamoDB::Table, Properties: { BillingMode: PAY_PER_REQUEST } }\n',
        },
      },
    ],
    passes: [
      cloudformation('no word of production', 'Orders: { Type: AWS::DynamoDB::Table }'),
      {
        title: 'kept',
        files: {
          'serverless.yml':
            'service: demo\nprovider:\n  name: aws\n  runtime: nodejs22.x\n  stage: prod\nresources:\n  Resources:\n    Orders: { Type: AWS::DynamoDB::Table, DeletionPolicy: Retain, Properties: { BillingMode: PAY_PER_REQUEST } }\n',
        },
      },
    ],
  },
};
