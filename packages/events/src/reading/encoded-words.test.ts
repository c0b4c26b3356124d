import { describe, expect, it } from 'vitest';
import { decodeEncodedWords } from './encoded-words.ts';

describe('decodeEncodedWords', () => {
  it.each([
    ['Re: minutes', 'Re: minutes'],
    ['=?utf-8?Q?caf=C3=A9?=', 'café'],
    ['=?UTF-8?b?JyBPUiAxPTE=?=', "' OR 1=1"],
    ['=?iso-8859-1?q?caf=E9_noir?=', 'café noir'],
    ['a =?utf-8*en?Q?b?= c', 'a b c'],
    ['=?utf-8?Q?a?= =?utf-8?Q?b?=\r\n =?utf-8?Q?c?=', 'abc'],
    ['=?utf-8?Q?a?= and =?utf-8?Q?b?=', 'a and b'],
    ['=?utf-8?Q?50=%_=4?=', '50=% =4'],
    ['=?utf-8?X?a?= =?utf-8?Q?a', '=?utf-8?X?a?= =?utf-8?Q?a'],
    ['1 =? 2 ??', '1 =? 2 ??'],
    ['=?', '=?'],
  ])('%j', (value, expected) => {
    expect(decodeEncodedWords(value)).toBe(expected);
  });

  it.each(['=?', '=?a?b?', '=?a?b? ', '=?a?q?=41', '=?a?b?YQ?= '])('%j, a million characters long, ends', (unit) => {
    expect(decodeEncodedWords(unit.repeat(1_000_000 / unit.length)).length).toBeLessThanOrEqual(1_000_000);
  });
});
