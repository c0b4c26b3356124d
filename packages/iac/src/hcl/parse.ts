import { type Cursor, createCursor } from './cursor.ts';
import { readExpression } from './expression.ts';
import type { HclAttribute, HclBlock, HclBody } from './types.ts';

/**
 * Reads a file in HCL's native syntax, with the place of everything. Nothing is evaluated.
 * @throws BulkheadError BULKHEAD_BAD_TEMPLATE at the first place that is not HCL, or that nests too deep
 */
export function parseHcl(text: string, file: string): HclBody {
  return readBody(createCursor(text, file), false);
}

function readBody(cursor: Cursor, isInBlock: boolean): HclBody {
  const attributes = new Map<string, HclAttribute>();
  const blocks: HclBlock[] = [];
  const start = cursor.at;
  const place = cursor.place();
  for (;;) {
    cursor.withNewlines(false, () => cursor.skip());
    if (isInBlock && cursor.take('}')) break;
    if (cursor.at >= cursor.text.length) {
      if (isInBlock) cursor.fail('needs a "}" at the end of a block', start);
      break;
    }
    const at = cursor.place();
    const name = cursor.identifier() ?? cursor.fail('needs the name of an attribute or of a block here');
    cursor.skip();
    if (cursor.text[cursor.at] === '=' && cursor.text[cursor.at + 1] !== '=') {
      cursor.at++;
      if (attributes.has(name)) cursor.fail(`sets ${name} twice`);
      attributes.set(name, { name, value: readExpression(cursor), place: at });
      endLine(cursor, isInBlock);
      continue;
    }
    blocks.push(readBlock(cursor, name, at));
    endLine(cursor, isInBlock);
  }
  return { attributes, blocks, place };
}

function readBlock(cursor: Cursor, type: string, place: HclBlock['place']): HclBlock {
  const labels: string[] = [];
  for (;;) {
    cursor.skip();
    if (cursor.text[cursor.at] === '"') {
      const label = readExpression(cursor);
      if (label.kind !== 'literal') cursor.fail('has a label that is no plain text');
      else labels.push(String(label.value));
    } else if (cursor.text[cursor.at] === '{') {
      cursor.at++;
      return {
        type,
        labels,
        body: cursor.nested(() => cursor.withNewlines(true, () => readBody(cursor, true))),
        place,
      };
    } else {
      const label = cursor.identifier();
      if (label === undefined) return cursor.fail(`needs "=" or "{" after ${type}`);
      labels.push(label);
    }
  }
}

/** Something else may follow on the line only where a block ends on it. */
function endLine(cursor: Cursor, isInBlock: boolean): void {
  cursor.skip();
  const here = cursor.text[cursor.at];
  if (here === undefined || here === '\n' || (isInBlock && here === '}')) return;
  cursor.fail('needs a line’s end here');
}
