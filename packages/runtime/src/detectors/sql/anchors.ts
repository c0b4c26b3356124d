import type { Confidence } from '@bulkhead/core';
import { bytesOf } from '../bytes.ts';
import { isLetter } from '../characters.ts';
import { isCalled, mayCallWithNumber, mayCompare, mayGoOnWith } from './ahead.ts';
import { judgeChoice, judgeEffect } from './effects.ts';
import { isComparisonWord, readExpression } from './expressions.ts';
import { numberEnd, skipBlanks, wordEnd } from './lexemes.ts';
import { isSelectList, judgeUnion } from './selects.ts';
import { judgeDeclare, judgeStatement } from './statements.ts';
import { endOf, type Fuel, isEnd, readSql, type Sql, startOf, tokenText, typeAt, wordAt } from './tokens.ts';
import {
  ANCHOR_CALL,
  ANCHOR_CHOICE,
  ANCHOR_LOGIC,
  ANCHOR_OTHER,
  anchorsByShape,
  isPackage,
  isSystemTable,
  kindOf,
  mayBeKnown,
  shapeOf,
} from './vocabulary.ts';

/**
 * What is SQL wherever it stands in a text: UNION SELECT, a statement behind `;`, a sub-select, a call made for its
 * effect, a condition between constants. One pass over the characters; tokens are read only behind a word or sign that
 * could begin one of these.
 * @param whole the text is one statement from its first word on, which may hold sub-selects and conditions of its own
 */
export function judgeAnchors(text: string, fuel: Fuel, whole: boolean): Confidence | undefined {
  let found: Confidence | undefined;
  const { length } = text;
  const place: Place = { at: 0, end: 0, bits: 0 };
  const bytes = bytesOf(text, 0, 0);
  let i = fuel.tokens > 0 ? 0 : skipPadding(0, length, fuel);
  while (i < length && findAnchor(text, bytes, i, place)) {
    const verdict = mayBegin(text, place) ? judgePlace(text, place, fuel, whole) : undefined;
    i = place.end;
    if (verdict === 'high') return 'high';
    found ??= verdict;
    if (fuel.tokens <= 0) i = skipPadding(i, length, fuel);
  }
  return found;
}

/** A word or sign. */
interface Place {
  at: number;
  end: number;
  /** What the word may be, by its shape; 0 for signs and for names with dots or with `_`. */
  bits: number;
}

/** Moves on to the next word or sign that may begin something. Nothing is called here: this is where time goes, 1.5 ns a character. */
function findAnchor(text: string, bytes: Uint8Array, from: number, place: Place): boolean {
  const { length } = text;
  const sorts = SORTS;
  const anchors = anchorsByShape();
  let i = from;
  while (i < length) {
    const code = bytes[i]!;
    const sort = sorts[code]!;
    if (sort === 0) {
      i++;
      continue;
    }
    const at = i;
    if (sort >= LETTER) {
      let held = 0;
      let kind = sort;
      do {
        held |= kind;
        if (++i >= length) break;
        kind = sorts[bytes[i]!]!;
      } while (kind >= DIGIT);
      const next = i < length ? bytes[i]! : 0;
      let ending = bytes[i - 1]! & 31;
      if (i - at > 1) ending ^= (bytes[i - 2]! & 31) << 5;
      if (i - at > 2) ending ^= (bytes[i - 3]! & 31) << 10;
      const bits = anchors[shapeOf(code, ending, i - at)]! & ANCHOR_BITS;
      if (bits === 0 && held < UNDERSCORE && next !== 46) continue;
      // A function's name with a letter behind it is a word of prose: most of what is found.
      if (bits === ANCHOR_CALL && next === 32 && i + 1 < length && (bytes[i + 1]! | 32) >= 97) continue;
      place.at = at;
      place.end = i;
      place.bits = bits;
      return true;
    }
    i++;
    if (sort === DIGIT) {
      // `1e0union`
      if (code !== 36) i = numberEnd(text, at);
      continue;
    }
    if (code !== 59) {
      if (i >= length || bytes[i] !== code) continue;
      i++;
    }
    place.at = at;
    place.end = i;
    place.bits = 0;
    return true;
  }
  return false;
}

