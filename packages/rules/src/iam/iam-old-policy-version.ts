import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { role } from '../helpers/role-fixture.ts';
import { field, itemsOf, literal, textsIn } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const documented = (version: string) =>
  `Policy: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Version: '${version}', Statement: [{ Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::home/\${!aws:username}/*' }] } } }`;

export const rule: Rule = {
  id: 'iam-old-policy-version',
  title: 'Policy variables are taken as plain text',
  severity: 'low',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'In policies of the version 2008-10-17, the default where none is named, ${aws:username} and its like stand for themselves. A statement that should tie users to their own folder then fits nothing, or in a Deny forbids nothing.',
  fix: "Set Version: '2012-10-17'.",
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html', 'CWE-697'],
  peers: ['parliament OLD_VERSION'],
  check: perResource(['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Role'], function* (resource) {
    const documents =
      resource.type === 'AWS::IAM::Role'
        ? itemsOf(field(resource.properties, 'Policies')).map((_, i) => ['Policies', i, 'PolicyDocument'])
        : [['PolicyDocument']];
    for (const path of documents) {
      const document = field(resource.properties, ...path);
      if (literal(field(document, 'Version')) === '2012-10-17') continue;
      const uses = textsIn(document).find(({ text }) =>
        /\$\{!?(?:aws|s3|cognito-identity\.amazonaws\.com|sts|iam):/.test(text),
      );
      if (uses)
        yield found(
          resource,
          [...path, 'Version'],
          `${resource.id} uses ${/\$\{!?[^}]{1,60}\}/.exec(uses.text)?.[0] ?? 'a variable'} in a policy without Version 2012-10-17`,
        );
    }
  }),
  fixtures: {
    fails: [cloudformation('the old version', documented('2008-10-17'))],
    passes: [
      cloudformation('the new one', documented('2012-10-17')),
      cloudformation(
        'no variables',
        role("{ Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::home/*' }"),
      ),
    ],
  },
};
