import { type Cursor, createCursor } from '../hcl/cursor.ts';
import { readExpression } from '../hcl/expression.ts';

/** A body of HCL by its offsets, for edits of its text. */
export interface BodySpan {
  readonly attributes: readonly AttributeSpan[];
  readonly blocks: readonly BlockSpan[];
}

export interface AttributeSpan {
  readonly name: string;
  readonly start: number;
  readonly valueStart: number;
  /** Of a plain value; of an expression, behind the comment that may follow it. */
  readonly end: number;
  /** A number, truth or text without escapes. */
  readonly isPlain: boolean;
}

export interface BlockSpan {
  readonly type: string;
  readonly labels: readonly string[];
  readonly start: number;
  /** Of the braces. */
  readonly opens: number;
  readonly closes: number;
  readonly body: BodySpan;
}

const PLAIN = /^(?:true|false|null|\d+(?:\.\d+)?|"[^"$%\\\n]*")(?![\w.])/;

/** @throws BulkheadError BULKHEAD_BAD_TEMPLATE where the text is no HCL */
export function readSpans(text: string, file: string): BodySpan {
  return readBody(createCursor(text, file), false);
}

function readBody(cursor: Cursor, isInBlock: boolean): BodySpan {
  const attributes: AttributeSpan[] = [];
  const blocks: BlockSpan[] = [];
  for (;;) {
    cursor.withNewlines(false, () => cursor.skip());
    if (cursor.at >= cursor.text.length || (isInBlock && cursor.text[cursor.at] === '}')) return { attributes, blocks };
    const start = cursor.at;
    const name = cursor.identifier() ?? cursor.fail('needs the name of an attribute or of a block here');
    cursor.skip();
    if (cursor.text[cursor.at] === '=' && cursor.text[cursor.at + 1] !== '=') {
      cursor.at++;
      cursor.skip();
      const valueStart = cursor.at;
      const value = readExpression(cursor);
      const plain = value.kind === 'literal' ? PLAIN.exec(cursor.text.slice(valueStart, cursor.at))?.[0] : undefined;
      const end = plain === undefined ? cursor.at : valueStart + plain.length;
      attributes.push({ name, start, valueStart, end, isPlain: plain !== undefined });
    } else blocks.push(readBlock(cursor, name, start));
  }
}

function readBlock(cursor: Cursor, type: string, start: number): BlockSpan {
  const labels: string[] = [];
  for (;;) {
    cursor.skip();
    if (cursor.text[cursor.at] === '{') {
      const opens = cursor.at++;
      const body = cursor.nested(() => cursor.withNewlines(true, () => readBody(cursor, true)));
      const closes = cursor.at;
      cursor.expect('}', 'at the end of a block');
      return { type, labels, start, opens, closes, body };
    }
    if (cursor.text[cursor.at] === '"') {
      const label = readExpression(cursor);
      labels.push(label.kind === 'literal' ? String(label.value) : cursor.fail('has a label that is no plain text'));
    } else labels.push(cursor.identifier() ?? cursor.fail(`needs "=" or "{" after ${type}`));
  }
}