/** A look at what follows. Moves the end of a name with dots behind its last part. */
function mayBegin(text: string, place: Place): boolean {
  const { at, end, bits } = place;
  // `[create](x.md#create)`: a link of Markdown, and a name in brackets to SQL Server.
  if (text.charCodeAt(end) === 93 && text.charCodeAt(at - 1) === 91) return false;
  const code = text.charCodeAt(at);
  if (code === 59) return text.charCodeAt(end) !== 59 && mayStack(text, end);
  if (code === 38 || code === 124) return mayCompare(text, end);
  if (text.charCodeAt(end) === 46 && isDotted(text, end)) {
    place.end = dottedEnd(text, end);
    return isInSchema(text, at) && place.end - at < MOST && (at === 0 || isCalled(text, place.end));
  }
  if (end - at >= MOST) return false;
  switch (bits) {
    case 0:
      return isPackage(text, at);
    case ANCHOR_LOGIC:
      return mayCompare(text, end);
    case ANCHOR_CALL:
      return isCalled(text, end) || isPackage(text, at);
    case ANCHOR_CHOICE:
      return mayChoose(text, skipBlanks(text, end));
    default:
      return true;
  }
}

function judgePlace(text: string, { at, end }: Place, fuel: Fuel, whole: boolean): Confidence | undefined {
  // Looking the word up takes as long as two tokens.
  fuel.tokens -= 2;
  switch (text.charCodeAt(at)) {
    case 59:
      return !whole || isBehindQuote(text, at) ? judgeStacked(text, at, fuel) : undefined;
    case 38:
    case 124:
      return judgeLogic(text, at, fuel, whole);
    default:
      return judgeWord(text, at, end, fuel, whole);
  }
}

const ANCHOR_BITS = ANCHOR_LOGIC | ANCHOR_CALL | ANCHOR_CHOICE | ANCHOR_OTHER;
/** Longer words are none of SQL. */
const MOST = 64;

/** The end of `a.b.c`, from its first dot. */
function dottedEnd(text: string, dot: number): number {
  let i = dot + 1;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 128 && SORTS[code]! >= DIGIT) continue;
    if (code !== 46 || !isDotted(text, i)) break;
  }
  return i;
}

/** Padding has taken the work: what stands at the end is still looked at, once. */
function skipPadding(at: number, length: number, fuel: Fuel): number {
  if (at >= length - TAIL || fuel.refilled) return length;
  fuel.refilled = true;
  fuel.tokens = TAIL;
  return length - TAIL;
}

/** Characters at the end of a text that are looked at whatever came before. */
const TAIL = 200;

/** `;`, `|` and `&`. */
const SIGN = 1;
/** Goes on with a word, begins none. */
const DIGIT = 2;
const LETTER = 3;
const UNDERSCORE = 4;
const SORTS = /* @__PURE__ */ makeSorts();

function makeSorts(): Uint8Array {
  const sorts = new Uint8Array(256);
  sorts.fill(LETTER, 65, 91).fill(LETTER, 97, 123).fill(DIGIT, 48, 58);
  sorts[95] = UNDERSCORE;
  sorts[36] = DIGIT;
  sorts[59] = sorts[124] = sorts[38] = SIGN;
  return sorts;
}

/** Parts of a name behind a schema that databases bring along: `dbo`, `master`, `sys`, `utl_http`; not `time.sleep`. */
function isInSchema(text: string, at: number): boolean {
  const second = text.charCodeAt(at + 1) | 32;
  switch (text.charCodeAt(at) | 32) {
    case 99: // ctxsys
      return second === 116;
    case 100: // dbo, dbms_
      return second === 98;
    case 109: // master, msdb
      return second === 97 || second === 115;
    case 115: // sys
      return second === 121;
    case 117: // utl_, user_lock
      return second === 116 || second === 115;
    case 120: // xp_
      return second === 112;
    default:
      return false;
  }
}

