import { runInThisContext } from 'node:vm';
import { expect, it } from 'vitest';
// @ts-expect-error a plain script without declarations
import { wrapCalled } from '../../eager-functions.mjs';

/** As if every function had been called. */
const ALL = { has: () => true };
const rewritten = (source: string): string => wrapCalled(source, ALL).text;

/** What a file's last expression comes to, before and after it is written anew. */
function bothOf(source: string): [unknown, unknown] {
  return [runInThisContext(source), runInThisContext(rewritten(source))];
}

it.each([
  ['a declaration that is called before it', '(function () { return f(2); function f(a) { return a + 1 } })()'],
  [
    'declarations that call each other',
    'function a(n) { return n ? b(n - 1) : "end" } function b(n) { return a(n) } a(3)',
  ],
  [
    'one inside of another',
    'function a() { function b() { return () => c(); function c() { return 5 } } return b()() } a()',
  ],
  ['arrow functions', '[1, 2, 3].map(n => ({ n })).filter(({ n }) => n > 1).map(({ n }) => n).join()'],
  [
    'with defaults and rest',
    '((a, b = () => a, ...rest) => { return [a, b(), rest.length] })(1, undefined, 3, 4).join()',
  ],
  ["with its surroundings' this", '({ v: 3, m() { return [1].map(n => n + this.v)[0] } }).m()'],
  ["with its surroundings' arguments", '(function () { return (() => arguments[0])(2) })(1)'],
  ["with its surroundings' new.target", '(function () { return (() => new.target === undefined)() })()'],
  ['a method with super', '({ __proto__: { m() { return 4 } }, m() { return super.m() + 1 } }).m()'],
  ['methods of classes', '(class { #v = 6; get v() { return this.#v } m() { return (() => this.v)() } }, 1)'],
  [
    'names',
    'var f = () => 1, o = { m() {}, p: function () {} }; function g() {} [f.name, o.m.name, o.p.name, g.name].join()',
  ],
  ['lengths', 'var f = (a, b) => 1, o = { m(a, b, c) {} }; [f.length, o.m.length].join()'],
  ['a wrapper named by computing', 'var n = "x", f = { [n](a) {} }[n]; [f.name, f.length, "prototype" in f].join()'],
  ['accessors', '({ get a() { return 7 } }).a'],
])('what is called is the same: %s', (_name, source) => {
  const [before, after] = bothOf(source);
  expect(after).toEqual(before);
  expect(before).toBeDefined();
});

it('asynchronous functions and generators stay what they are', async () => {
  const [before, after] = bothOf(
    '[(async (a) => a + 1)(1), (async function () { return 3 })(), [...(function* () { yield 4 })()]]',
  );
  expect(await Promise.all(after as Promise<unknown>[])).toEqual(await Promise.all(before as Promise<unknown>[]));
});

it.each([
  ['"use strict";function f(){}f()', '"use strict";var f=(function(){});f()'],
  ['let f=()=>{let g=a=>a;return g(1)};f()', 'let f=(function(){let g=(function(a){return a});return g(1)});f()'],
  ['function f(){return g();function g(){}}', 'var f=(function(){var g=(function(){});return g();});'],
  ['let o={async m(a){}}', 'let o={m:(async function(a){})}'],
])('%s is written as %s', (source, text) => expect(rewritten(source)).toBe(text));

it('what was not called is left as it is', () => {
  const source = 'function f(){return()=>1}';
  expect(wrapCalled(source, new Set())).toEqual({ text: source, count: 0 });
});
