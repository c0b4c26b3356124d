import { type DeployedResource, listed } from '@bulkhead/core';
import { cloudformation, serverless } from '../helpers/fixture.ts';
import { found, ofType } from '../helpers/resources.ts';
import { field, isSet, literal } from '../helpers/values.ts';
import type { Rule, RuleResult } from '../rule.ts';

const permission = (rest: string) =>
  `Call: { Type: AWS::Lambda::Permission, Properties: { FunctionName: f, Action: 'lambda:InvokeFunction', ${rest} } }`;

/** Services whose resources name nobody's account, so that anybody's bucket, topic or API would do. */
const SHARED =
  /^(?:s3|sns|events|scheduler|apigateway|logs|iot|config|ses|cognito-idp|codecommit|cloudformation|elasticloadbalancing|lex|lexv2|connect|states|secretsmanager)\.amazonaws\.com$/;

export const rule: Rule = {
  id: 'lambda-permission-any-source',
  title: "Anybody's resource may invoke the function through a service",
  severity: 'high',
  risk: 'SAS-9',
  needs: 'template',
  defaultState: 'on',
  rationale:
    "A permission for a whole service trusts every customer of that service: a stranger's bucket or rule in a stranger's account can be pointed at this function. The event then looks like the ones that the function trusts.",
  fix: 'Add SourceArn of the bucket, topic, rule or API, and for S3 also SourceAccount.',
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
    'CWE-441',
    'AWS Security Hub Lambda.1',
  ],
  peers: ['checkov CKV_AWS_364', 'trivy AWS-0067', 'semgrep aws-lambda-permission-unrestricted-source-arn'],
  *check(model) {
    const generated: RuleResult[] = [];
    for (const permission of ofType(model, 'AWS::Lambda::Permission')) {
      const told = open(permission);
      if (told === undefined) continue;
      if (permission.origin === 'generated') generated.push(told);
      else yield told;
    }
    // One habit of the framework, which nobody mends function by function.
    const [first, ...others] = generated;
    if (first === undefined) return;
    const same = listed(
      others.map(({ subject }) => subject),
      4,
    );
    yield {
      ...first,
      message: others.length === 0 ? first.message : `${first.message} (the same for ${same})`,
      severity: 'low',
      fix: 'The framework writes this permission: ask for a SourceArn there, or add a permission of your own and remove this one.',
      ...(others.length === 0
        ? {}
        : { steps: generated.slice(0, 20).map(({ place, subject }) => ({ place, text: subject })) }),
    };
  },
  fixtures: {
    fails: [
      cloudformation('any bucket', permission('Principal: s3.amazonaws.com')),
      serverless(
        'permissions of the framework, told once',
        `
        functions:
          join: { handler: src/a.join, events: [{ websocket: $connect }] }
          leave: { handler: src/a.leave, events: [{ websocket: $disconnect }] }
      `,
      ),
    ],
    passes: [
      cloudformation(
        'one bucket',
        permission("Principal: s3.amazonaws.com, SourceArn: 'arn:aws:s3:::uploads', SourceAccount: '123456789012'"),
      ),
      cloudformation('an account, not a service', permission("Principal: '210987654321'")),
    ],
  },
};

function open(permission: DeployedResource): RuleResult | undefined {
  const principal = literal(field(permission.properties, 'Principal')) ?? '';
  if (!SHARED.test(principal)) return undefined;
  const narrowed = ['SourceArn', 'SourceAccount', 'PrincipalOrgID', 'EventSourceToken'].some(
    (name) => isSet(field(permission.properties, name)) !== 'no',
  );
  if (narrowed) return undefined;
  const message = `${permission.id} lets ${principal} invoke the function on behalf of any account`;
  // Lambda's own functions for user pools and rotation are set in the same account; still open, but only to whom the service lets.
  const isMild = /^(?:cognito-idp|secretsmanager|elasticloadbalancing|lex|lexv2|connect|config|cloudformation)\./.test(
    principal,
  );
  return found(permission, ['Principal'], message, isMild ? { severity: 'medium' } : {});
}
