import { isUnknown, listed } from '@bulkhead/core';
import { cloudformation } from '../helpers/fixture.ts';
import { ofType } from '../helpers/resources.ts';
import { field, refsOf, textOf } from '../helpers/values.ts';
import type { PostureModel, Rule } from '../rule.ts';

const FN =
  'Main: { Type: AWS::Lambda::Function, Properties: { FunctionName: shop-main, Handler: i.h, Runtime: nodejs22.x, Role: r, Code: { ZipFile: x } } }';

export const rule: Rule = {
  id: 'function-no-log-group',
  title: 'Lambda makes the log group itself, and keeps it for ever',
  severity: 'informational',
  risk: 'SAS-5',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'A log group that no template names is made at the first event, without a retention, and stays when the stack is deleted. It belongs to nobody, and so does what is in it.',
  fix: 'Declare the group (/aws/lambda/NAME) with RetentionInDays, or name one in LoggingConfig.LogGroup.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html', 'CWE-779'],
  peers: ['serverless-rules WS1004'],
  *check(model) {
    const without = ofType(model, 'AWS::Lambda::Function').filter(
      (fn) =>
        textOf(field(fn.properties, 'LoggingConfig', 'LogGroup')) === '' &&
        !namedGroups(model).some((group) => belongs(group, fn.id, textOf(field(fn.properties, 'FunctionName')))),
    );
    const [first] = without;
    if (!first) return;
    const names = without.map(({ id }) => id);
    // A group whose name is not known may be anybody's.
    const mayBe = ofType(model, 'AWS::Logs::LogGroup').some(({ properties }) =>
      isUnknown(field(properties, 'LogGroupName')),
    );
    const shown = listed(names, 5);
    yield {
      message: `No template has the log ${names.length === 1 ? 'group' : 'groups'} of ${shown}`,
      place: first.place,
      subject: '',
      ...(mayBe ? { verdict: 'unknown' as const } : {}),
      steps: without.slice(0, 20).map((fn) => ({ place: fn.place, text: fn.id })),
    };
  },
  fixtures: {
    fails: [cloudformation('none', FN)],
    passes: [
      cloudformation(
        'declared by name',
        `${FN.replace(/^/, '\n      ')}\n      Group: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /aws/lambda/shop-main, RetentionInDays: 30 } }`,
      ),
      cloudformation(
        'declared by reference',
        `${FN.replace(/^/, '\n      ')}\n      Group: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Sub '/aws/lambda/\${Main}', RetentionInDays: 30 } }`,
      ),
    ],
  },
};

interface NamedGroup {
  readonly text: string;
  readonly refs: readonly string[];
}

const GROUPS = new WeakMap<PostureModel, readonly NamedGroup[]>();

function namedGroups(model: PostureModel): readonly NamedGroup[] {
  let groups = GROUPS.get(model);
  if (!groups) {
    groups = ofType(model, 'AWS::Logs::LogGroup').map((group) => {
      const name = field(group.properties, 'LogGroupName');
      return { text: textOf(name), refs: refsOf(name) };
    });
    GROUPS.set(model, groups);
  }
  return groups;
}

function belongs(group: NamedGroup, id: string, name: string): boolean {
  return group.refs.includes(id) || (name !== '' && group.text === `/aws/lambda/${name}`);
}
