import { cloudformation } from '../helpers/fixture.ts';
import { fitsAction } from '../helpers/glob.ts';
import { identityStatements, isAnyResource, type Statement } from '../helpers/policies.ts';
import { found } from '../helpers/resources.ts';
import { role } from '../helpers/role-fixture.ts';
import type { Rule } from '../rule.ts';

/** Actions by which the rights to a bucket are given out. */
const OPENS = ['s3:PutBucketPolicy', 's3:PutBucketAcl'];
/** What one may want to gain. */
const GAINS = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];

export const rule: Rule = {
  id: 'iam-bucket-policy-escalation',
  title: 'A role may give itself the rest of a bucket',
  severity: 'medium',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Whoever may rewrite the policy or the access list of a bucket may write into it the actions that the role was not given. The limits of its own policy then mean nothing for that bucket.',
  fix: 'Take s3:PutBucketPolicy and s3:PutBucketAcl away from what runs, and leave them to what deploys.',
  references: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html', 'CWE-269'],
  peers: ['parliament RESOURCE_POLICY_PRIVILEGE_ESCALATION'],
  *check(model) {
    const holders = new Map<string, Statement[]>();
    for (const statement of identityStatements(model)) {
      const { id } = statement.resource;
      const list = holders.get(id);
      if (list) list.push(statement);
      else holders.set(id, [statement]);
    }
    for (const statements of holders.values()) {
      const find = (effect: 'Allow' | 'Deny', name: string) =>
        statements.find(
          (one) =>
            one.effect === effect &&
            (effect === 'Allow' || (one.condition === undefined && one.resources.some(isAnyResource))) &&
            one.actions.some((pattern) => fitsAction(pattern, name)),
        );
      const allows = (name: string) => (find('Deny', name) ? undefined : find('Allow', name));
      const opens = OPENS.find((name) => allows(name));
      // Whoever may do everything with the bucket gains nothing.
      if (opens === undefined || GAINS.every((name) => allows(name))) continue;
      const at = allows(opens)!;
      yield found(
        at.resource,
        [...at.path, 'Action'],
        `${at.resource.id} may give itself more of a bucket by ${opens}`,
        {
          key: opens,
        },
      );
    }
  },
  fixtures: {
    fails: [
      cloudformation(
        'reading, and the policy',
        role(
          "{ Effect: Allow, Action: ['s3:GetObject', 's3:PutBucketPolicy'], Resource: ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'] }",
        ),
      ),
    ],
    passes: [
      cloudformation('everything already', role("{ Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::b' }")),
      cloudformation(
        'denied again',
        role(
          "{ Effect: Allow, Action: 's3:PutBucketPolicy', Resource: 'arn:aws:s3:::b' }, { Effect: Deny, Action: '*', Resource: '*' }",
        ),
      ),
    ],
  },
};
