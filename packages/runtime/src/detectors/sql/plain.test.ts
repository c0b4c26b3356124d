import { describe, expect, test } from 'vitest';
import { SQL_STRONG, SQL_WEAK, scan } from '../scan.ts';
import { isPlainText } from './plain.ts';

function isPlain(text: string): boolean {
  const candidate = scan(text);
  if (candidate === undefined) return true;
  return isPlainText(text, candidate.chars, (candidate.words & (SQL_STRONG | SQL_WEAK)) !== 0);
}

describe('plain texts are not read as SQL', () => {
  test.each([
    "Zoë O'Neill",
    '12 Union Street',
    'Select Green',
    'drop it at the door',
    '5% or 10 off',
    "it's 5 or 6 o'clock",
    'application/json, text/plain, */*',
    'a1b2.execute-api.eu-west-1.amazonaws.com',
    'T-shirt (black & white)',
    'order no. 7 and a receipt',
    'from Tom and Jerry',
    'insert coin, update later',
    "the union's table",
    '"Thank you" for the table, or a chair',
    'rename all "thumbs" or print their names',
    'tell me when the order is in',
  ])('%j', (text) => expect(isPlain(text)).toBe(true));
});

describe('words of SQL that have what they need are', () => {
  test.each([
    '1 or 1',
    '5 or 1 like 1',
    "x' or 'y",
    "O' and 5",
    '1 union select 2',
    '7 union',
    'UNunionION SEselectLECT 1,2',
    'order by 5',
    'select version',
    'x from sysobjects',
    'into outfile',
    'waitfor delay',
    'exec immediate',
    'a/**/b union',
    '1+or+1',
    'se%le%ct',
    '50% group by 3',
    '1/2 and not 1',
    "1 or x'abc",
    '"Tom" or "1',
    "update 'users' set",
    'case "x" when y',
  ])('%j', (text) => expect(isPlain(text)).toBe(false));
});
