import type { Cursor } from './cursor.ts';
import { readHeredoc, readQuoted } from './template.ts';
import type { HclExpression } from './types.ts';

/** Binary operators, the loosest first; operators of one row have one strength. */
const OPERATORS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['>=', '<=', '>', '<'],
  ['+', '-'],
  ['*', '/', '%'],
];

const READERS = { expression: readExpression, forNames: readForNames };

/** Reads one expression at the cursor. */
export function readExpression(cursor: Cursor): HclExpression {
  return cursor.nested(() => {
    const test = readBinary(cursor, 0);
    if (!cursor.take('?')) return test;
    const then = cursor.withNewlines(false, () => {
      const value = readExpression(cursor);
      cursor.expect(':', 'after "?" and a value');
      return value;
    });
    const otherwise = readExpression(cursor);
    return { kind: 'conditional', test, then, otherwise, place: test.place };
  });
}

function readBinary(cursor: Cursor, level: number): HclExpression {
  const row = OPERATORS[level];
  if (!row) return readUnary(cursor);
  let left = readBinary(cursor, level + 1);
  for (;;) {
    cursor.skip();
    const operator = row.find((sign) => cursor.text.startsWith(sign, cursor.at) && !isOther(cursor, sign));
    if (operator === undefined) return left;
    cursor.at += operator.length;
    const right = readBinary(cursor, level + 1);
    left = { kind: 'binary', operator, left, right, place: left.place };
  }
}

/** `=>` and `=` are no operators of values, and a comment is no division. */
function isOther(cursor: Cursor, sign: string): boolean {
  const next = cursor.text[cursor.at + sign.length];
  return (sign === '/' && (next === '/' || next === '*')) || ((sign === '<' || sign === '>') && next === '=');
}

function readUnary(cursor: Cursor): HclExpression {
  cursor.skip();
  const place = cursor.place();
  for (const operator of ['!', '-'] as const) {
    if (cursor.take(operator)) {
      return cursor.nested(() => ({ kind: 'unary', operator, operand: readUnary(cursor), place }));
    }
  }
  return readSteps(cursor, readTerm(cursor));
}

function readTerm(cursor: Cursor): HclExpression {
  cursor.skip();
  const { text } = cursor;
  const start = cursor.at;
  const place = cursor.place();
  const here = text[start];
  if (here === '"') return readQuoted(cursor, READERS);
  if (text.startsWith('<<', start)) return readHeredoc(cursor, READERS);
  if (cursor.take('(')) {
    return cursor.withNewlines(false, () => {
      const inner = readExpression(cursor);
      cursor.expect(')', 'at the end of the brackets');
      return inner;
    });
  }
  if (cursor.take('[')) return cursor.withNewlines(false, () => readList(cursor, place));
  if (cursor.take('{')) return cursor.withNewlines(false, () => readObject(cursor, place));
  const number = /\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,4})?/y;
  number.lastIndex = start;
  const digits = number.exec(text)?.[0];
  if (digits !== undefined) {
    cursor.at += digits.length;
    return { kind: 'literal', value: Number(digits), place };
  }
  let name = cursor.identifier();
  if (name === undefined) return cursor.fail('needs a value here');
  // Functions of providers: provider::aws::arn_parse.
  while (text.startsWith('::', cursor.at)) {
    cursor.at += 2;
    name += `::${cursor.identifier() ?? ''}`;
  }
  if (text[cursor.at] === '(') return readCall(cursor, name, place);
  if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true', place };
  if (name === 'null') return { kind: 'literal', value: null, place };
  return { kind: 'variable', name, place };
}

function readCall(cursor: Cursor, name: string, place: HclExpression['place']): HclExpression {
  cursor.expect('(', 'after the function');
  return cursor.withNewlines(false, () => {
    const values: HclExpression[] = [];
    let expands = false;
    while (!cursor.take(')')) {
      values.push(readExpression(cursor));
      if (cursor.take('...')) expands = true;
      if (!cursor.take(',')) {
        cursor.expect(')', `after the arguments of ${name}`);
        break;
      }
    }
    return { kind: 'call', name, arguments: values, expands, place };
  });
}

function readList(cursor: Cursor, place: HclExpression['place']): HclExpression {
  if (cursor.word('for')) return readFor(cursor, ']', place);
  const items: HclExpression[] = [];
  while (!cursor.take(']')) {
    items.push(readExpression(cursor));
    if (!cursor.take(',')) {
      cursor.expect(']', 'at the end of the list');
      break;
    }
  }
  return { kind: 'list', items, place };
}

