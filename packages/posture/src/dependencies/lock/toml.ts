import { LIMITS } from '../limits.ts';

export type TomlValue = string | readonly TomlValue[] | { readonly [key: string]: TomlValue };

/** One `[table]` or `[[array of tables]]` with its own keys; tables in it follow as tables of their own. */
export interface TomlTable {
  /** `['package', 'dependencies']`; empty for what stands before the first header. */
  readonly path: readonly string[];
  readonly isArray: boolean;
  /** Counted from 1. */
  readonly line: number;
  readonly values: ReadonlyMap<string, TomlValue>;
}

/**
 * TOML as lock files and pyproject.toml hold it (https://toml.io/en/v1.0.0): numbers, dates and truth values stay texts,
 * dotted keys keep their dots. Our own reader because findings need lines, which the libraries do not tell.
 * @throws RangeError with the line, for what is no TOML
 */
export function parseToml(text: string): TomlTable[] {
  const reader: Reader = { text, at: 0, line: 1 };
  let values = new Map<string, TomlValue>();
  const tables: TomlTable[] = [{ path: [], isArray: false, line: 1, values }];
  for (skipBlank(reader); reader.at < text.length; skipBlank(reader)) {
    const line = reader.line;
    if (text[reader.at] === '[') {
      const isArray = text[reader.at + 1] === '[';
      reader.at += isArray ? 2 : 1;
      const path = readKey(reader, ']');
      reader.at += isArray ? 2 : 1;
      values = new Map();
      tables.push({ path, isArray, line, values });
      if (tables.length > LIMITS.needs) throw new RangeError(`line ${line}: too many tables`);
    } else {
      const key = readKey(reader, '=').join('.');
      reader.at++;
      values.set(key, readValue(reader, 0));
    }
    expectLineEnd(reader);
  }
  return tables;
}

interface Reader {
  readonly text: string;
  at: number;
  line: number;
}

function fail(reader: Reader, what: string): never {
  throw new RangeError(`line ${reader.line}: ${what}`);
}

function skipSpaces(reader: Reader): void {
  while (reader.text[reader.at] === ' ' || reader.text[reader.at] === '\t') reader.at++;
}

/** Spaces, line ends and comments. */
function skipBlank(reader: Reader): void {
  for (;;) {
    const char = reader.text[reader.at];
    if (char === '\n') reader.line++;
    else if (char === '#') {
      const end = reader.text.indexOf('\n', reader.at);
      reader.at = end === -1 ? reader.text.length : end;
      continue;
    } else if (char !== ' ' && char !== '\t' && char !== '\r') return;
    reader.at++;
  }
}

function expectLineEnd(reader: Reader): void {
  skipSpaces(reader);
  const char = reader.text[reader.at];
  if (char !== undefined && char !== '\n' && char !== '\r' && char !== '#') fail(reader, `unexpected "${char}"`);
}

function readKey(reader: Reader, end: string): string[] {
  const parts: string[] = [];
  for (;;) {
    skipSpaces(reader);
    const char = reader.text[reader.at];
    if (char === '"' || char === "'") parts.push(readString(reader));
    else {
      const bare = /[A-Za-z0-9_-]{1,1000}/y;
      bare.lastIndex = reader.at;
      const found = bare.exec(reader.text)?.[0];
      if (found === undefined) fail(reader, 'a key is missing');
      parts.push(found);
      reader.at += found.length;
    }
    skipSpaces(reader);
    if (reader.text[reader.at] === end) return parts;
    if (reader.text[reader.at] !== '.' || parts.length > LIMITS.depth) fail(reader, `"${end}" is missing`);
    reader.at++;
  }
}

function readValue(reader: Reader, depth: number): TomlValue {
  if (depth > LIMITS.depth) fail(reader, 'values nest too deep');
  skipSpaces(reader);
  const char = reader.text[reader.at];
  if (char === '"' || char === "'") return readString(reader);
  if (char === '[') return readArray(reader, depth);
  if (char === '{') return readInlineTable(reader, depth);
  const plain = /[^\s,\]}#]{1,100}/y;
  plain.lastIndex = reader.at;
  const found = plain.exec(reader.text)?.[0];
  if (found === undefined) fail(reader, 'a value is missing');
  reader.at += found.length;
  return found;
}

function readArray(reader: Reader, depth: number): TomlValue[] {
  const items: TomlValue[] = [];
  reader.at++;
  for (skipBlank(reader); reader.text[reader.at] !== ']'; skipBlank(reader)) {
    items.push(readValue(reader, depth + 1));
    skipBlank(reader);
    if (reader.text[reader.at] === ',') reader.at++;
    else if (reader.text[reader.at] !== ']') fail(reader, '"]" is missing');
  }
  reader.at++;
  return items;
}

function readInlineTable(reader: Reader, depth: number): { [key: string]: TomlValue } {
  const entries: [string, TomlValue][] = [];
  reader.at++;
  for (skipBlank(reader); reader.text[reader.at] !== '}'; skipBlank(reader)) {
    const key = readKey(reader, '=').join('.');
    reader.at++;
    entries.push([key, readValue(reader, depth + 1)]);
    skipBlank(reader);
    if (reader.text[reader.at] === ',') reader.at++;
    else if (reader.text[reader.at] !== '}') fail(reader, '"}" is missing');
  }
  reader.at++;
  return Object.fromEntries(entries);
}

function readString(reader: Reader): string {
  const quote = reader.text[reader.at]!;
  const long = reader.text.startsWith(quote.repeat(3), reader.at) ? quote.repeat(3) : quote;
  const start = reader.at + long.length;
  let end = reader.text.indexOf(long, start);
  if (quote === '"')
    while (end !== -1 && slashesBefore(reader.text, end, start) % 2 === 1) end = reader.text.indexOf(long, end + 1);
  if (end === -1) fail(reader, 'a text does not end');
  const raw = reader.text.slice(start, end);
  const lines = raw.split('\n').length - 1;
  if (lines > 0 && long.length === 1) fail(reader, 'a text does not end');
  reader.line += lines;
  reader.at = end + long.length;
  return quote === '"' && raw.includes('\\') ? unescapeText(raw) : raw;
}

function slashesBefore(text: string, at: number, start: number): number {
  let count = 0;
  while (at - 1 - count >= start && text[at - 1 - count] === '\\') count++;
  return count;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

function unescapeText(raw: string): string {
  return raw.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/g, (_all, short, long, other) => {
    const code = Number.parseInt(short ?? long ?? '', 16);
    if (Number.isNaN(code)) return ESCAPES[other] ?? other;
    return code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}

/** A field that should be a text. */
export function tomlText(value: TomlValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function tomlList(value: TomlValue | undefined): readonly TomlValue[] {
  return Array.isArray(value) ? value : [];
}

export function tomlFields(value: TomlValue | undefined): Readonly<Record<string, TomlValue>> {
  return typeof value === 'object' && !Array.isArray(value) ? (value as Readonly<Record<string, TomlValue>>) : {};
}
