import { describe, expect, it } from 'vitest';
import { mayChangeSql } from './may-change.ts';
import { changesSql, sqlStatement } from './sql-structure.ts';
import type { Dialect } from './statement.ts';

const BOTH = ['postgres', 'mysql'] as const;

/** As the hook does it: only values that could change a query are looked for. */
function changes(query: string, value: string, dialect: Dialect): boolean {
  const lower = value.trim().toLowerCase();
  return mayChangeSql(lower) && changesSql(sqlStatement(query, dialect), lower);
}

type Row = readonly [what: string, query: (value: string) => string, value: string, dialects?: readonly Dialect[]];

const byName = (value: string): string => `select * from items where name = '${value}' limit 10`;
const byId = (value: string): string => `select * from items where id = ${value} and shop = 7`;
const sorted = (value: string): string => `select id, name from items order by ${value}`;

const ATTACKS: readonly Row[] = [
  ['a condition that is always true', byName, "x' or '1'='1"],
  ['the rest as a comment', byName, "admin' -- "],
  ['the rest as a comment of MySQL', byName, "admin'#", ['mysql']],
  ['a second query', byName, "x'; drop table items; --"],
  ['another query joined', byName, "x' union select login, secret from users --"],
  ['a call in an operand', byName, "x'||pg_sleep(5)||'", ['postgres']],
  ['a call in an operand', byName, "x'-sleep(5)-'", ['mysql']],
  [
    'an escaped quote that the developer doubled',
    (value) => byName(value.replaceAll("'", "''")),
    "\\' or 1=1 -- ",
    ['mysql'],
  ],
  [
    'a quote that the developer escaped with a backslash',
    (value) => byName(value.replaceAll("'", "\\'")),
    "' or 1=1 -- ",
    ['postgres'],
  ],
  ['one in the middle', (value) => byName(value.replaceAll("'", "\\'")), "x' or 1=1 -- ", ['postgres']],
  ['upper case where the developer lowers it', (value) => byName(value.toLowerCase()), "X' OR 'A'='A"],
  ['blanks around that the developer trims', (value) => byName(value.trim()), "  x' or 'a'='a  "],
  ['a number with a condition', byId, '1 or 1=1'],
  ['a number with a condition in signs', byId, '1||1', ['mysql']],
  ['a number with a query', byId, '0 union all select 1, version()'],
  ['a number with a sub-query', byId, '(select id from users limit 1)'],
  ['a number and a comment', byId, '1 -- -'],
  ['a number and a comment without blanks', byId, '1/**/or/**/1=1'],
  ['a number and a second query', byId, '1; delete from items'],
  ['a call for a number', byId, 'sleep(10)'],
  ['a call with a blank', byId, 'pg_sleep (10)'],
  ['a variable of the server', byId, '@@version', ['mysql']],
  ['a code comment that runs', byId, '1 /*!50000or 1=1*/', ['mysql']],
  ['an order that asks', sorted, '(case when (select 1)=1 then id else name end)'],
  ['an order with a second query', sorted, 'name; drop table items'],
  ['a file written', sorted, "name into outfile '/tmp/x'", ['mysql']],
  ['a quoted name that is left', (value) => `select * from "${value}"`, 'items" where 1=1 --', ['postgres']],
  ['a quoted name that is left', (value) => `select * from \`${value}\``, 'items` where 1=1 -- ', ['mysql']],
  [
    'a double-quoted string that is left',
    (value) => `select * from items where name = "${value}"`,
    'x" or "1"="1',
    ['mysql'],
  ],
  ['a dollar-quoted string that is left', (value) => `select $$${value}$$`, 'x$$, version(), $$y', ['postgres']],
  ['a comment that is left', (value) => `/* page ${value} */ select 1`, 'a */ drop table items; /*'],
  ['a list', (value) => `select * from items where id in (${value})`, '1) or (1=1'],
  ['a pattern', (value) => `select * from items where name like '%${value}%'`, "%' or name like '%"],
  ['an insert', (value) => `insert into notes (text, owner) values ('${value}', 7)`, "x', 1), ('y', 2) -- "],
  ['a value in the middle of what the developer adds', (value) => byName(`pre-${value}-post`), "x' or 'a' = 'a"],
  [
    'the second of two places',
    (value) => `select '${value.replaceAll("'", "''")}' as a, id from t where n = ${value}`,
    "1 or 'a'='a'",
  ],
];

