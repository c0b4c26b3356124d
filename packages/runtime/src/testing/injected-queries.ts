import type { SqlDialect, TestQuery } from './honest-queries.ts';
import type { Random } from './random.ts';

/** Statements whose value stands in quotes, and as it is. */
const PLACES: Readonly<Record<string, (value: string) => string>> = {
  'single quotes': (v) => `select * from items where name = '${v}' and shop_id = 7 limit 10`,
  'double quotes': (v) => `select * from items where name = "${v}" and shop_id = 7`,
  number: (v) => `select id, name from items where id = ${v} and shop_id = 7 order by name`,
  brackets: (v) => `select * from items where (shop_id = 7) and id in (1, ${v})`,
  'a pattern': (v) => `select * from items where name like '%${v}%' order by id desc`,
};

/** A payload put in without escaping, once into each place. */
export function injected(payload: string, random: Random): TestQuery[] {
  const dialect: SqlDialect = random.oneIn(2) ? 'postgres' : 'mysql';
  return Object.entries(PLACES).map(([how, place]) => ({ how, dialect, text: place(payload), values: [payload] }));
}

/**
 * Whether a payload leaves the place it was put in: judged without the product's tokens, by the quote that holds it and by
 * the signs that end an operand.
 */
export function leavesItsPlace({ how, dialect, values: [payload = ''] }: TestQuery): boolean {
  if (how === 'number' || how === 'brackets') {
    const bare = payload.trim();
    // One word, number, list or whole text is an operand like any other.
    return !/^[-+]?[\w.$]*$|^'[^'\\]*'$|^"[^"\\]*"$|^[\w.$, ]*$/.test(bare);
  }
  const quote = how === 'double quotes' ? '"' : "'";
  if (quote === '"' && dialect === 'postgres') return closes(payload, quote, false);
  return closes(payload, quote, dialect === 'mysql');
}

/** Whether the payload holds the quote alone: not doubled, not behind a backslash that counts, and something follows it. */
function closes(payload: string, quote: string, backslash: boolean): boolean {
  for (let at = 0; at < payload.length; at++) {
    if (backslash && payload[at] === '\\') at++;
    else if (payload[at] === quote) {
      if (payload[at + 1] === quote) at++;
      else return payload.slice(at + 1).trim() !== '';
    }
  }
  return false;
}
