import { isDigit, isLetter, startsWithOneOf } from '../characters.ts';
import {
  BACKSLASH,
  BACKTICK,
  BRACE,
  COLON,
  COMPARISON,
  DOLLAR,
  DOUBLE_DASH,
  HASH,
  NUL,
  PAREN,
  PERCENT,
  PIPE,
  QUOTE,
  SEMICOLON,
  SQL_STRONG,
  SQL_WEAK,
  STAR,
  WIDE,
  wordAt,
} from '../scan.ts';
import { type Look, makeLook, mayBeWord } from '../words/look.ts';

/** Signs of which one is enough to read a text as SQL. */
const SIGNS = COMPARISON | HASH | DOUBLE_DASH | DOLLAR | BACKSLASH | NUL | BRACE | BACKTICK | SEMICOLON;

/** Longer texts are read. */
const LONGEST = 160;

/**
 * Whether a short text is words, numbers and punctuation that say nothing in SQL: `12 Union Street`, `Zoë O'Neill`,
 * `drop it at the door`. Without a sign around them its words need one another: UNION needs SELECT, ORDER needs BY, `or` a number.
 * Everything that it does not know is no plain text.
 */
export function isPlainText(text: string, chars: number, worded: boolean): boolean {
  // Brackets call nothing in a text without a word of SQL.
  if (text.length > LONGEST) return false;
  const signs = chars & (worded || text.includes('_') ? SIGNS | PAREN : SIGNS);
  if (signs !== 0) return signs === DOUBLE_DASH && SLUG.test(text);
  const quoted = (chars & QUOTE) === 0 ? PLAIN : behindQuote(text, "'", worded) | behindQuote(text, '"', worded);
  if (quoted >= MORE) return false;
  if ((chars & PIPE) !== 0 && (text.includes('||') || text.includes('&&'))) return false;
  if ((chars & STAR) !== 0 && hasComment(text)) return false;
  if ((chars & PERCENT) !== 0 && /%[a-z]/i.test(text)) return false;
  if ((chars & WIDE) !== 0 && !isLatin(text)) return false;
  return (worded ? !saysSomething(text, quoted === NAME) : true) && ((chars & COLON) === 0 || !text.includes('::'));
}

/** `/guides/living-in-lyon--2`: words that hyphens join, with nothing between them that could end one for a database. */
const SLUG = /^[/a-z](?:[\w./]|-{1,2}(?=\w))*$/i;

/** Nothing that a query could go on with stands behind a quote: `it's`, `O'Neill`. */
const PLAIN = 0;
/** A name, with which a string begins: `"Thank you"`. */
const NAME = 1;
const MORE = 2;

/** What stands behind the first quote of a kind; behind a letter it may be a string's own sign (`x'27'`). */
function behindQuote(text: string, quote: string, worded: boolean): number {
  const at = text.indexOf(quote);
  if (at === -1 || at === text.length - 1) return PLAIN;
  const found = wordAt(text, at + 1);
  const end = at + 1 + (found >> 16);
  if (end === at + 1) return MORE;
  if (worded && isContraction(text, at + 1, end)) return PLAIN;
  if (isMore(text, at + 1, end)) return MORE;
  if (!worded) return PLAIN;
  return end > at + 2 && !isLetter(text.charCodeAt(at - 1)) && (found & (SQL_STRONG | SQL_WEAK)) === 0 ? NAME : MORE;
}

/** `s`, `t`, `d`, `m`, `ll`, `re`, `ve` */
function isContraction(text: string, start: number, end: number): boolean {
  const first = text.charCodeAt(start) | 32;
  if (end === start + 1) return first === 115 || first === 116 || first === 100 || first === 109;
  if (end !== start + 2) return false;
  const second = text.charCodeAt(start + 1) | 32;
  return first === 108 ? second === 108 : second === 101 && (first === 114 || first === 118);
}

/** Words of SQL that the shared scan does not tell of. */
const MORE_WORDS =
  'all analyze any as asc binary bulk comment commit contains dbcc deallocate deny desc detach distinct distinctrow do else end escape exists fetch for goto imp ' +
  'interval join listen match member notify on purge reconfigure regexp_like reset returning rollback rollup savepoint similar some table then top unlock using values when while with';

/** Made when a quote is first looked at. */
let more: ReadonlySet<string> | undefined;
let moreLook: Look | undefined;

function isMore(text: string, start: number, end: number): boolean {
  moreLook ??= makeLook(MORE_WORDS);
  if (!mayBeWord(text, start, end, moreLook)) return false;
  more ??= new Set(MORE_WORDS.split(' '));
  return more.has(text.slice(start, end).toLowerCase());
}

// A comment begins, other than in the `*/*` of an Accept header.
function hasComment(text: string): boolean {
  for (let at = text.indexOf('/*'); at !== -1; at = text.indexOf('/*', at + 1)) {
    if (text.charCodeAt(at - 1) !== 42) return true;
  }
  return false;
}

/** Letters of European languages and nothing that folds to a sign. */
function isLatin(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127 && (code < 0xc0 || code > 0x24f)) return false;
  }
  return true;
}

/**
 * Whether some word of SQL has what it needs.
 * @param quoted a string stands in the text, which is as good as a number
 */
