import { listTree, type MapEntry, mapTree, scalarTree, type Tree } from './tree.ts';

/**
 * CloudFormation's short forms and the long form each stands for.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
const LONG_FORMS: ReadonlyMap<string, string> = new Map([
  ['!Ref', 'Ref'],
  ['!Condition', 'Condition'],
  ...[
    'And',
    'Base64',
    'Cidr',
    'Equals',
    'FindInMap',
    'ForEach',
    'GetAtt',
    'GetAZs',
    'If',
    'ImportValue',
    'Join',
    'Length',
    'Not',
    'Or',
    'Select',
    'Split',
    'Sub',
    'ToJsonString',
    'Transform',
    'Contains',
    'EachMemberEquals',
    'EachMemberIn',
    'RefAll',
    'ValueOf',
    'ValueOfAll',
  ].map((name) => [`!${name}`, `Fn::${name}`] as const),
]);

export const SHORT_TAGS: readonly string[] = [...LONG_FORMS.keys()];

export function isShortTag(tag: string): boolean {
  return LONG_FORMS.has(tag);
}

/** Writes `!GetAtt a.b` as `{Fn::GetAtt: [a, b]}`, and likewise the others. */
export function longForm(tag: string, value: Tree): Tree {
  const name = LONG_FORMS.get(tag)!;
  const { place } = value;
  let argument = value;
  if (name === 'Fn::GetAtt' && value.kind === 'scalar' && typeof value.value === 'string') {
    const dot = value.value.indexOf('.');
    if (dot > 0) {
      const parts = [value.value.slice(0, dot), value.value.slice(dot + 1)];
      argument = listTree(
        parts.map((part) => scalarTree(part, place)),
        place,
      );
    }
  }
  return mapTree(new Map<string, MapEntry>([[name, { key: place, value: argument }]]), place);
}
