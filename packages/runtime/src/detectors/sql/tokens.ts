import { isLetter } from '../characters.ts';
import { spend } from '../spent.ts';
import {
  commentEnd,
  isComparison,
  isDigit,
  isQuote,
  lineEnd,
  numberEnd,
  quotedEnd,
  skipBlanks,
  stringEnd,
  wordEnd,
} from './lexemes.ts';
import { isPackage, kindOf, mayBeKnown, type SqlToken } from './vocabulary.ts';

/** What all readings of one text share. */
export interface Fuel {
  /** Tokens that may still be read. */
  tokens: number;
  /** The last tokens were given out. */
  refilled: boolean;
  /** Where the blanks at the end of the text begin. */
  readonly end: number;
}

/** So many that honest texts never come near, so few that a hostile text costs some 50 microseconds. */
const FUEL = 400;

/** @param share of the work that one reading may take */
export function fuelFor(text: string, share = 1): Fuel {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) <= 32) end--;
  return { tokens: FUEL * share, refilled: false, end };
}

/** What a reading takes, and each of its tokens. */
const READING_STEPS = 100;
const TOKEN_STEPS = 60;

interface Token {
  readonly type: SqlToken;
  /** Start and end in the text. */
  readonly start: number;
  end: number;
  /** The word in lower case, the sign of an operator, `''` otherwise; `undefined`: a name that nobody asked for yet. */
  word: string | undefined;
}

/** A text that is being read as SQL of any dialect: tokens are made when they are asked for. */
export interface Sql {
  readonly text: string;
  readonly tokens: Token[];
  /** Where reading goes on. */
  next: number;
  /** Braces that were opened as brackets. */
  braces: number;
  readonly fuel: Fuel;
}

/**
 * @param from where to begin: 0, or after the quote that ends the developer's string
 * @example typeAt(readSql('1 or 1=1', 0, fuelFor('1 or 1=1')), 1) // 'l'
 */
export function readSql(text: string, from: number, fuel: Fuel): Sql {
  fuel.tokens -= 2;
  spend(READING_STEPS);
  return { text, tokens: [], next: from, braces: 0, fuel };
}

function tokenAt(sql: Sql, at: number): Token | undefined {
  if (at < 0) return undefined;
  const { tokens } = sql;
  while (tokens.length <= at) if (!readToken(sql)) return undefined;
  return tokens[at];
}

/** `undefined` behind the last token. */
export function typeAt(sql: Sql, at: number): SqlToken | undefined {
  return tokenAt(sql, at)?.type;
}

/** `''` behind the last token, and for tokens without a word. */
export function wordAt(sql: Sql, at: number): string {
  const token = tokenAt(sql, at);
  if (token === undefined) return '';
  token.word ??= sql.text.slice(token.start, token.end).toLowerCase();
  return token.word;
}

export function tokenText(sql: Sql, at: number): string {
  const token = tokenAt(sql, at);
  return token === undefined ? '' : sql.text.slice(token.start, token.end);
}

export function startOf(sql: Sql, at: number): number {
  return tokenAt(sql, at)?.start ?? sql.text.length;
}

export function endOf(sql: Sql, at: number): number {
  return tokenAt(sql, at)?.end ?? sql.text.length;
}

/** A string without its closing quote: the developer's own closes it. */
export function isOpenString(sql: Sql, at: number): boolean {
  if (typeAt(sql, at) !== 's' || endOf(sql, at) !== sql.text.length) return false;
  const start = startOf(sql, at);
  return sql.text.length - start === 1 || sql.text[start] !== sql.text[sql.text.length - 1];
}

export function isEnd(sql: Sql, at: number): boolean {
  const type = typeAt(sql, at);
  return type === undefined || type === 'c' || type === ';';
}

export function hasWord(sql: Sql, from: number, word: string): boolean {
  for (let i = from; i < from + 24; i++) {
    if (typeAt(sql, i) === undefined) return false;
    if (wordAt(sql, i) === word) return true;
  }
  return false;
}

function push(sql: Sql, type: SqlToken, start: number, end: number, word: string | undefined): true {
  sql.tokens.push({ type, start, end, word });
  spend(TOKEN_STEPS + end - start);
  // A string that nothing closes is read again behind each word of a hostile text.
  sql.fuel.tokens -= (end - start) >> 6;
  sql.next = end;
  return true;
}

