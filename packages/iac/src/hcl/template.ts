import type { Cursor } from './cursor.ts';
import type { HclExpression, TemplatePart } from './types.ts';

/** How what is filled into a text is read; handed in, because expressions hold texts as well. */
export interface Readers {
  readonly expression: (cursor: Cursor) => HclExpression;
  readonly forNames: (cursor: Cursor) => string[];
}

/** `"text ${value}"` at the cursor. */
export function readQuoted(cursor: Cursor, readers: Readers): HclExpression {
  const place = cursor.place();
  cursor.at++;
  const parts = readParts(cursor, readers, (at) => cursor.text[at] === '"', true);
  if (cursor.text[cursor.at] !== '"') return cursor.fail('holds a text that has no end', cursor.at - 1);
  cursor.at++;
  return asExpression(parts, place);
}

/** `<<EOT … EOT`, and `<<-EOT`, whose common indentation is taken off. */
export function readHeredoc(cursor: Cursor, readers: Readers): HclExpression {
  const place = cursor.place();
  const opening = /<<(-?)([\w-]{1,200})[ \t]*\r?\n/y;
  opening.lastIndex = cursor.at;
  const match = opening.exec(cursor.text);
  if (!match) return cursor.fail('needs a name and a line’s end after "<<"');
  const start = cursor.at + match[0].length;
  const closing = new RegExp(`^[ \\t]*${match[2]!.replaceAll('-', '\\-')}[ \\t]*\\r?$`, 'm');
  const found = closing.exec(cursor.text.slice(start));
  if (!found) return cursor.fail(`holds a text that "${match[2]}" does not end`);
  const end = start + found.index;
  cursor.at = start;
  const parts = readParts(cursor, readers, (at) => at >= end, false);
  cursor.at = end + found[0].length;
  return asExpression(match[1] === '-' ? withoutIndent(parts) : parts, place);
}

/** The parts of a template until `isEnd`; the cursor stays there. */
function readParts(cursor: Cursor, readers: Readers, isEnd: (at: number) => boolean, escapes: boolean): TemplatePart[] {
  const { text } = cursor;
  const root: TemplatePart[] = [];
  // Directives that are open: where their parts go, and what closes them.
  const open: { parts: TemplatePart[]; onElse?: () => TemplatePart[]; end: 'endif' | 'endfor' }[] = [];
  let parts = root;
  let literal = '';
  let trimNext = false;
  const flush = () => {
    if (trimNext) {
      literal = literal.replace(/^\s+/, '');
      if (literal !== '') trimNext = false;
    }
    if (literal !== '') parts.push(literal);
    literal = '';
  };
  while (cursor.at < text.length && !isEnd(cursor.at)) {
    const at = cursor.at;
    if (text.startsWith('$${', at) || text.startsWith('%%{', at)) {
      literal += text.slice(at + 1, at + 3);
      cursor.at += 3;
    } else if (text.startsWith('${', at) || text.startsWith('%{', at)) {
      cursor.at += 2;
      if (text[cursor.at] === '~') {
        literal = literal.replace(/\s+$/, '');
        cursor.at++;
      }
      flush();
      cursor.withNewlines(false, () =>
        cursor.nested(() => (text[at] === '$' ? parts.push(readers.expression(cursor)) : directive())),
      );
      trimNext = cursor.take('~');
      cursor.expect('}', 'at the end of what is filled in');
    } else if (escapes && text[at] === '\\') {
      literal += readEscape(cursor);
    } else if (escapes && text[at] === '\n') {
      cursor.fail('holds a text that does not end on its line', at);
    } else {
      literal += text[at];
      cursor.at++;
    }
  }
  flush();
  if (open.length > 0) cursor.fail(`needs "%{ ${open.at(-1)!.end} }"`);
  return root;

  function directive(): void {
    if (cursor.word('if')) {
      const test = readers.expression(cursor);
      const then: TemplatePart[] = [];
      const otherwise: TemplatePart[] = [];
      parts.push({ kind: 'if', test, then, otherwise });
      open.push({ parts, onElse: () => otherwise, end: 'endif' });
      parts = then;
    } else if (cursor.word('for')) {
      const names = readers.forNames(cursor);
      const body: TemplatePart[] = [];
      parts.push({ kind: 'each', names, over: readers.expression(cursor), body });
      open.push({ parts, end: 'endfor' });
      parts = body;
    } else if (cursor.word('else')) {
      const otherwise = open.at(-1)?.onElse;
      if (!otherwise) cursor.fail('has an "else" without an "if"');
      parts = otherwise!();
    } else {
      const top = open.pop();
      if (!top || !cursor.word(top.end)) cursor.fail('needs "if", "for", "else" or the end of one of them after "%{"');
      parts = top!.parts;
    }
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

function readEscape(cursor: Cursor): string {
  const unicode = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/y;
  unicode.lastIndex = cursor.at;
  const match = unicode.exec(cursor.text);
  if (match) {
    cursor.at += match[0].length;
    return String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(match[1] ?? match[2]!, 16)));
  }
  const character = ESCAPES[cursor.text[cursor.at + 1] ?? ''];
  if (character === undefined) return cursor.fail('holds an escape that HCL does not know');
  cursor.at += 2;
  return character;
}

function asExpression(parts: readonly TemplatePart[], place: HclExpression['place']): HclExpression {
  if (parts.length === 0) return { kind: 'literal', value: '', place };
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'string') return { kind: 'literal', value: only, place };
  if (parts.length === 1 && typeof only === 'object' && 'place' in only) return only;
  return { kind: 'template', parts, place };
}

/** Takes off what all lines begin with; only literals at the start of a line have indentation. */
function withoutIndent(parts: readonly TemplatePart[]): TemplatePart[] {
  let least = Number.POSITIVE_INFINITY;
  parts.forEach((part, index) => {
    if (typeof part !== 'string') {
      if (index === 0) least = 0;
      return;
    }
    const lines = part.split('\n');
    lines.forEach((line, row) => {
      const startsLine = row > 0 || index === 0;
      const isLastRest = row === lines.length - 1 && line.trim() === '' && index === parts.length - 1;
      const isBlank = line.trim() === '' && row < lines.length - 1;
      if (startsLine && !isLastRest && !isBlank) least = Math.min(least, /^[ \t]*/.exec(line)![0].length);
    });
  });
  if (!Number.isFinite(least) || least === 0) return [...parts];
  const indent = new RegExp(`\\n[ \\t]{1,${least}}`, 'g');
  return parts.map((part, index) => {
    if (typeof part !== 'string') return part;
    const inner = part.replace(indent, '\n');
    return index === 0 ? inner.slice(Math.min(least, /^[ \t]*/.exec(inner)![0].length)) : inner;
  });
}
