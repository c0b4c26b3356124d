import { cloudformation } from '../helpers/fixture.ts';
import { functionsOf, nameOf } from '../helpers/functions.ts';
import { ofType } from '../helpers/resources.ts';
import { field, literal, refsOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const FN =
  'Main: { Type: AWS::Lambda::Function, Properties: { Handler: i.h, Runtime: nodejs22.x, Role: r, Code: { ZipFile: x } } }';

export const rule: Rule = {
  id: 'lambda-version-open-to-others',
  title: 'Every version of a function may be invoked from outside',
  severity: 'medium',
  risk: 'SAS-11',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'A permission on the function as a whole also opens its published versions, and each of them runs with the role as it is today. A hole that was mended three releases ago is still there under its old number, with every right that was added since.',
  fix: 'Grant lambda:InvokeFunction on the alias only, and delete old versions.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/versioning-aliases-permissions.html', 'CWE-1104'],
  peers: [],
  *check(model) {
    for (const permission of ofType(model, 'AWS::Lambda::Permission')) {
      const principal = literal(field(permission.properties, 'Principal')) ?? '';
      // Services invoke what their own configuration names; people and other accounts choose the qualifier.
      if (principal === '' || /\.amazon(?:aws)?\.com$/.test(principal)) continue;
      const value = field(permission.properties, 'FunctionName');
      const view = functionsOf(model).find(
        (candidate) => candidate.resource && refsOf(value).includes(candidate.resource.id),
      );
      if (!view?.resource) continue;
      const { id } = view.resource;
      const versions = ofType(model, 'AWS::Lambda::Version', 'AWS::Lambda::Alias').filter((version) =>
        refsOf(field(version.properties, 'FunctionName')).includes(id),
      );
      if (versions.length === 0) continue;
      yield {
        message: `${permission.id} lets ${principal} invoke every version of ${nameOf(view)}, old ones with today's role included`,
        place: permission.placeOf(['FunctionName']),
        subject: permission.id,
        steps: versions.slice(0, 5).map((version) => ({ place: version.place, text: version.id })),
      };
    }
  },
  fixtures: {
    fails: [
      cloudformation(
        'another account and a published version',
        `
      ${FN}
      V1: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Main } }
      Partner: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Main, Action: 'lambda:InvokeFunction', Principal: '210987654321' } }
    `,
      ),
    ],
    passes: [
      cloudformation(
        'the alias only',
        `
        ${FN}
        Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Main, FunctionVersion: '1', Name: live } }
        Partner: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Live, Action: 'lambda:InvokeFunction', Principal: '210987654321' } }
      `,
      ),
      cloudformation(
        'no versions',
        `
        ${FN}
        Partner: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Main, Action: 'lambda:InvokeFunction', Principal: '210987654321' } }
      `,
      ),
    ],
  },
};
