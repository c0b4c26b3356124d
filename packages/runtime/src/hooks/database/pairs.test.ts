import { expect, it } from 'vitest';
import { randomOf } from '../../testing/random.ts';
import { LOOKS, lookPairs, mayHold, pairsOf } from './pairs.ts';

function holds(text: string, value: string): boolean {
  const looks = new Uint16Array(LOOKS);
  lookPairs(value, looks, 0);
  return mayHold(pairsOf(text), looks, 0);
}

it.each([
  ['a part of the text', "select 'O''Brien' from t", "o''b", true],
  ['upper case', 'select NAME from t', 'name', true],
  ['blanks around it', 'select name from t', '  name\n', true],
  ['one character', 'select', '#', true],
  ['nothing', '', '', true],
  ['letters beyond ASCII', 'select ÄPFEL', 'äpfel', true],
  ['something else', 'select name from t', "x' or 1=1", false],
  ['a start that is in the text', 'select name from t', 'select 42; drop', false],
])('%s', (_, text, value, expected) => {
  expect(holds(text, value)).toBe(expected);
});

it('never denies what is there', () => {
  for (let number = 0; number < 2_000; number++) {
    const random = randomOf(3, number);
    const text = Array.from({ length: 60 }, () => String.fromCharCode(32 + random.below(220))).join('');
    const from = random.below(50);
    const value = text.slice(from, from + 2 + random.below(20));
    expect(holds(text, random.oneIn(2) ? value : value.toLowerCase()), text).toBe(true);
  }
});
