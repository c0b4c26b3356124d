import { cloudformation } from '../helpers/fixture.ts';
import { functionsOf, nameOf } from '../helpers/functions.ts';
import { ofType } from '../helpers/resources.ts';
import { field, refsOf, textOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const FN =
  'Main: { Type: AWS::Lambda::Function, Properties: { Handler: i.h, Runtime: nodejs22.x, Role: r, Code: { ZipFile: x } } }';

export const rule: Rule = {
  id: 'trigger-at-latest',
  title: 'A trigger passes by the alias of its function',
  severity: 'low',
  risk: 'SAS-14',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'The function has an alias, so somebody wants releases to be chosen, but this trigger invokes $LATEST: whatever is uploaded last runs at once, reviewed or not. Weighted releases and roll-backs by the alias do not reach it.',
  fix: 'Point the trigger at the alias (Ref of the alias gives its ARN).',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html', 'CICD-SEC-1'],
  peers: [],
  *check(model) {
    for (const view of functionsOf(model)) {
      const id = view.resource?.id;
      if (id === undefined) continue;
      const alias = ofType(model, 'AWS::Lambda::Alias').find((candidate) =>
        refsOf(field(candidate.properties, 'FunctionName')).includes(id),
      );
      if (!alias) continue;
      for (const user of ofType(model, 'AWS::Lambda::EventSourceMapping', 'AWS::Lambda::Url')) {
        const name = user.type === 'AWS::Lambda::Url' ? 'TargetFunctionArn' : 'FunctionName';
        const value = field(user.properties, name);
        if (!refsOf(value).includes(id) || /:[\w-]+$/.test(textOf(value).replace(/^.*\}/, ''))) continue;
        if (user.type === 'AWS::Lambda::Url' && field(user.properties, 'Qualifier') !== undefined) continue;
        yield {
          message: `${user.id} invokes $LATEST of ${nameOf(view)}, not its alias ${textOf(field(alias.properties, 'Name'))}`,
          place: user.placeOf([name]),
          subject: user.id,
          steps: [{ place: alias.place, text: 'the alias' }],
        };
      }
    }
  },
  fixtures: {
    fails: [
      cloudformation(
        'a queue at $LATEST',
        `
      ${FN}
      Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Main, FunctionVersion: '1', Name: live } }
      Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Main, EventSourceArn: 'arn:aws:sqs:eu-west-1:123456789012:q' } }
    `,
      ),
    ],
    passes: [
      cloudformation(
        'a queue at the alias',
        `
        ${FN}
        Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Main, FunctionVersion: '1', Name: live } }
        Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Live, EventSourceArn: 'arn:aws:sqs:eu-west-1:123456789012:q' } }
      `,
      ),
      cloudformation(
        'no alias to pass by',
        `
        ${FN}
        Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Main, EventSourceArn: 'arn:aws:sqs:eu-west-1:123456789012:q' } }
      `,
      ),
    ],
  },
};
