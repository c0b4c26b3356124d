import type { Dialect } from '../hooks/database/statement.ts';
import type { Random } from './random.ts';

export type SqlDialect = Extract<Dialect, 'postgres' | 'mysql'>;

/** A query as it leaves for a server, and the strings of the event that it was made for. */
export interface TestQuery {
  /** How it was made: the group that it is counted in. */
  readonly how: string;
  readonly dialect: SqlDialect;
  readonly text: string;
  readonly values: readonly string[];
}

/** Puts a value into a statement as a library does. */
type Quote = (value: string) => string;

const doubled: Quote = (value) => `'${value.replaceAll("'", "''")}'`;
const backslashed: Quote = (value) =>
  // As mysql2 and mariadb escape.
  `'${value.replace(/[\0\b\t\n\r\x1a"'\\]/g, (sign) => `\\${SIGNS[sign] ?? sign}`)}'`;
const SIGNS: Readonly<Record<string, string>> = {
  '\0': '0',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\r': 'r',
  '\x1a': 'Z',
};

/** As each dialect may have it, with its server's defaults. */
export const QUOTES: Readonly<Record<SqlDialect, Readonly<Record<string, Quote>>>> = {
  postgres: {
    doubled,
    // As pg's escapeLiteral.
    literal: (value) => (value.includes('\\') ? ` E${doubled(value.replaceAll('\\', '\\\\'))}` : doubled(value)),
  },
  mysql: { backslashed, doubled: (value) => doubled(value.replaceAll('\\', '\\\\')) },
};

/** Statements with a place for one quoted value, of the kinds that functions send. */
export const STATEMENTS: readonly ((quoted: string) => string)[] = [
  (v) => `select * from items where name = ${v}`,
  (v) => `SELECT id, name, price FROM items WHERE name = ${v} AND shop_id = 7 ORDER BY created_at DESC LIMIT 20`,
  (v) => `select u.id, u.email from users u join orders o on o.user_id = u.id where u.email = ${v} or o.code = ${v}`,
  (v) => `insert into notes (owner, body, kind) values (7, ${v}, 'note')`,
  (v) => `insert into notes (owner, body) values (7, ${v}), (8, '-'), (9, '')`,
  (v) => `update users set display_name = ${v}, updated_at = now() where id = 42`,
  (v) => `delete from sessions where token = ${v} and expires_at < now()`,
  (v) => `select count(*) from events where kind in ('a', ${v}, 'b')`,
  (v) => `select coalesce(nickname, ${v}, 'nobody') as n from users where active = 1`,
  (v) => `with t as (select id, lower(name) as n from items) select * from t where n = lower(${v}) limit 10 offset 20`,
  (v) => `select * from a where x = 1 union all select * from b where y = ${v}`,
  (v) => `select case when name = ${v} then 'yes' else 'no' end as hit from items group by name having count(*) > 1`,
  (v) => `select * from items where name = ${v} /* route: list */`,
  (v) => `-- items by name\nselect *\nfrom items\nwhere name = ${v}\n  and not deleted`,
];

/** A value that was put into one of {@link STATEMENTS}, escaped as the dialect wants it. */
export function concatenated(values: readonly string[], random: Random): TestQuery {
  const dialect = random.oneIn(2) ? 'postgres' : 'mysql';
  const [name, quote] = random.pick(Object.entries(QUOTES[dialect]));
  const value = random.pick(values);
  const event = [value, random.pick(values), random.pick(values)];
  return { how: `concatenated, ${name}`, dialect, text: random.pick(STATEMENTS)(quote(value)), values: event };
}

/** A statement of others' with one of its texts replaced by an event's value, escaped. */
export function refilled(
  statement: string,
  dialect: SqlDialect,
  values: readonly string[],
  random: Random,
): TestQuery | undefined {
  if (/\\|\$\w*\$|--|\/\*|#/.test(statement)) return undefined;
  const texts = [...statement.matchAll(TEXTS)].filter(([text]) => text.startsWith("'"));
  if (texts.length === 0) return undefined;
  const text = random.pick(texts);
  const value = random.pick(values);
  const quote = random.pick(Object.values(QUOTES[dialect]));
  const filled = statement.slice(0, text.index) + quote(value) + statement.slice(text.index + text[0].length);
  return { how: 'of others, refilled', dialect, text: filled, values: [value, random.pick(values)] };
}

/** Texts and quoted names, each whole. */
const TEXTS = /(?<![\w$])'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`/g;

/** A statement that the developer wrote whole, and an event whose texts have nothing to do with it. */
export function untouched(
  statement: string,
  dialect: SqlDialect,
  values: readonly string[],
  random: Random,
): TestQuery {
  const event = Array.from({ length: 8 }, () => random.pick(values));
  return { how: 'of others, as it is', dialect, text: statement, values: event };
}

/** A statement that the developer wrote whole, and an event that says a clause, a condition, names or a list of it. */
export function saying(statement: string, dialect: SqlDialect, random: Random): TestQuery | undefined {
  const clauses = [...statement.matchAll(CLAUSES)].map(({ index }) => index);
  if (clauses.length < 2) return undefined;
  const first = random.below(clauses.length);
  const from = clauses[first]!;
  const to = clauses[first + 1 + random.below(2)] ?? statement.length;
  const said = statement
    .slice(from, to)
    .trim()
    .replace(/[\s;]+$/, '');
  const value = random.oneIn(2) ? said : said.replace(/^(?:(?:order|group) by|\w+)\s+/i, '');
  if (count(value, '(') !== count(value, ')')) return undefined;
  return { how: 'clauses of the statement', dialect, text: statement, values: [value, ...value.split(/[\s,]+/)] };
}

const CLAUSES = /\b(?:select|from|where|and|or|order by|group by|having|limit|join|on|values|set)\b/gi;

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}

/** A statement that the developer wrote whole, and an event that carries others of the same application. */
export function among(statements: readonly string[], dialect: SqlDialect, random: Random): TestQuery {
  const values = Array.from({ length: 3 }, () => random.pick(statements));
  return { how: 'statements beside it', dialect, text: random.pick(statements), values };
}

/** A statement that the developer wrote whole, and an event with any stretch of it, however unlikely. */
export function coinciding(
  statement: string,
  dialect: SqlDialect,
  most: number,
  random: Random,
): TestQuery | undefined {
  const words = [...statement.matchAll(WORDS)];
  if (words.length < 4) return undefined;
  const first = random.below(words.length);
  if (!/^\w/.test(words[first]![0])) return undefined;
  let last = Math.min(words.length - 1, first + random.below(most));
  // People say whole things: brackets are closed.
  for (let open = 0, i = first; i <= last; i++) {
    if (words[i]![0] === '(') open++;
    if (words[i]![0] === ')' && --open < 0) return undefined;
    if (i === last && open > 0) last++;
    if (last >= words.length) return undefined;
  }
  const value = statement.slice(words[first]!.index, words[last]!.index + words[last]![0].length);
  return { how: `any ${most} words of the statement`, dialect, text: statement, values: [value] };
}

/** Words, numbers, texts and signs of a statement, each whole. */
const WORDS = /'(?:[^'\\]|'')*'|"[^"]*"|[\w$.]+|[^\s\w]/g;