function readObject(cursor: Cursor, place: HclExpression['place']): HclExpression {
  if (cursor.word('for')) return readFor(cursor, '}', place);
  const entries: { key: HclExpression; value: HclExpression }[] = [];
  while (!cursor.take('}')) {
    const key = asKey(readExpression(cursor));
    if (!cursor.take('=')) cursor.expect(':', 'after a key');
    // A line's end ends an entry as a comma does: the next key cannot be part of this value.
    const value = cursor.withNewlines(true, () => {
      while (cursor.text[cursor.at] === '\n' || /\s/.test(cursor.text[cursor.at] ?? '')) cursor.at++;
      return readExpression(cursor);
    });
    entries.push({ key, value });
    cursor.take(',');
  }
  return { kind: 'object', entries, place };
}

/** A bare name is the key itself. */
function asKey(key: HclExpression): HclExpression {
  return key.kind === 'variable' ? { kind: 'literal', value: key.name, place: key.place } : key;
}

/** `for k, v in list : key => value... if condition`, behind its first word. */
function readFor(cursor: Cursor, end: ']' | '}', place: HclExpression['place']): HclExpression {
  const names = readForNames(cursor);
  const over = readExpression(cursor);
  cursor.expect(':', 'after what "for" goes over');
  const first = readExpression(cursor);
  let value = first;
  let key: HclExpression | undefined;
  if (end === '}') {
    cursor.expect('=>', 'after the key of "for"');
    key = first;
    value = readExpression(cursor);
  }
  const groups = cursor.take('...');
  const condition = cursor.word('if') ? readExpression(cursor) : undefined;
  cursor.expect(end, 'at the end of "for"');
  return {
    kind: 'for',
    names,
    over,
    value,
    groups,
    place,
    ...(key ? { key } : {}),
    ...(condition ? { condition } : {}),
  };
}

function readForNames(cursor: Cursor): string[] {
  const names: string[] = [];
  do names.push(cursor.identifier() ?? cursor.fail('needs a name after "for"'));
  while (cursor.take(','));
  if (!cursor.word('in')) cursor.fail('needs "in" after the names of "for"');
  return names;
}

/** `.name`, `.0`, `[index]`, `[*]`, `.*` behind a term. */
function readSteps(cursor: Cursor, start: HclExpression): HclExpression {
  let here = start;
  for (;;) {
    const { text, at } = cursor;
    const place = start.place;
    if (text.startsWith('[*]', at) || text.startsWith('.*', at)) {
      cursor.at += text[at] === '[' ? 3 : 2;
      here = readSplat(cursor, here, text[at] === '[');
      continue;
    }
    if (text[at] === '[') {
      cursor.at++;
      const of = here;
      here = cursor.withNewlines(false, () => {
        const index = readExpression(cursor);
        cursor.expect(']', 'after an index');
        return { kind: 'index', of, index, place };
      });
    } else if (text[at] === '.' && text[at + 1] !== '.') {
      cursor.at++;
      here = readName(cursor, here);
    } else return here;
  }
}

function readName(cursor: Cursor, of: HclExpression): HclExpression {
  const digits = /\d{1,9}/y;
  digits.lastIndex = cursor.at;
  const number = digits.exec(cursor.text)?.[0];
  const { place } = of;
  if (number !== undefined) {
    cursor.at += number.length;
    return { kind: 'index', of, index: { kind: 'literal', value: Number(number), place }, place };
  }
  const name = cursor.identifier();
  if (name === undefined) return cursor.fail('needs a name after "."');
  return { kind: 'attribute', of, name, place };
}

function readSplat(cursor: Cursor, of: HclExpression, full: boolean): HclExpression {
  const steps: ((item: HclExpression) => HclExpression)[] = [];
  const { place } = of;
  for (;;) {
    const { text, at } = cursor;
    if (text[at] === '.' && text[at + 1] !== '.') {
      cursor.at++;
      const name = readName(cursor, of);
      if (name.kind === 'attribute') steps.push((item) => ({ kind: 'attribute', of: item, name: name.name, place }));
      else if (name.kind === 'index') steps.push((item) => ({ kind: 'index', of: item, index: name.index, place }));
    } else if (full && text[at] === '[') {
      cursor.at++;
      const index = cursor.withNewlines(false, () => {
        const value = readExpression(cursor);
        cursor.expect(']', 'after an index');
        return value;
      });
      steps.push((item) => ({ kind: 'index', of: item, index, place }));
    } else break;
  }
  return { kind: 'splat', of, each: (item) => steps.reduce((value, step) => step(value), item), place };
}
