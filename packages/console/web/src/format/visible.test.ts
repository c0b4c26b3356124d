import { describe, expect, it } from 'vitest';
import { cut, splitVisible, toVisible } from './visible.ts';

describe('hidden characters', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    ['gpj\u202eexe', 'gpj⟨U+202E⟩exe'],
    ['\u2066isolate\u2069', '⟨U+2066⟩isolate⟨U+2069⟩'],
    ['a\u0000b\u001bc\u009fd', 'a⟨U+0000⟩b⟨U+001B⟩c⟨U+009F⟩d'],
    ['zero\u200bwidth\ufeff', 'zero⟨U+200B⟩width⟨U+FEFF⟩'],
    ['tag\u{e0041}', 'tag⟨U+E0041⟩'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['👩\u200d💻 ok', '👩\u200d💻 ok'],
    ['مرحبا', 'مرحبا'],
  ])('%j is shown as %j', (text, shown) => expect(toVisible(text)).toBe(shown));

  it('keeps every character: marks name what they replace', () => {
    expect(splitVisible('a\u202eb')).toEqual([{ text: 'a' }, { mark: 'U+202E' }, { text: 'b' }]);
  });

  it('makes few parts of hostile input, and still hides nothing', () => {
    const parts = splitVisible('\u202e'.repeat(10_000));
    expect(parts).toHaveLength(101);
    expect(parts.at(-1)).toEqual({ text: '⟨U+202E⟩'.repeat(9_900) });
  });
});

describe('cut', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly ten', 11, 'exactly ten'],
    ['longer than that', 7, 'longer…'],
    ['ab👩', 4, 'ab👩'],
    ['abc👩d', 5, 'abc…'],
  ])('%s to %d is %s', (text, limit, out) => expect(cut(text, limit)).toBe(out));
});
