import type { Tree } from './tree.ts';

/** Longest expression that a message or a record of an unknown shows. */
const MAX_EXPRESSION = 300;
const FULL_NAME = /^Fn::([A-Za-z]+)$/;

/** A value on one line of YAML, intrinsic functions as short tags: `!Ref Table`, `!Sub "${A}-b"`. */
export function renderExpression(tree: Tree): string {
  const parts: string[] = [];
  let left = MAX_EXPRESSION;
  const write = (text: string) => {
    left -= text.length;
    parts.push(text);
  };
  const render = (value: Tree): void => {
    if (left < 0) return;
    if (value.kind === 'unknown') write(renderText(value.unknown.expression));
    else if (value.kind === 'scalar') {
      write(value.hidden ? '"…"' : typeof value.value === 'string' ? renderText(value.value) : String(value.value));
    } else if (value.kind === 'list') {
      write('[');
      value.items.forEach((item, index) => {
        if (index > 0) write(', ');
        render(item);
      });
      write(']');
    } else {
      const call = intrinsicOf(value);
      if (call) {
        write(`!${call.name} `);
        render(call.argument);
        return;
      }
      write('{');
      let first = true;
      for (const [key, entry] of value.entries) {
        if (!first) write(', ');
        first = false;
        write(`${renderText(key)}: `);
        render(entry.value);
      }
      write('}');
    }
  };
  render(tree);
  const text = parts.join('');
  return text.length > MAX_EXPRESSION ? `${text.slice(0, MAX_EXPRESSION - 1)}…` : text;
}

function intrinsicOf(tree: Tree): { name: string; argument: Tree } | undefined {
  if (tree.kind !== 'map' || tree.entries.size !== 1) return undefined;
  const [key, entry] = [...tree.entries][0]!;
  const name = key === 'Ref' || key === 'Condition' ? key : FULL_NAME.exec(key)?.[1];
  if (name === undefined) return undefined;
  const argument = entry.value;
  if (name === 'GetAtt' && argument.kind === 'list' && argument.items.every((item) => item.kind === 'scalar')) {
    const dotted = argument.items.map((item) => (item.kind === 'scalar' ? String(item.value) : '')).join('.');
    return { name, argument: { kind: 'scalar', value: dotted, place: argument.place, size: 1, hidden: false } };
  }
  return { name, argument };
}

function renderText(whole: string): string {
  // More is cut off anyway; a text may be a megabyte.
  const text = whole.slice(0, MAX_EXPRESSION + 1);
  return /^[A-Za-z_$./][\w$./:{}-]*$/.test(text) && !/:$|: /.test(text) ? text : JSON.stringify(text);
}
