import type { LambdaFunction, SourcePlace } from '@bulkhead/core';
import type { Reader } from '../read.ts';
import { get, type ListTree, type Tree } from '../yaml/tree.ts';

/**
 * Code that a template holds itself (`InlineCode`, `ZipFile`), as it stands: what only the deploy knows keeps its
 * name, `${Table}`, `${AWS_Region}`.
 * @returns `undefined` where it is made by something else than text, `Fn::Sub` and `Fn::Join`
 */
export function readInlineCode(tree: Tree, read: Reader): LambdaFunction['inlineCode'] {
  const [separator, parts] = itemsOf(get(tree, 'Fn::Join'));
  if (separator?.kind === 'scalar' && parts?.kind === 'list') return joined(String(separator.value), parts, read);
  const sub = get(tree, 'Fn::Sub');
  const template = itemsOf(sub)[0] ?? sub;
  const whole = read.value(tree);
  if (whole?.kind === 'scalar') {
    return whole.hidden ? undefined : { text: String(whole.value), place: template?.place ?? tree.place };
  }
  if (template?.kind !== 'scalar') return undefined;
  return { text: unfilled(String(template.value)), place: template.place };
}

/** `${!name}` is the code's own; `${AWS::Region}` would be no JavaScript between backticks. */
function unfilled(template: string): string {
  return template.replaceAll(/\$\{(!?)([^{}]{0,300})\}/g, (_, own, name: string) =>
    own === '!' ? `\${${name}}` : `\${${name.replaceAll(/\W+/g, '_')}}`,
  );
}

function itemsOf(tree: Tree | undefined): readonly Tree[] {
  return tree?.kind === 'list' ? tree.items : [];
}

/** A line belongs to the part that it begins in. */
function joined(separator: string, { items, place }: ListTree, read: Reader): LambdaFunction['inlineCode'] {
  const lines: SourcePlace[] = [];
  let text = '';
  for (const [index, part] of items.entries()) {
    const value = read.value(part);
    const known = value?.kind === 'scalar' && !value.hidden ? String(value.value) : '${Part}';
    const own = index < items.length - 1 ? known + separator : known;
    const begun = own.split('\n').length - (own.endsWith('\n') ? 1 : 0);
    const goesOn = text !== '' && !text.endsWith('\n');
    for (let line = goesOn ? 1 : 0; line < begun; line++) lines.push(part.place);
    text += own;
  }
  return { text, place, lines };
}
