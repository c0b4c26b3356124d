import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { mentionsEval } from './mentions.ts';
import { rewriteEval } from './rewrite.ts';

describe('rewrites', () => {
  it.each([
    ['eval(x)', 'eval($bhc(x))'],
    ['const a = 1;\nreturn eval("(" + x + ")");', 'const a = 1;\nreturn eval($bhc("(" + x + ")"));'],
    ['eval(f(a, b), c)', 'eval($bhc(f(a, b)), c)'],
    ['eval(eval(x))', 'eval($bhc(eval($bhc(x))))'],
    ['eval /* why */ (x)', 'eval /* why */ ($bhc(x))'],
    ['eval(`a${b}c`)', 'eval($bhc(`a${b}c`))'],
    ['if (a) eval(x)\nelse eval(y)', 'if (a) eval($bhc(x))\nelse eval($bhc(y))'],
    ['(0, eval)(x)', '(0, $bhe)(x)'],
    ['const e = eval;', 'const e = $bhe;'],
    ['eval?.(x)', '$bhe?.(x)'],
    ['globalThis.eval(x)', 'globalThis.$bhe(x)'],
    ['[eval, 1]', '[$bhe, 1]'],
    ['a ? eval : b', 'a ? $bhe : b'],
    ['`${eval(x)}`', '`${eval($bhc(x))}`'],
    ['\\u0065val(x)', '\\u0065val($bhc(x))'],
    ['/[\'"]/.test(a); eval(x)', '/[\'"]/.test(a); eval($bhc(x))'],
    ['({ e: eval })', '({ e: $bhe })'],
    ['typeof eval', 'typeof $bhe'],
  ])('%s', (text, rewritten) => {
    expect(rewriteEval(text)).toBe(rewritten);
  });
});

describe('leaves', () => {
  it.each([
    'redis.eval(script, 1)',
    'this.eval(x)',
    'a.globalThis.eval(x)',
    'evaluate(x)',
    '"eval(x)"',
    '// eval(x)',
    '/eval(x)/.test(y)',
    '`eval(x)`',
    'class A { eval(x) { return x } }',
    '({ eval(x) { return x } })',
    '({ eval: 1 })',
    'function eval(x) {} eval(1)',
    'var eval = f; eval(x)',
    'function f(a, eval) { return eval(a, 2) }',
    '(eval) => eval(1, 2)',
    'eval => eval(1)',
    'eval()',
    'eval(...list)',
    "eval('unfinished",
    'globalThis.eval = f',
    'import { eval as run } from "x"',
  ])('%s', (text) => {
    expect(rewriteEval(text)).toBe(text);
  });
});

it.each([
  ['eval(x)', true],
  ['globalThis.eval', true],
  ['evaluate(x)', false],
  ['redis.eval(x)', false],
  ['\\u{65}val(x)', true],
  ['medieval', false],
])('mentions it: %s', (text, mentions) => {
  expect(mentionsEval(text)).toBe(mentions);
});

it('reads the programs of others whole', () => {
  const files = ['lodash/lodash.js', 'mysql2/lib/parsers/text_parser.js', 'pg/lib/client.js', 'acorn/dist/acorn.js'];
  for (const file of files) {
    const text = readFileSync(new URL(`../../../../../node_modules/${file}`, import.meta.url), 'utf8');
    const rewritten = rewriteEval(`${text}\nif (false) eval(text);`);
    expect(rewritten, file).toContain('eval($bhc(text))');
    new Script(`(function(){${rewritten}\n})`);
  }
});
