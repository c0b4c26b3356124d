import { accountIn, accountsOf, liveAccountOf } from '../helpers/accounts.ts';
import { cloudformation } from '../helpers/fixture.ts';
import { isNarrowed, resourcePolicyStatements } from '../helpers/policies.ts';
import { found } from '../helpers/resources.ts';
import { literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

/**
 * Accounts from which Elastic Load Balancing writes access logs, one a region:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
const LOG_DELIVERY = new Set(
  (
    '127311923021 033677994240 027434742980 797873946194 098369216593 754344448648 589379963580 718504428378 383597477331 ' +
    '600734575887 114774131450 783225319266 582318560864 985666609251 054676820928 156460612806 652711504416 635631232127 ' +
    '009996457667 897822967062 076674570225 507241528517 048591011584 190560391635 638102146993 037604701340'
  ).split(' '),
);

const TYPES = [
  'AWS::SQS::QueuePolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::S3::BucketPolicy',
  'AWS::KMS::Key',
  'AWS::SecretsManager::ResourcePolicy',
  'AWS::Events::EventBusPolicy',
  'AWS::DynamoDB::Table',
  'AWS::Kinesis::ResourcePolicy',
];

const queue = (principal: string, more = '') => `Queue: { Type: AWS::SQS::Queue }
Policy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref Queue], PolicyDocument: { Statement: [{ Effect: Allow, Principal: ${principal}, Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:eu-west-1:123456789012:jobs'${more} }] } } }`;

export const rule: Rule = {
  id: 'resource-policy-other-account',
  title: 'Another account may use a resource',
  severity: 'medium',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'A statement for another account hands this resource to whoever administrates that one: a partner long gone, a test account that everybody may enter. What it sends starts the functions behind the resource like anything of your own.',
  fix: 'Remove the account if nobody can say what it is for; else tie the statement to one role of it and to the organisation by aws:PrincipalOrgID, and accept the finding with the reason.',
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html',
    'CWE-284',
  ],
  peers: [
    'checkov CKV_AWS_385',
    'prowler eventbridge_bus_cross_account_access',
    'prowler dynamodb_table_cross_account_access',
  ],
  *check(model) {
    const live = liveAccountOf(model);
    for (const statement of resourcePolicyStatements(model, TYPES)) {
      const { effect, principal, condition, actions, resource, resources, path } = statement;
      if (effect !== 'Allow' || isNarrowed(condition)) continue;
      // Whose resource it is: a template says so where it writes the account out.
      const own = live ?? resources.map((item) => accountIn(literal(item))).find((id) => id !== undefined);
      if (own === undefined) continue;
      for (const account of accountsOf(principal)) {
        if (account === own || LOG_DELIVERY.has(account)) continue;
        const what = actions.slice(0, 3).join(', ') || 'everything';
        yield found(resource, [...path, 'Principal'], `${resource.id} lets the account ${account} use it: ${what}`, {
          key: `${account}:${actions.join(',')}`,
        });
      }
    }
  },
  fixtures: {
    fails: [
      cloudformation('an account', queue("{ AWS: '210987654321' }")),
      cloudformation('a role of another account', queue("{ AWS: 'arn:aws:iam::210987654321:role/partner' }")),
    ],
    passes: [
      cloudformation('the own account', queue("{ AWS: 'arn:aws:iam::123456789012:root' }")),
      cloudformation(
        'one organisation',
        queue("{ AWS: '210987654321' }", ", Condition: { StringEquals: { 'aws:PrincipalOrgID': o-1234567890 } }"),
      ),
      cloudformation(
        'an account of a template that does not say which is its own',
        `Policy: { Type: AWS::SNS::TopicPolicy, Properties: { Topics: [t], PolicyDocument: { Statement: [{ Effect: Allow, Principal: { AWS: '210987654321' }, Action: 'sns:Publish', Resource: '*' }] } } }`,
      ),
    ],
  },
};