function readToken(sql: Sql): boolean {
  const { text } = sql;
  const { length } = text;
  for (;;) {
    const i = sql.next;
    if (i >= length) return false;
    const code = text.charCodeAt(i);
    if (code <= 32 || code === 0xa0 || code === 0x3000 || code === 0xfffd) {
      if (code === 0 && i >= sql.fuel.end) return push(sql, 'c', i, length, '\0');
      sql.next++;
      continue;
    }
    // Comments are work too. Out of fuel: something unknown follows, not the end.
    if (sql.fuel.tokens-- <= 0) return push(sql, '?', length, length, '');
    const lower = code | 32;
    if ((lower >= 97 && lower <= 122) || code === 95) return readWord(sql, i);
    if (isDigit(code)) return push(sql, 'n', i, numberEnd(text, i), '');
    switch (code) {
      case 39: // '
      case 34: // "
      case 0xb4: // ´
        return push(sql, 's', i, stringEnd(text, i), '');
      case 96: {
        const end = text.indexOf('`', i + 1);
        return push(sql, 'v', i, end === -1 ? length : end + 1, '');
      }
      case 91: {
        // [name] of Transact-SQL, or an index: array[id]
        const size = text.slice(i, i + 64).indexOf(']');
        if (size === -1) return push(sql, '?', i, i + 1, '[');
        const end = i + size;
        const name = lastToken(sql);
        if (name?.type === 'v' && name.end === i) {
          name.word ??= text.slice(name.start, name.end).toLowerCase();
          name.end = sql.next = end + 1;
          continue;
        }
        return push(sql, 'v', i, end + 1, '');
      }
      case 40:
      case 41:
      case 44:
      case 59:
        return push(sql, text[i] as SqlToken, i, i + 1, '');
      case 36: {
        // $$…$$ and $tag$…$tag$ of PostgreSQL
        const size = text.slice(i + 1, i + 16).indexOf('$') + 2;
        const end = size === 1 ? -1 : text.indexOf(text.slice(i, i + size), i + size);
        if (end !== -1) return push(sql, 's', i, end + size, '');
        // MySQL takes `$$` for a name.
        return size === 2 ? push(sql, 'v', i, i + 2, '$$') : push(sql, '?', i, i + 1, '$');
      }
      case 64: {
        // @x, @@version, @`x`; @> and @? of PostgreSQL's JSON
        const after = text.charCodeAt(i + 1);
        if (after === 62 || after === 63) return push(sql, 'o', i, i + 2, text.slice(i, i + 2));
        let end = i + 1;
        while (end < length && text.charCodeAt(end) === 64) end++;
        if (text.charCodeAt(end) === 96) {
          const quote = text.indexOf('`', end + 1);
          return push(sql, 'n', i, quote === -1 ? length : quote + 1, '@');
        }
        const name = wordEnd(text, end);
        if (name > end) return push(sql, 'n', i, name, '@');
        // MySQL's variable of an empty name: `(@)`, `@:=`
        if (end - i === 1 && isLast(sql, '(,E') && isVariableEnd(text.charCodeAt(end)))
          return push(sql, 'n', i, end, '@');
        return push(sql, end - i > 1 ? 'o' : '?', i, end, '@@');
      }
      case 35: {
        const after = text.charCodeAt(i + 1);
        const quoted = text.charCodeAt(i + 2) === 32 || text.charCodeAt(i + 2) === 39 || text.charCodeAt(i + 2) === 62;
        if ((after === 62 || after === 45) && quoted) {
          return push(sql, 'o', i, text.charCodeAt(i + 2) === 62 ? i + 3 : i + 2, '#>');
        }
        if (skipLine(sql, i)) continue;
        return push(sql, 'c', i, length, '#');
      }
      case 45: // -
        if (text.charCodeAt(i + 1) === 45) {
          if (skipLine(sql, i)) continue;
          return push(sql, 'c', i, length, '--');
        }
        if (text.charCodeAt(i + 1) === 62) {
          return push(sql, 'o', i, text.charCodeAt(i + 2) === 62 ? i + 3 : i + 2, '->');
        }
        return push(sql, 'o', i, i + 1, '-');
      case 47: // /
        if (text.charCodeAt(i + 1) !== 42) return push(sql, 'o', i, i + 1, '/');
        if (text.charCodeAt(i + 2) === 33) {
          // What MySQL and MariaDB execute inside of /*!50000 … */ and /*M! … */ is read.
          sql.next = i + 3;
          while (sql.next < length && isDigit(text.charCodeAt(sql.next))) sql.next++;
          continue;
        }
        {
          const end = commentEnd(text, i + 2);
          if (end === -1) return push(sql, 'c', i, length, '/*');
          sql.next = end + 2;
          continue;
        }
      case 42: // *
        if (text.charCodeAt(i + 1) === 47) {
          sql.next += 2;
          continue;
        }
        return push(sql, 'o', i, i + 1, '*');
      case 124: // |
        if (text.charCodeAt(i + 1) === 124) return push(sql, 'l', i, i + 2, '||');
        return push(sql, 'o', i, i + 1, '|');
      case 38: // &
        if (text.charCodeAt(i + 1) === 38) return push(sql, 'l', i, i + 2, '&&');
        // A comparison that a page or a list has escaped: `0'&lt;'2'#`.
        if (text.startsWith('lt;', i + 1)) return push(sql, 'o', i, i + 4, '<');
        return push(sql, 'o', i, i + 1, '&');
      case 33: // !
        if (text.charCodeAt(i + 1) === 61)
          return push(sql, 'o', i, text.charCodeAt(i + 2) === 61 ? i + 3 : i + 2, '!=');
        return push(sql, 'u', i, i + 1, '!');
      case 126: {
        // `~` between values compares by pattern in PostgreSQL, before one it is a bitwise not.
        const star = text.charCodeAt(i + 1) === 42 || text.charCodeAt(i + 1) === 126;
        if (isLast(sql, 'nsv)')) return push(sql, 'o', i, star ? i + 2 : i + 1, '~');
        return push(sql, 'u', i, i + 1, '~');
      }
      case 60:
      case 61:
      case 62: {
        // `</em>`: the end of an element, which no operator begins with.
        if (code === 60 && text.charCodeAt(i + 1) === 47 && text.charCodeAt(i + 2) !== 42)
          return push(sql, '?', i, i + 2, '</');
        let end = i + 1;
        while (end < length && end - i < 3 && isComparison(text.charCodeAt(end))) end++;
        if (code === 60 && text.charCodeAt(i + 1) === 64) end = i + 2;
        return push(sql, 'o', i, end, text.slice(i, end));
      }
      case 43:
        // Also a blank of a query string that nobody decoded: `1+or+1=1`.
        if (isPlusBlank(sql, i)) {
          sql.next++;
          continue;
        }
        return push(sql, 'o', i, i + 1, '+');
      case 37:
      case 94:
        return push(sql, 'o', i, i + 1, text[i]!);
      case 58:
        if (text.charCodeAt(i + 1) === 58) return push(sql, 'o', i, i + 2, '::');
        if (text.charCodeAt(i + 1) === 61 && lastToken(sql)?.word === '@') return push(sql, 'o', i, i + 2, ':=');
        return push(sql, '?', i, i + 1, ':');
      case 46:
        if (isDigit(text.charCodeAt(i + 1))) return push(sql, 'n', i, numberEnd(text, i), '');
        // XPath's node itself: `name(.)`.
        if (text.charCodeAt(i + 1) === 41 && isLast(sql, '(')) return push(sql, 'v', i, i + 1, '.');
        return push(sql, '?', i, i + 1, '.');
      case 123:
        return readBrace(sql, i);
      case 125:
        if (sql.braces === 0) return push(sql, '?', i, i + 1, '');
        sql.braces--;
        return push(sql, ')', i, i + 1, '');
      case 63:
        if (text.charCodeAt(i + 1) === 124 || text.charCodeAt(i + 1) === 38) return push(sql, 'o', i, i + 2, '?|');
        // The question whether a key is there; elsewhere a placeholder.
        if (text.charCodeAt(i + 1) === 32 && isQuote(text.charCodeAt(i + 2))) return push(sql, 'o', i, i + 1, '?|');
        return push(sql, '?', i, i + 1, '?');
      case 0x2013: // en dash: `--` as word processors write it
      case 0x2014:
        if (sql.fuel.end - i <= 3) return push(sql, 'c', i, length, '--');
        return push(sql, '?', i, i + 1, 'w');
      default:
        return push(sql, '?', i, i + 1, code > 127 ? 'w' : '');
    }
  }
}