function saysSomething(text: string, quoted: boolean): boolean {
  let compares = false;
  let judges = false;
  let selects = false;
  let chooses = false;
  let numbers = quoted;
  let from = 0;
  let end = 0;
  const { length } = text;
  for (let i = 0; i < length; ) {
    const code = text.charCodeAt(i);
    if (!isLetter(code)) {
      if (code === 95 || code === 64) return true;
      numbers ||= isDigit(code);
      i++;
      continue;
    }
    const start = i;
    while (i < length && isLetter(text.charCodeAt(i))) i++;
    from = start;
    end = i;
    const needs = needsOf(text, start, i);
    if (needs === undefined) continue;
    switch (needs) {
      case '':
        return true;
      case 'logic':
        if (mayBeCondition(text, i)) return true;
        judges = true;
        break;
      case 'compare':
        if (isBehindValue(text, start)) return true;
        compares = true;
        break;
      case 'clause':
        judges = true;
        break;
      case 'number':
        if (isDigit(text.charCodeAt(nextAt(text, i)))) return true;
        break;
      case 'choice':
        if (!isLetter(text.charCodeAt(nextAt(text, i))) || chooses) return true;
        break;
      case 'choices':
        numbers = chooses = true;
        break;
      case 'select':
        selects = true;
        break;
      case 'constant':
        numbers = true;
        break;
      case 'table':
        if (mayBeSystemTable(text, nextAt(text, i))) return true;
        numbers = true;
        break;
      default:
        if (startsWithOneOf(text, nextAt(text, i), needs)) return true;
    }
  }
  if ((judges && compares) || (selects && numbers)) return true;
  if (!mayNeed(text, from, end)) return false;
  const last = ` ${text.slice(from, end).toLowerCase()} `;
  return UNIONS.includes(last) || (numbers && CUT.includes(last));
}

const UNIONS = ' union except intersect minus ';
/** Behind these a statement that was cut off lacks something. */
const CUT = ' where from and or by set values ';

/** Behind a word of logic: a number and no word of prose behind it, or a constant, or a sign. */
function mayBeCondition(text: string, end: number): boolean {
  let i = nextAt(text, end);
  if (i >= text.length) return false;
  const code = text.charCodeAt(i);
  if (!isDigit(code)) return !isLetter(code) || startsWithOneOf(text, i, 'nobinutrfaunexcaalansodicusesyloroin');
  while (isDigit(text.charCodeAt(i)) || text.charCodeAt(i) === 46) i++;
  if (isLetter(text.charCodeAt(i))) return true;
  i = nextAt(text, i);
  if (!isLetter(text.charCodeAt(i))) return true;
  let wordEnd = i;
  while (isLetter(text.charCodeAt(wordEnd))) wordEnd++;
  return needsOf(text, i, wordEnd) !== undefined;
}

/** A number, a quote or a bracket stands before. */
function isBehindValue(text: string, start: number): boolean {
  let i = start - 1;
  while (i >= 0 && isBlank(text.charCodeAt(i))) i--;
  return i >= 0 && !isLetter(text.charCodeAt(i)) && !',.:!?&-'.includes(text[i]!);
}

/** `sysobjects`, `tempdb.x`, `a.b`: other tables that matter have a `_` in their name. */
function mayBeSystemTable(text: string, at: number): boolean {
  if (startsWithOneOf(text, at, 'symstedo')) return true;
  let end = at;
  while (isLetter(text.charCodeAt(end))) end++;
  return text.charCodeAt(end) === 46 && isLetter(text.charCodeAt(end + 1));
}

/** Behind blanks, also those of a query string that nobody decoded, and behind the end of a comment. */
function nextAt(text: string, end: number): number {
  let i = end;
  while (i < text.length && isBlank(text.charCodeAt(i))) i++;
  return i;
}

function isBlank(code: number): boolean {
  return code <= 32 || code === 42 || code === 43 || code === 47;
}

/** What a word of SQL needs in its text: how the next word begins, or one of the kinds above. */
function needsOf(text: string, start: number, end: number): string | undefined {
  if (!mayNeed(text, start, end)) return undefined;
  needs ??= new Map(NEEDS.flatMap(([need, words]) => words.split(' ').map((each) => [each, need] as const)));
  return needs.get(text.slice(start, end).toLowerCase());
}

let needs: Map<string, string> | undefined;

/** Whether a word may be one of {@link NEEDS}, or one that a statement is cut off behind. */
function mayNeed(text: string, start: number, end: number): boolean {
  needy ??= makeLook(NEEDS.map(([, words]) => words).join(' ') + UNIONS + CUT);
  return mayBeWord(text, start, end, needy);
}

let needy: Look | undefined;

const NEEDS: ReadonlyArray<readonly [string, string]> = [
  ['logic', 'or and xor eqv imp'],
  [
    'compare',
    'like rlike regexp ilike between in is div mod sounds similar glob match escape notnull isnull member contains',
  ],
  ['clause', 'where having'],
  ['aldisevata', 'union except intersect minus'],
  ['select', 'select'],
  [
    'constant',
    'null true false unknown sysdate localtime rownum rowid version user database schema char chr ascii sleep hex unhex',
  ],
  ['table', 'from join'],
  ['by', 'order group'],
  ['number', 'limit offset'],
  ['ouduin', 'into insert'],
  ['an', 'procedure'],
  ['im', 'exec execute'],
  ['deti', 'waitfor'],
  ['daloxm', 'load attach detach backup restore'],
  ['choice', 'when'],
  ['choices', 'case'],
  ['', 'collate handler copy oorr aandnd anandd uniunionon ununionion selselectect seselectlect'],
];
