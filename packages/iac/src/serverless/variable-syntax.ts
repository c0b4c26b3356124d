/** A text with variables in it: literal parts and variables in order. */
export type Template = readonly (string | Variable)[];

/** `${a:b, c:d, 'e'}`: the first source that has a value gives it. */
export interface Variable {
  readonly sources: readonly Source[];
  /** As it stands in the file. */
  readonly text: string;
}

export type Source =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'nested'; readonly variable: Variable }
  | {
      readonly kind: 'call';
      readonly type: string;
      /** Between brackets; `undefined` where there are none. */
      readonly params: readonly Template[] | undefined;
      readonly address: Template | undefined;
    };

/** What is wrong with a variable; the caller knows the place. */
export class VariableSyntaxError extends Error {}

/** Variables inside variables; real projects stay under four. */
const MAX_NESTING = 12;
const OPENING = /\$\{\s*([a-z][\w-]*)\s*(?=\(|:(?!:))/y;
const CALL = /([a-z][\w-]*)\s*(?=\(|:(?!:))/y;
const LITERAL = /[\w.+-]+/y;

/**
 * Splits a text at its variables, after the grammar of
 * https://www.serverless.com/framework/docs/providers/aws/guide/variables.
 * `${AWS::Region}`, `${Logical}` and other text that is no variable of the framework stays text.
 * @returns `undefined` when the text holds no variable and no escape
 * @throws VariableSyntaxError
 */
export function parseTemplate(text: string): Template | undefined {
  if (!text.includes('${')) return undefined;
  const reader = { text, index: 0, depth: 0 };
  const template = readTemplate(reader, '');
  return template.length === 1 && template[0] === text ? undefined : template;
}

interface Reader {
  readonly text: string;
  index: number;
  depth: number;
}

/** Reads up to one of `ends` (not consumed), or to the end of the text where `ends` is empty. */
function readTemplate(reader: Reader, ends: string): Template {
  const parts: (string | Variable)[] = [];
  let literal = '';
  const flush = () => {
    if (literal !== '') parts.push(literal);
    literal = '';
  };
  while (reader.index < reader.text.length) {
    const char = reader.text[reader.index]!;
    if (ends.includes(char)) break;
    if (char === '\\' && reader.text.startsWith('${', reader.index + 1)) {
      literal += '${';
      reader.index += 3;
    } else if (char === '$' && isVariable(reader)) {
      flush();
      parts.push(readVariable(reader));
    } else {
      literal += char;
      reader.index++;
    }
  }
  flush();
  return parts;
}

function isVariable(reader: Reader): boolean {
  OPENING.lastIndex = reader.index;
  return OPENING.test(reader.text);
}

function readVariable(reader: Reader): Variable {
  if (++reader.depth > MAX_NESTING) throw new VariableSyntaxError(`nests variables more than ${MAX_NESTING} deep`);
  const start = reader.index;
  reader.index += 2;
  const sources: Source[] = [];
  for (;;) {
    skipSpace(reader);
    sources.push(readSource(reader, start));
    skipSpace(reader);
    const char = reader.text[reader.index++];
    if (char === '}') break;
    if (char !== ',') throw problem(reader, start, char === undefined ? 'is not closed with "}"' : 'is not understood');
  }
  reader.depth--;
  return { sources, text: reader.text.slice(start, reader.index) };
}

function readSource(reader: Reader, start: number): Source {
  const char = reader.text[reader.index];
  if (char === '"' || char === "'") return { kind: 'literal', value: readQuoted(reader, start) };
  if (char === '$' && isVariable(reader)) return { kind: 'nested', variable: readVariable(reader) };
  CALL.lastIndex = reader.index;
  const call = CALL.exec(reader.text);
  if (!call) return readLiteral(reader, start);
  reader.index = CALL.lastIndex;
  const params = reader.text[reader.index] === '(' ? readParams(reader, start) : undefined;
  skipSpace(reader);
  let address: Template | undefined;
  if (reader.text[reader.index] === ':') {
    reader.index++;
    address = trim(readTemplate(reader, ',}'));
  }
  return { kind: 'call', type: call[1]!, params, address };
}

function readParams(reader: Reader, start: number): Template[] {
  const params: Template[] = [];
  reader.index++;
  for (;;) {
    skipSpace(reader);
    const char = reader.text[reader.index];
    params.push(char === '"' || char === "'" ? [readQuoted(reader, start)] : trim(readTemplate(reader, ',)')));
    skipSpace(reader);
    const end = reader.text[reader.index++];
    if (end === ')') return params;
    if (end !== ',') throw problem(reader, start, 'has a "(" without its ")"');
  }
}

function readQuoted(reader: Reader, start: number): string {
  const quote = reader.text[reader.index]!;
  const from = ++reader.index;
  let value = '';
  for (; reader.index < reader.text.length; reader.index++) {
    const char = reader.text[reader.index]!;
    if (char === quote) {
      reader.index++;
      return value;
    }
    if (char === '\\' && quote === '"') value += reader.text[++reader.index] ?? '';
    else value += char;
  }
  reader.index = from;
  throw problem(reader, start, 'has a quote that is not closed');
}

function readLiteral(reader: Reader, start: number): Source {
  LITERAL.lastIndex = reader.index;
  const word = LITERAL.exec(reader.text)?.[0];
  if (word === undefined) throw problem(reader, start, 'lacks a source or a fallback');
  reader.index = LITERAL.lastIndex;
  if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true' };
  if (word === 'null') return { kind: 'literal', value: null };
  if (Number.isFinite(Number(word))) return { kind: 'literal', value: Number(word) };
  throw problem(reader, start, `has the fallback ${word}, which must stand in quotes`);
}

function skipSpace(reader: Reader): void {
  while (/\s/.test(reader.text[reader.index] ?? '')) reader.index++;
}

function trim(template: Template): Template {
  const parts = [...template];
  if (typeof parts[0] === 'string') parts[0] = parts[0].trimStart();
  const last = parts.length - 1;
  if (typeof parts[last] === 'string') parts[last] = parts[last].trimEnd();
  return parts.filter((part) => part !== '');
}

function problem(reader: Reader, start: number, what: string): VariableSyntaxError {
  const shown = reader.text.slice(start, start + 80);
  return new VariableSyntaxError(`the variable ${shown}${shown.length === 80 ? '…' : ''} ${what}`);
}
