import { cloudformation } from '../helpers/fixture.ts';
import { found, ofType } from '../helpers/resources.ts';
import { field, itemsOf, literal, refsOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'iam-user-no-group',
  title: 'A user is in no group',
  severity: 'low',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'off',
  rationale:
    'A user outside of all groups has rights of its own, or none at all: either it is forgotten, or its rights are.',
  fix: 'Put the user into a group, or remove it.',
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html', 'CIS AWS 3.0 1.15'],
  peers: ['cfn_nag F2000', 'checkov CKV2_AWS_21', 'guard IAM_USER_MISSING_GROUP_RULE'],
  *check(model) {
    const added = ofType(model, 'AWS::IAM::UserToGroupAddition').flatMap(({ properties }) =>
      itemsOf(field(properties, 'Users')),
    );
    for (const user of ofType(model, 'AWS::IAM::User')) {
      const name = literal(field(user.properties, 'UserName'));
      const isAdded = added.some(
        (entry) => refsOf(entry).includes(user.id) || (name !== undefined && literal(entry) === name),
      );
      if (!isAdded && itemsOf(field(user.properties, 'Groups')).length === 0)
        yield found(user, ['Groups'], `${user.id} is in no group`);
    }
  },
  fixtures: {
    fails: [cloudformation('alone', `User: { Type: AWS::IAM::User, Properties: { UserName: anna } }`)],
    passes: [
      cloudformation('in one', `User: { Type: AWS::IAM::User, Properties: { Groups: [developers] } }`),
      cloudformation(
        'added to one',
        `User: { Type: AWS::IAM::User }
Add: { Type: AWS::IAM::UserToGroupAddition, Properties: { GroupName: g, Users: [!Ref User] } }`,
      ),
    ],
  },
};
