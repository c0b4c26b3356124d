import { expect, it } from 'vitest';
import type { SqlDialect } from '../../testing/honest-queries.ts';
import { isStopped } from '../../testing/query-verdict.ts';

const BOTH = ['postgres', 'mysql'] as const;

type Row = readonly [what: string, query: (value: string) => string, value: string, dialects?: readonly SqlDialect[]];

function rowsOf(rows: readonly Row[]) {
  return rows.flatMap(([what, query, value, dialects = BOTH]) =>
    dialects.map((dialect) => [what, dialect, query, value] as const),
  );
}

function changes(text: string, value: string, dialect: SqlDialect): boolean {
  return isStopped({ how: 'by hand', text, dialect, values: [value] });
}

const byName = (value: string): string => `select * from items where name = '${value}' and shop = 7 limit 10`;
const byId = (value: string): string => `select * from items where id = ${value} and shop = 7`;
const inIds = (value: string): string =>
  `select * from items where id in (${value.split(',').join(', ')}) and shop = 7`;
const padding = ' and so on and so on and so on';

const ATTACKS: readonly Row[] = [
  ['a value that is cut', (v) => byName(v.slice(0, 24)), `x' or '1'='1' -- ${padding}`],
  ['a value that is cut inside of the payload', (v) => byName(v.slice(0, 16)), `x' or 1=1 or name='${padding}`],
  ['another query', (v) => byName(v.slice(0, 40)), `x' union select login, secret from users -- ${padding}`],
  ['a comment alone', (v) => byName(v.slice(0, 10)), `admin' --${padding}`],
  ['an element of a list', (v) => byName(v.split(',')[1]!), "a,x' or 'a'='a,b"],
  [
    'a list that is joined again',
    (v) =>
      `select * from t where n in (${v
        .split(',')
        .map((one) => `'${one}'`)
        .join(', ')})`,
    "a,b') or 1=1 -- ,c",
  ],
  ['what stands behind a colon', (v) => byName(v.split(':')[1]!), "name:x'; drop table items; -- "],
  ['tags that are stripped', (v) => byName(v.replace(/<[^>]*>/g, '')), "<b>x</b>' or 1=1 or 'a'='a<i>"],
  ['lower case and cut', (v) => byName(v.toLowerCase().slice(0, 18)), `X' OR 'A'='A' OR '${padding}`],
  ['a number that is cut', (v) => byId(v.slice(0, 12)), `1 or 1=1 -- ${padding}`],
  ['a number of a list', inIds, '1,2 or 1=1,3'],
  ['a quote in front that leads astray', (v) => byName(v.split(',')[1]!), "',x' or 'a'='a,b"],
  [
    'a document that holds it',
    (v) => byName((JSON.parse(v) as { n: string }).n.slice(0, 20)),
    JSON.stringify({ n: `x' or 1=1 or 'a'='${padding}` }),
  ],
];

it.each(rowsOf(ATTACKS))('%s, %s', (_what, dialect, query, value) => {
  expect(changes(query(value), value, dialect)).toBe(true);
});

const doubled = (value: string): string => value.replaceAll("'", "''");

const HONEST: readonly Row[] = [
  ['a name that is cut', (v) => byName(doubled(v.slice(0, 12))), "Conan O'Brien, writer and host"],
  ['a plural', () => byName('employees'), "the boys' and girls' teams"],
  [
    'a plural and more',
    () => "select * from t where kind = 'employees' order by name",
    "our customers' order by phone",
  ],
  ['a list in JSON', () => 'select * from t where n in ("b", "c", "a")', '["a","c","b"]', ['mysql']],
  ['a list in JSON with words', () => 'insert into t values ("bx",true,"y",5)', '["ax",true,"y",5]', ['mysql']],
  [
    'a filter that is translated',
    () => "select * from t where name like '%foo' and price = 5 limit 1",
    "endswith(name,'foo') and price = 5",
  ],
  [
    'a statement with a place to fill',
    () => "select * from t where name = 'Ann' and shop = 7 and kind = 2",
    "select * from t where name = '{{name}}' and shop = 7 and kind = 2",
  ],
  [
    'a document in a text',
    () => `insert into t values ('${doubled('{"a":"it\'s","b":[1,2,"or"]}')}')`,
    '{"a":"it\'s","b":[1,2,"or"],"c":1}',
  ],
  ['a sentence', () => byId('5'), '5 and shops, and more'],
  ['an order of columns', () => 'select * from t order by name desc, id desc limit 7', 'name desc, id desc, age'],
  [
    'a condition of the developer',
    () => "select * from t where a = 1 and b = 'x' and c = 2",
    "b = 'x' and c = 2 and d",
  ],
];

it.each(rowsOf(HONEST))('%s, %s', (_what, dialect, query, value) => {
  expect(changes(query(value), value, dialect)).toBe(false);
});

it('hostile values cost no more than their bound', () => {
  const value = "' or 1 ".repeat(150_000);
  const statement = `select * from items where name = '${"'' or 1 ".repeat(12_000)}' and shop = 7`;
  const start = process.cpuUsage();
  expect(changes(statement, `${value}x`, 'postgres')).toBe(false);
  expect(process.cpuUsage(start).user / 1_000).toBeLessThan(2_000);
});