describe('attacks', () => {
  for (const [what, query, value, dialects = BOTH] of ATTACKS) {
    it.each(dialects)(`${what}: ${value} (%s)`, (dialect) => {
      expect(changes(query(value), value, dialect)).toBe(true);
    });
  }
});

const doubled = (value: string): string => byName(value.replaceAll("'", "''"));
const escaped = (value: string): string => byName(value.replace(/['"\\]/g, '\\$&'));

const HONEST: readonly Row[] = [
  ['a name with an apostrophe, doubled', doubled, "O'Brien"],
  ['one that begins with it', doubled, "'s-Hertogenbosch"],
  ['one that ends with it', doubled, "boys'"],
  ['attack text, doubled', doubled, "x' or '1'='1", ['postgres']],
  ['attack text with dashes, doubled', doubled, "'1--", ['postgres']],
  ['attack text, with backslashes', escaped, "x' or '1'='1", ['mysql']],
  ['attack text with a backslash, with backslashes', escaped, "\\' or 1=1 -- ", ['mysql']],
  ['text with signs inside a string', byName, 'a; b -- c /* d */ (e) # f'],
  ['JSON inside a string', byName, '{"a": [1, 2], "b": "c; d"}'],
  ['words of SQL inside a string', byName, 'select or union, and drop'],
  ['a date inside a string', byName, '2026-11-20 10:15:00'],
  ['a plain number', byId, '42'],
  ['a negative number', byId, '-42'],
  ['a name to sort by', sorted, 'created_at'],
  ['a name and a direction', sorted, 'created_at desc'],
  ['several names to sort by', sorted, 'name asc, id desc'],
  ['a list of numbers', (value) => `select * from items where id in (${value})`, '1, 2, 3'],
  ['a list of quoted words', (value) => `select * from items where kind in (${value})`, "'a', 'b'"],
  ['columns', (value) => `select ${value} from items`, 'id, name, price'],
  ['a sum of a column', (value) => `select ${value} from items`, 'count(*), sum(price)'],
  ['a fragment of the developer', () => 'select * from t where a = 1 and b = 1', 'b = 1'],
  ['another', () => 'select * from t order by id desc limit 5', 'order by id'],
  ['words that the developer uses, too', () => 'select * from products where name like $1', 'select * from'],
  ['a whole statement, run by design', (value) => value, "select 'a' as x; select 2"],
  ['a comment of the developer with the route', (value) => `select 1 /* route='${value}' */`, "get /items/'1'"],
  ['a lone quote that another value ends with', () => "select * from t where a = 'O' and b = 2", "o'"],
  ['a dollar amount', byName, '$5 off'],
  ['an e-mail address', byName, '"bob" <bob@example.com>'],
];

describe('honest values', () => {
  for (const [what, query, value, dialects = BOTH] of HONEST) {
    it.each(dialects)(`${what}: ${value} (%s)`, (dialect) => {
      expect(changes(query(value), value, dialect)).toBe(false);
    });
  }
});

it('takes no longer than the length of a hostile query asks for', () => {
  for (const piece of ["'", "''", '/*', '/*/*', '*/', '$a$', '$$', '-- ', "\\'", '(', '"`', "e'", '_x', '/*!']) {
    const query = `select '${piece.repeat(200_000 / piece.length)}`;
    const sql = sqlStatement(query, 'postgres');
    const before = process.cpuUsage();
    changesSql(sql, `${piece}${piece}${piece} or 1`.toLowerCase());
    changesSql(sqlStatement(query, 'mysql'), piece.repeat(9));
    const { user } = process.cpuUsage(before);
    // A quadratic reading of 200 kB takes minutes.
    expect(user, piece).toBeLessThan(2_000_000);
  }
});
