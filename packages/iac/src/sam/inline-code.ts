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
  const open = new Set<string>();
  // `${!name}` is the code's own; `${AWS::Region}` would be no JavaScript between backticks.
  const text = String(template.value).replaceAll(/\$\{(!?)([^{}]{0,300})\}/g, (_, own, given: string) => {
    const name = own === '!' ? given : given.replaceAll(/\W+/g, '_');
    if (own !== '!') open.add(name);
    return `\${${name}}`;
  });
  return { text, place: template.place, ...(open.size > 0 ? { open: [...open] } : {}) };
}

function itemsOf(tree: Tree | undefined): readonly Tree[] {
  return tree?.kind === 'list' ? tree.items : [];
}

/** A line belongs to the part that it begins in. */
function joined(separator: string, { items, place }: ListTree, read: Reader): LambdaFunction['inlineCode'] {
  const lines: SourcePlace[] = [];
  let isOpen = false;
  let text = '';
  for (const [index, part] of items.entries()) {
    const value = read.value(part);
    const isKnown = value?.kind === 'scalar' && !value.hidden;
    isOpen ||= !isKnown;
    const known = isKnown ? String(value.value) : '${Part}';
    const own = index < items.length - 1 ? known + separator : known;
    const begun = own.split('\n').length - (own.endsWith('\n') ? 1 : 0);
    const goesOn = text !== '' && !text.endsWith('\n');
    for (let line = goesOn ? 1 : 0; line < begun; line++) lines.push(part.place);
    text += own;
  }
  return { text, place, lines, ...(isOpen ? { open: ['Part'] } : {}) };
}
