import { listed } from '@bulkhead/core';
import { cloudformation } from '../helpers/fixture.ts';
import { fitsAction } from '../helpers/glob.ts';
import { identityStatements, isAnyResource } from '../helpers/policies.ts';
import { found } from '../helpers/resources.ts';
import { role } from '../helpers/role-fixture.ts';
import type { Rule } from '../rule.ts';

/** Actions that open a resource to others. */
const OPENS = [
  's3:PutBucketPolicy',
  's3:PutBucketAcl',
  's3:PutObjectAcl',
  's3:PutBucketPublicAccessBlock',
  's3:DeleteBucketPolicy',
  'kms:PutKeyPolicy',
  'kms:CreateGrant',
  'secretsmanager:PutResourcePolicy',
  'lambda:AddPermission',
  'lambda:AddLayerVersionPermission',
  'sns:AddPermission',
  'sns:SetTopicAttributes',
  'sqs:AddPermission',
  'sqs:SetQueueAttributes',
  'ecr:SetRepositoryPolicy',
  'events:PutPermission',
  'ec2:AuthorizeSecurityGroupIngress',
  'ec2:ModifySnapshotAttribute',
  'rds:ModifyDBSnapshotAttribute',
  'ses:PutIdentityPolicy',
];

export const rule: Rule = {
  id: 'iam-changes-access',
  title: "A role may open anybody's resources to the world",
  severity: 'high',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'These actions change who may use a resource, so that data leaves the account without a single read by this role. On every resource, they undo whatever the owners of other applications decided.',
  fix: 'Leave access to the template; where the function must change it, name the resource.',
  references: [
    'CWE-732',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html',
  ],
  peers: [
    'checkov CKV_AWS_109',
    'checkov CKV_AWS_289',
    'cloudsplaining ResourceExposure',
    'parliament PERMISSIONS_MANAGEMENT_ACTIONS',
  ],
  *check(model) {
    for (const { effect, actions, resources, resource, path } of identityStatements(model)) {
      if (effect !== 'Allow' || !resources.some(isAnyResource)) continue;
      const opened = OPENS.filter((name) =>
        actions.some((pattern) => !/^(?:[a-z0-9-]+:)?\*$/i.test(pattern) && fitsAction(pattern, name)),
      );
      if (opened.length === 0) continue;
      const shown = listed(opened, 4);
      yield found(
        resource,
        [...path, 'Action'],
        `${resource.id} may change who has access to every resource: ${shown}`,
        { key: opened.join(',') },
      );
    }
  },
  fixtures: {
    fails: [cloudformation('every bucket', role("{ Effect: Allow, Action: 's3:PutBucket*', Resource: '*' }"))],
    passes: [
      cloudformation(
        'one bucket',
        role("{ Effect: Allow, Action: 's3:PutBucketPolicy', Resource: 'arn:aws:s3:::site' }"),
      ),
    ],
  },
};
