import type { ExpressionIr } from '../ir/types.ts';
import { type Context, call, childrenOf, constant, opaque, placeOf, textOf } from './context.ts';
import { expression } from './nested.ts';
import type { SyntaxNode } from './syntax.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\u0007',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};

/** `'a'`, `b'a'`, `f'a{b}'`. Bytes are kept as text: what flows is the same. */
export function stringExpression(context: Context, node: SyntaxNode): ExpressionIr {
  const parts = stringParts(context, node);
  return joined(parts, context, node);
}

/** Neighbouring literals are one. */
export function concatenatedString(context: Context, node: SyntaxNode): ExpressionIr {
  return joined(
    node.children.flatMap((each) => (each.type === 'string' ? stringParts(context, each) : [])),
    context,
    node,
  );
}

function joined(parts: readonly (string | ExpressionIr)[], context: Context, node: SyntaxNode): ExpressionIr {
  const place = placeOf(context, node);
  if (parts.every((part) => typeof part === 'string')) return constant(parts.join(''), place);
  const merged: ExpressionIr[] = [];
  let plain = '';
  for (const part of parts) {
    if (typeof part === 'string') {
      plain += part;
      continue;
    }
    if (plain !== '') merged.push(constant(plain, place));
    plain = '';
    merged.push(part);
  }
  if (plain !== '') merged.push(constant(plain, place));
  return { kind: 'text', parts: merged, place };
}

function stringParts(context: Context, node: SyntaxNode): (string | ExpressionIr)[] {
  const start = node.children[0];
  const prefix = start?.type === 'string_start' ? textOf(context, start).toLowerCase() : '';
  const raw = prefix.includes('r');
  // A template string (PEP 750) keeps text and values apart, as an f-string does not; its data flows alike.
  const formatted = prefix.includes('f') || prefix.includes('t');
  const parts: (string | ExpressionIr)[] = [];
  for (const each of node.children) {
    if (each.type === 'string_content') {
      const text = textOf(context, each);
      const plain = raw ? text : unescaped(text);
      parts.push(formatted ? plain.replaceAll('{{', '{').replaceAll('}}', '}') : plain);
    } else if (each.type === 'interpolation') parts.push(...interpolation(context, each));
  }
  return parts;
}

function interpolation(context: Context, node: SyntaxNode): (string | ExpressionIr)[] {
  const value = node.children.find((each) => each.field === 'expression');
  if (!value) return [];
  const place = placeOf(context, node);
  const read = expression(context, value);
  const specifier = node.children.find((each) => each.type === 'format_specifier');
  if (!specifier) return [read];
  const widths = specifier.children.flatMap((each) =>
    childrenOf(each, 'expression').map((e) => expression(context, e)),
  );
  const isNumber = /[bcdeEfFgGnoxX%]$/.test(textOf(context, specifier));
  const shown = isNumber ? asNumber(read, place) : read;
  return widths.length === 0 ? [shown] : [opaque('format', [shown, ...widths], place)];
}

/** `%d` and `:d` refuse texts: what comes out is a number. */
function asNumber(value: ExpressionIr, place: ExpressionIr['place']): ExpressionIr {
  return call({ kind: 'global', name: 'float', place }, [value], place);
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|N\{[^}]*\}|([0-7]{1,3})|\r?\n|([\s\S]))/g,
    (all, hex, short, long, octal, single) => {
      if (hex ?? short ?? long) {
        const code = Number.parseInt(hex ?? short ?? long, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
      }
      if (octal) return String.fromCharCode(Number.parseInt(octal, 8));
      if (single) return ESCAPES[single] ?? all;
      return all.startsWith('\\N') ? '\ufffd' : '';
    },
  );
}

/** Longer patterns are pages; what is put into them flows all the same. */
const LONGEST_PATTERN = 50_000;

/** `'%s of %(name)s' % values`, where the pattern is a constant and the values can be told apart. */
export function percentFormat(
  pattern: string,
  values: ExpressionIr,
  place: ExpressionIr['place'],
): ExpressionIr | undefined {
  if (pattern.length > LONGEST_PATTERN) return undefined;
  const pieces = pattern.split(/(%(?:\([^)]{0,200}\))?[-#0 +]*(?:\d+|\*)?(?:\.(?:\d+|\*))?[hlL]?[a-zA-Z%])/);
  const list = values.kind === 'list' ? values.items.map((item) => (item.spread ? undefined : item.value)) : [values];
  const parts: ExpressionIr[] = [];
  let next = 0;
  for (const [index, piece] of pieces.entries()) {
    if (index % 2 === 0) {
      if (piece !== '') parts.push(constant(piece, place));
      continue;
    }
    const kind = piece.at(-1)!;
    if (kind === '%') {
      parts.push(constant('%', place));
      continue;
    }
    if (piece.includes('*')) return undefined;
    const name = /^%\(([^)]{0,200})\)/.exec(piece)?.[1];
    const value = name === undefined ? list[next++] : namedField(values, name, place);
    if (!value) return undefined;
    parts.push('diouxXeEfFgG'.includes(kind) ? asNumber(value, place) : value);
  }
  return { kind: 'text', parts, place };
}

function namedField(values: ExpressionIr, name: string, place: ExpressionIr['place']): ExpressionIr | undefined {
  if (values.kind === 'object') {
    const field = values.fields.findLast((each) => each.kind === 'field' && each.key === name);
    if (field?.kind === 'field') return field.value;
  }
  return { kind: 'member', object: values, property: name, place };
}

/** `'{} {0.x} {name!r:>10}'.format(…)`, where the pattern is a constant and every value can be told. */
export function braceFormat(
  pattern: string,
  positional: readonly ExpressionIr[],
  named: ReadonlyMap<string, ExpressionIr>,
  place: ExpressionIr['place'],
): ExpressionIr | undefined {
  if (pattern.length > LONGEST_PATTERN) return undefined;
  const parts: ExpressionIr[] = [];
  let next = 0;
  for (const piece of pattern.split(/(\{\{|\}\}|\{[^{}]*\})/)) {
    if (piece === '') continue;
    if (piece === '{{' || piece === '}}') parts.push(constant(piece[0], place));
    else if (!piece.startsWith('{') || !piece.endsWith('}') || piece.length < 2) {
      if (/[{}]/.test(piece)) return undefined;
      parts.push(constant(piece, place));
    } else {
      const match = /^\{([^.[\]!:]*)((?:\.\w+|\[[^\]]*\])*)(?:![rsa])?(?::(.*))?\}$/s.exec(piece);
      if (!match) return undefined;
      const [, key = '', path = '', specifier = ''] = match;
      let value = key === '' ? positional[next++] : /^\d+$/.test(key) ? positional[Number(key)] : named.get(key);
      if (!value) return undefined;
      for (const step of path.match(/[^.[\]]+/g) ?? [])
        value = { kind: 'member', object: value, property: /^\d+$/.test(step) ? Number(step) : step, place };
      parts.push(/[bcdeEfFgGnoxX%]$/.test(specifier) ? asNumber(value, place) : value);
    }
  }
  return { kind: 'text', parts, place };
}