/** `a.b` and Transact-SQL's `a..b` */
function isDotted(text: string, dot: number): boolean {
  return isLetter(text.charCodeAt(dot + 1)) || (text.charCodeAt(dot + 1) === 46 && isLetter(text.charCodeAt(dot + 2)));
}

function judgeWord(text: string, start: number, end: number, fuel: Fuel, whole: boolean): Confidence | undefined {
  const word = text.slice(start, end).toLowerCase();
  switch (kindOf(word)) {
    case 'l':
      return mayCompare(text, end) ? judgeLogic(text, start, fuel, whole) : undefined;
    case 'U': {
      if (!mayGoOnWith(text, end, 'al di se va ta')) return undefined;
      const verdict = judgeUnion(readSql(text, start, fuel), 0);
      return verdict !== undefined && whole ? judgeHonestUnion(readSql(text, end, fuel)) : verdict;
    }
    case 'E': {
      if (whole) return undefined;
      const before = lastSign(text, start);
      if (before !== 40 && before !== 125 && before !== 123) return undefined;
      if (before === 40 && isInStatement(text, start)) return undefined;
      // Behind the line of a fence or a comment: the query of a manual.
      if (start > 8 && !isBehindBracket(text, start)) return undefined;
      if (!isSelectList(readSql(text, end, fuel), 0) || !isQueryLike(text, start, fuel)) return undefined;
      // A whole query in brackets is sent by people too.
      return start < 8 && /^[\s(]{1,8}$/.test(text.slice(0, start)) ? 'medium' : 'high';
    }
    case 'd':
      return isCalled(text, end) || word.includes('p_') ? judgeEffect(text, start, fuel) : undefined;
    case 'S':
      if (word === 'if') return mayCallWithNumber(text, end) ? judgeChoice(readSql(text, start, fuel)) : undefined;
      return start > 0 ? judgeLooseStatement(text, start, word, fuel) : undefined;
    case 'k':
      return mayBeClause(text, end, word) ? judgeKeyword(text, start, word, fuel) : undefined;
    case 'f':
      return mayCallWithNumber(text, end) ? judgeChoice(readSql(text, start, fuel)) : undefined;
    default:
      return undefined;
  }
}

/**
 * A sub-select of a statement that began on a line of its own, as manuals have them, or the query of a common table
 * expression.
 */
function isInStatement(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - 400), start);
  if (/\w\s{1,8}as\s{1,8}\(\s{0,16}$/i.test(before))
    return !/['"]/.test(before) || /(?:^|\n)\s{0,8}with\s/i.test(before);
  const line =
    /(?:^|\n)[ \t>]{0,16}(?:with|select|insert\s{1,4}into|update|delete\s{1,4}from|create|explain)\s[^;]{1,400}$/i;
  return before.includes('\n') && line.test(before);
}

/** The bracket or the comment before it stands on the same line, or is an opening bracket. */
function isBehindBracket(text: string, start: number): boolean {
  let i = start - 1;
  let line = false;
  while (i >= 0 && text.charCodeAt(i) <= 32) if (text.charCodeAt(i--) === 10) line = true;
  return !line || text.charCodeAt(i) === 40;
}

/** Whether a statement could begin here. */
function mayStack(text: string, from: number): boolean {
  let i = skipBlanks(text, from);
  if (i >= text.length) return false;
  if (!isLetter(text.charCodeAt(i))) return !'0123456789\'"`<>=&|\\{}[]$@!?.,:'.includes(text[i]!);
  const start = i;
  while (isLetter(text.charCodeAt(i)) || text.charCodeAt(i) === 95) i++;
  return mayBeKnown(text, start, i) || text.charCodeAt(i) === 46;
}

/** `(select` in prose and code: "(select one)" is none. */
function isQueryLike(text: string, start: number, fuel: Fuel): boolean {
  const sql = readSql(text, start, fuel);
  const next = typeAt(sql, 1);
  return next !== 's' || typeAt(sql, 2) !== undefined;
}

/** UNION between honest queries names columns of tables; an injected one fills up with constants or asks the server. */
function judgeHonestUnion(sql: Sql): Confidence | undefined {
  for (let i = 0; i < 60; i++) {
    const type = typeAt(sql, i);
    if (type === undefined) return undefined;
    if (type === 'c' || type === 'd') return 'high';
    if (type === 'n' && (typeAt(sql, i + 1) === ',' || typeAt(sql, i - 1) === ',')) return 'high';
    if (wordAt(sql, i) === '@') return 'high';
    if (wordAt(sql, i) === 'from') {
      return isSystemTable(wordAt(sql, i + 1)) ||
        /^(?:users?|admins?|passwords?|accounts?|members?)$/.test(wordAt(sql, i + 1))
        ? 'high'
        : undefined;
    }
  }
  return undefined;
}

/** The sign before `at`, blanks left out; -1 at the start. */
function lastSign(text: string, at: number): number {
  let i = at - 1;
  while (i >= 0 && text.charCodeAt(i) <= 32) i--;
  // A comment as a blank.
  if (i > 2 && text.charCodeAt(i) === 47 && text.charCodeAt(i - 1) === 42) return 40;
  return i < 0 ? -1 : text.charCodeAt(i);
}

/** `or 1=1`, `and 'a'='a'`, `|| x=x`, `and sleep(5)` is found by its call. */
function judgeLogic(text: string, start: number, fuel: Fuel, whole: boolean): Confidence | undefined {
  const sql = readSql(text, start, fuel);
  // Generated queries have `and (1 = 1)`.
  if (whole && wordAt(sql, 0) === 'and') return undefined;
  let left = 1;
  while (typeAt(sql, left) === '(' || typeAt(sql, left) === 'u') left++;
  const type = typeAt(sql, left);
  if (type !== 'n' && type !== 's' && type !== 'v') return undefined;
  const operator = wordAt(sql, left + 1);
  if (typeAt(sql, left + 1) !== 'o' || !isComparisonWord(operator)) return undefined;
  let right = left + 2;
  if (typeAt(sql, right) === 'o' || typeAt(sql, right) === 'u') right++;
  const other = typeAt(sql, right);
  const equal = operator === '=' || operator === 'like' || operator === '<=>' || operator === '==';
  if (type === 'v') {
    if (tokenText(sql, left) === '' || other !== 'v') return undefined;
    // A page's own scripts: `a&&e=e`.
    if (text.length > LONG && (!equal || text.charCodeAt(start) === 38 || text.charCodeAt(start) === 124))
      return undefined;
    // "and a <a href=": a tag
    if (operator === '<' && isLetter(text.charCodeAt(endOf(sql, left + 1))) && text.includes('>', endOf(sql, left + 1)))
      return undefined;
    const same = tokenText(sql, left).toLowerCase() === tokenText(sql, right).toLowerCase();
    return same && operator !== '==' && (equal || !whole) ? (equal ? 'high' : 'medium') : undefined;
  }
  if (type === 'n' && other === 'n') {
    if (operator === '==') return 'medium';
    return equal
      ? 'high'
      : operator === '>' || operator === '<' || operator === '!=' || operator === '<>'
        ? 'low'
        : undefined;
  }
  if (type === 's' && other === 's' && equal) {
    if (isQuotedName(tokenText(sql, left), tokenText(sql, right))) return undefined;
    if (endOf(sql, left) - startOf(sql, left) > 60) return undefined;
    return endOf(sql, right) - startOf(sql, right) < 60 ? (operator === '==' ? 'medium' : 'high') : undefined;
  }
  return undefined;
}

/** `"status" = 'active'`: standard SQL writes names so. */
function isQuotedName(left: string, right: string): boolean {
  return (
    /^"[a-z_][\w. ]{0,60}"$/i.test(left) && /^'[^']{1,60}'$/.test(right) && left.slice(1, -1) !== right.slice(1, -1)
  );
}