/** ODBC's `{fn …}` and `{ts '…'}`, MySQL's `{x 1}` under any name: brackets where a value or a table is due. */
function readBrace(sql: Sql, i: number): boolean {
  if (!isLast(sql, 'lEo(,ku')) return push(sql, '?', i, i + 1, '{');
  const head = sql.text.slice(i, i + 24);
  // Formulas of sheets name their columns so: `AND({Status} = 'x')`.
  const place = isLast(sql, 'o,') || sql.text.startsWith('((', i - 2) ? PLACE.exec(head) : null;
  if (place !== null) return push(sql, 'v', i, i + place[0].length, place[0]);
  const name = BRACE_NAME.exec(head);
  if (name === null) return push(sql, '?', i, i + 1, '{');
  sql.braces++;
  return push(sql, '(', i, i + name[0].length, '');
}

/** `{pos}`: what a tool fills in. */
const PLACE = /^\{[a-z_]\w{0,20}\}/i;

const BRACE_NAME = /^\{\s{0,4}(?:[a-z_]\w{0,12}(?=[\s('"@`])|`[^`]{1,12}`(?=[\s('"@`\d]))/i;

function readWord(sql: Sql, i: number): boolean {
  const { text } = sql;
  const end = wordEnd(text, i);
  const after = text.charCodeAt(end);
  // q'[…]' of Oracle, N'…', X'…', B'…', E'…', U&'…', _latin1'…'
  if (after === 39 && (end - i === 1 ? 'nqxbeNQXBE'.includes(text[i]!) : text.charCodeAt(i) === 95)) {
    return push(
      sql,
      's',
      i,
      end - i === 1 && (text.charCodeAt(i) | 32) === 113 ? quotedEnd(text, end) : stringEnd(text, end),
      '',
    );
  }
  if (end - i === 1 && after === 38 && (text.charCodeAt(i) | 32) === 117 && isQuote(text.charCodeAt(end + 1))) {
    return push(sql, 's', i, stringEnd(text, end + 1), '');
  }
  if (!mayBeWord(text, i, end)) {
    const called = text.charCodeAt(skipBlanks(text, end)) === 40;
    return readGlued(sql, i, end) || push(sql, called ? 'f' : 'v', i, end, undefined);
  }
  const word = text.slice(i, end).toLowerCase();
  const known = kindOf(word);
  if (known === undefined && readGlued(sql, i, end)) return true;
  if (known === undefined || known === 'd' || known === 'f' || known === 'n' || word === 'if' || word === 'replace') {
    const called = text.charCodeAt(skipBlanks(text, end)) === 40;
    if (called) return push(sql, known === 'd' ? 'd' : 'f', i, end, word);
    if (known === 'd' || known === 'f') return push(sql, 'v', i, end, word);
  }
  if (known === 'o' && CALLABLE.has(word) && !isLast(sql, VALUES) && text.charCodeAt(skipBlanks(text, end)) === 40) {
    return push(sql, 'f', i, end, word);
  }
  return push(sql, known ?? 'v', i, end, word);
}

/**
 * Where a name ends that stands at `from`, behind blanks, as its first token would, and that is no word of SQL nor called; -1 for
 * anything else. What most words of prose are is told so without a token.
 */
export function plainNameEnd(text: string, from: number): number {
  let start = from;
  while (start < text.length && text.charCodeAt(start) <= 32) start++;
  if (!isLetter(text.charCodeAt(start))) return -1;
  const end = wordEnd(text, start);
  // One letter may begin a string: `n'…'`, `u&"…"`.
  if (end - start === 1 && (text.charCodeAt(end) === 39 || text.charCodeAt(end) === 38)) return -1;
  if (mayBeWord(text, start, end) || text.charCodeAt(skipBlanks(text, end)) === 40) return -1;
  return end;
}

/** Whether it could be a word of SQL, by its shape; what has parts is looked up. */
function mayBeWord(text: string, start: number, end: number): boolean {
  if (mayBeKnown(text, start, end) || isPackage(text, start)) return true;
  for (let i = start + 1; i < end; i++) if (text.charCodeAt(i) === 46) return true;
  return false;
}

/** `1 or1=1`: some databases read a word up to the digits behind a value. */
function readGlued(sql: Sql, start: number, end: number): boolean {
  if (!isDigit(sql.text.charCodeAt(end - 1)) || end - start > 12 || !isLast(sql, VALUES)) return false;
  const glued = /^(?:or|and|xor)(?=\d{1,9}$)/i.exec(sql.text.slice(start, end))?.[0].toLowerCase();
  return glued !== undefined && push(sql, 'l', start, start + glued.length, glued);
}

/** Operators that are functions too: `like('a', x)`, `mod(1, 2)`. */
const CALLABLE = new Set(['like', 'glob', 'regexp', 'isnull', 'mod', 'div', 'regexp_like', 'match', 'contains']);

/** What a value ends with. */
const VALUES = 'nsv)u';

function lastToken(sql: Sql): Token | undefined {
  return sql.tokens.length === 0 ? undefined : sql.tokens[sql.tokens.length - 1];
}

function isLast(sql: Sql, types: string): boolean {
  const last = lastToken(sql);
  return last !== undefined && types.includes(last.type);
}

/** A comment to the end of its line is a blank when more follows. */
function skipLine(sql: Sql, from: number): boolean {
  const line = lineEnd(sql.text, from);
  if (line === -1 || line >= sql.fuel.end) return false;
  sql.next = line + 1;
  return true;
}

/** `)`, `,` or the `:` of `:=`. */
function isVariableEnd(code: number): boolean {
  return code === 41 || code === 44 || code === 58;
}

function isPlusBlank(sql: Sql, at: number): boolean {
  if (isLast(sql, 'lUESk(')) return true;
  const end = wordEnd(sql.text, at + 1);
  if (end === at + 1) return sql.text.charCodeAt(at + 1) === 43 || sql.text.startsWith('--', at + 1);
  const kind = end - at < 16 ? kindOf(sql.text.slice(at + 1, end).toLowerCase()) : undefined;
  return kind !== undefined && 'lUESk'.includes(kind);
}
