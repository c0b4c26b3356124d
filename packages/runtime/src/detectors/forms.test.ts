import { expect, it } from 'vitest';
import { decodedForm } from './forms.ts';
import { type Candidate, scan } from './scan.ts';

function formOf(text: string): string | undefined {
  // A sign that makes every text a candidate.
  const candidate = scan(`${text}=`) as Candidate;
  return decodedForm(candidate)?.text.slice(0, -1);
}

it.each([
  // Character references, with and without their semicolon.
  ['&#39; or 1', "' or 1"],
  ['&#39&#32or 1', "' or 1"],
  ['&#0000039;x', "'x"],
  ['&#x27;x&#X3d;', "'x="],
  ['&quot;&lpar;&LPAR;&NewLine;', '"((\n'],
  ['a&nbsp;b&#160;c', 'a b c'],
  // Escapes of programs.
  ['\\x27 or \\u0027', "' or '"],
  ['\\u{27}\\u{000027}\\x{27}', "'''"],
  ['\\74script\\76', '<script>'],
  ['\\074\\47', "<'"],
  ['%u0027%U003c', "'<"],
  ['%uff1cscript%uff1e', '<script>'],
  ['\\uff1cscript\\uff1e', '<script>'],
  ['\\xe9\\x3c', 'é<'],
  // UTF-7.
  ['+ADw-script+AD4-', '<script>'],
  ['+ADwAIQ-DOCTYPE x', '<!DOCTYPE x'],
  // What databases fold.
  ['＇ or １', "' or 1"],
  ['ʼ or x', "' or x"],
  ['a\u00a0b\u3000c', 'a b c'],
  ['日本＜script', '日本<script'],
  // Letters and digits of mathematics.
  ['\u{1d626}\u{1d40f}(\u{1d7cf})', 'eP(1)'],
  // One within the other.
  ['&#92;x27', "'"],
  ['\\u0026#39;', "'"],
])('%j is %j', (text, form) => {
  expect(formOf(text)).toBe(form);
});

it.each([
  'a & b; c',
  'AT&T, R&D;',
  '&lt;b&gt; &amp;amp;',
  '&#60;&#62;&#38;',
  'x?a=1&b=2&copy=3',
  'Q&#1 and &#',
  'it&#8217;s',
  'caf\\u00e9',
  'C:\\users\\data\\1',
  '(a)\\1',
  '100 %, 5 %used',
  '%ufeff',
  '1+1-2, a+A-',
  '+AOkA6Q-+////-',
  'Zoë, naïve, 日本語',
  '\\x4 \\u12 \\u{} \\u{zz}',
  '\uff5f\uff00',
  '\ud835 \u{1d6a8}',
])('nothing is hidden in %j', (text) => {
  expect(formOf(text)).toBeUndefined();
});

it('says what was undone', () => {
  const candidate = scan('&#39; \\x27 +ADw- \uff07') as Candidate;
  expect(decodedForm(candidate)).toEqual({ text: "' ' < '", steps: '|html|unicode|utf7|fold' });
});

it('keeps what is longer than a window', () => {
  const candidate = scan(`${'é日'.repeat(5000)}\\x27=`) as Candidate;
  expect(decodedForm(candidate)?.text).toBe(`${'é日'.repeat(5000)}'=`);
});
