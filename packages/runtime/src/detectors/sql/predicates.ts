import type { SqlTokens } from './tokens.ts';

/** `=`, `<>`, `like` and their like. */
export function isComparison(sql: SqlTokens, at: number): boolean {
  if (sql.types[at] !== 'o') return false;
  const word = sql.words[at]!;
  return word.charCodeAt(0) >= 60 && word.charCodeAt(0) <= 62 ? true : word === '!=' || isMatchWord(sql, at);
}

export function isMatchWord(sql: SqlTokens, at: number): boolean {
  return (
    sql.types[at] === 'o' && /^(?:like|rlike|regexp|ilike|in|between|is|sounds|similar|glob)$/.test(sql.words[at]!)
  );
}

export function isSign(sql: SqlTokens, at: number): boolean {
  const word = sql.words[at];
  return word === '-' || word === '+';
}

export function hasComparison(sql: SqlTokens, from: number): boolean {
  for (let i = from; i < sql.types.length && i < from + 24; i++) if (isComparison(sql, i)) return true;
  return false;
}

export function isEnd(sql: SqlTokens, at: number): boolean {
  const type = sql.types[at];
  return type === undefined || type === 'c' || type === ';';
}

export function isEndOrLogic(sql: SqlTokens, at: number): boolean {
  return (
    isEnd(sql, at) || sql.types[at] === 'l' || sql.types[at] === 'n' || sql.types[at] === 's' || sql.types[at] === '('
  );
}

export function isTruth(sql: SqlTokens, at: number): boolean {
  const text = sql.text.slice(sql.starts[at], sql.ends[at]).toLowerCase();
  return text === '1' || text === '0' || text === 'true' || text === 'false' || text === 'null' || text.startsWith('@');
}