/** Longer texts are documents and programs. */
const LONG = 600;

function isBehindQuote(text: string, at: number): boolean {
  const code = lastSign(text, at);
  return code === 39 || code === 34;
}

/** Behind so many characters a `;` is one of a program or of prose, unless a string or a bracket ends there. */
const FAR = 200;

/** A statement behind `;`, where data stands before and not a statement or a program. */
function judgeStacked(text: string, at: number, fuel: Fuel): Confidence | undefined {
  if (at > FAR && !isData(text, at)) return undefined;
  const sql = readSql(text, at + 1, fuel);
  let i = 0;
  while (typeAt(sql, i) === ';' || typeAt(sql, i) === '(') i++;
  const type = typeAt(sql, i);
  if (type !== 'S' && type !== 'E' && !(type === 'f' && wordAt(sql, i) === 'if')) return undefined;
  const verdict = judgeStatement(sql, i, true);
  if (verdict === undefined) return undefined;
  // A word or two behind a `;` are prose, unless data that ends there is what no prose ends with.
  if (at > FAR && (verdict === 'medium' || endsStatement(text, at))) return undefined;
  if (verdict === 'medium' && !/(?:^|[\d'")\0])\s{0,4}$/.test(text.slice(Math.max(0, at - 8), at))) return undefined;
  return isData(text, at) && !isSentence(text, at) ? verdict : undefined;
}

/** "choose a plan; delete from cart": words before, and behind the statement nothing that only a database reads. */
function isSentence(text: string, at: number): boolean {
  return (
    at <= FAR &&
    isLetter(text.charCodeAt(at - 1)) &&
    /^[^'"()=]{0,200}$/.test(text.slice(0, at)) &&
    /[a-z]{2,} [a-z]{1,20} [a-z]{1,20} [a-z]{2,}/i.test(text.slice(0, at)) &&
    !/[;'"()=@#*]|--/.test(text.slice(at + 1))
  );
}

/** How long a statement of a manual is, at most. */
const LONGEST_STATEMENT = 2000;

/**
 * The `;` of a script as manuals show them: the next statement has a line of its own, and the one that ends here began on one, with
 * all its strings closed.
 */
function endsStatement(text: string, at: number): boolean {
  if (!/^[ \t]{0,8}\r?\n/.test(text.slice(at + 1, at + 12))) return false;
  const from = Math.max(text.lastIndexOf(';', at - 1) + 1, at - LONGEST_STATEMENT);
  const before = text.slice(from, at);
  const start = before.search(STATEMENT_LINE);
  return start !== -1 && (before.slice(start).split("'").length & 1) === 1;
}

const STATEMENT_LINE =
  /^[ \t>]{0,16}(?:create|insert|select|update|delete|alter|drop|with|pragma|set|grant|begin|declare|use|replace|merge|truncate|call|explain|comment)\s/im;

/** What may stand before an injected `;`: nothing, a number, a word, or a value with a quote that it broke. */
function isData(text: string, at: number): boolean {
  if (at > FAR) return isBehindQuote(text, at) || lastSign(text, at) === 41;
  const before = text.slice(0, at);
  return (
    !before.includes('\n') && !/^\s*(?:select|insert|update|delete|create|alter|drop|use|set|begin)\s/i.test(before)
  );
}

/** Statements of Transact-SQL need no `;` between them: `1 waitfor delay '0:0:5'`. */
function judgeLooseStatement(text: string, start: number, word: string, fuel: Fuel): Confidence | undefined {
  // A script's line; what is injected stands behind a value.
  if (word === 'declare' && start > 0 && /\n[ \t]{0,16}$/.test(text.slice(Math.max(0, start - 18), start)))
    return judgeDeclare(readSql(text, start, fuel));
  if (word === 'waitfor' || word === 'declare' || word === 'load' || word === 'handler' || word === 'copy') {
    return judgeStatement(readSql(text, start, fuel), 0, false);
  }
  if (word === 'exec' || word === 'execute') {
    const sql = readSql(text, start, fuel);
    if (
      typeAt(sql, 1) === '(' &&
      (typeAt(sql, 2) === 'n' || (typeAt(sql, 2) === 's' && /^.{0,3}(?:xp_|sp_|drop|select)/i.test(tokenText(sql, 2))))
    )
      return (tokenText(sql, 2).startsWith('@') && typeAt(sql, 3) !== '(') || typeAt(sql, 2) === 's'
        ? 'high'
        : undefined;
    return judgeStatement(sql, 0, false);
  }
  return undefined;
}

function mayBeClause(text: string, end: number, word: string): boolean {
  switch (word) {
    case 'into':
      return mayGoOnWith(text, end, 'ou du');
    case 'procedure':
      return mayGoOnWith(text, end, 'an');
    case 'order':
    case 'group':
      return mayGoOnWith(text, end, 'by');
    case 'from':
    case 'join':
      return mayBeSystemTable(text, skipBlanks(text, end));
    case 'when':
    case 'having':
      return true;
    default:
      return false;
  }
}

/** "both read from information_schema.columns, which reports …": words before, and a sentence that goes on. */
function isToldOf(sql: Sql, text: string, start: number): boolean {
  if (!/[a-z]{2,} [a-z]{2,20} $/i.test(text.slice(Math.max(0, start - 48), start))) return false;
  if (/\b(?:select|delete|union|where)\b|['"(=]/i.test(text.slice(Math.max(0, start - 160), start))) return false;
  const next = typeAt(sql, 2);
  return next === undefined || next === 'v' || next === ',' || next === '?';
}

/** A number, or a call: of "when all" a look at one word tells that neither follows. */
function mayChoose(text: string, at: number): boolean {
  return !isLetter(text.charCodeAt(at)) || isCalled(text, wordEnd(text, at));
}

/** "he ended up having 29 + 65 = 94": words of prose before, and nothing that a query could end with. */
function isHadBySomebody(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - 48), start);
  return /[a-z]{2,} [a-z]{2,20} $/i.test(before) && !/\b(?:by|where|from)\b|["()=;#]|\W'|'\W/i.test(before);
}

function mayBeSystemTable(text: string, at: number): boolean {
  return !isLetter(text.charCodeAt(at)) || isSystemTable(text.slice(at, wordEnd(text, at)).toLowerCase());
}

function judgeKeyword(text: string, start: number, word: string, fuel: Fuel): Confidence | undefined {
  const sql = readSql(text, start, fuel);
  const next = wordAt(sql, 1);
  switch (word) {
    case 'into':
      return next === 'outfile' || next === 'dumpfile' ? 'high' : undefined;
    case 'procedure':
      return (next === 'analyse' || next === 'analyze') && typeAt(sql, 2) === '(' ? 'high' : undefined;
    case 'having':
      return !isHadBySomebody(text, start) && readExpression(sql, 1, false).constant ? 'medium' : undefined;
    case 'order':
      return next === 'by' && typeAt(sql, 2) === 'n' && typeAt(sql, 3) === 'c' ? 'medium' : undefined;
    case 'when':
      return judgeChoice(sql);
    case 'group':
      return next === 'by' && typeAt(sql, 2) === 'f' && /^concat/.test(wordAt(sql, 2)) ? 'medium' : undefined;
    default: {
      if (typeAt(sql, 1) !== 'v') return undefined;
      const table =
        next === ''
          ? tokenText(sql, 1)
              .replace(/[`[\]]/g, '')
              .toLowerCase()
          : next;
      if (!isSystemTable(table)) return undefined;
      if (isToldOf(sql, text, start)) return undefined;
      // "data from sys.path": alone it is a name of a program's.
      return table.startsWith('sys.') || table.startsWith('master') || table === 'dual' || table.startsWith('mysql.')
        ? isEnd(sql, 2) || typeAt(sql, 2) === 'k' || typeAt(sql, 2) === ')'
          ? /\bselect\b/i.test(text.slice(Math.max(0, start - 400), start))
            ? 'high'
            : undefined
          : undefined
        : 'high';
    }
  }
}
