import { expect, it } from 'vitest';
import { cutText } from './cut-text.ts';

// The marker takes 9 bytes.
it.each([
  ['short', 20, 'short'],
  ['', 20, ''],
  ['exactly twenty bytes', 20, 'exactly twenty bytes'],
  ['one more than twenty.', 20, 'one more th… [cut]'],
  ['éééééééééé', 20, 'éééééééééé'],
  ['ééééééééééé', 20, 'ééééé… [cut]'],
  ['aéééééééééé', 20, 'aééééé… [cut]'],
  ['€€€€€€€€€€', 20, '€€€… [cut]'],
  ['\u{1f600}'.repeat(6), 20, '\u{1f600}\u{1f600}… [cut]'],
  ['a\u{1f600}'.repeat(6), 20, 'a\u{1f600}a\u{1f600}a… [cut]'],
])('%j to %i bytes is %j', (text, bytes, expected) => {
  const cut = cutText(text, bytes);
  expect(cut).toBe(expected);
  expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(bytes);
});

it('never splits a character, wherever the cut falls', () => {
  const text = 'a€\u{1f600}é'.repeat(50);
  for (let bytes = 12; bytes < 300; bytes++) {
    const cut = cutText(text, bytes);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(bytes);
    expect(text.startsWith(cut.replace('… [cut]', ''))).toBe(true);
  }
});
