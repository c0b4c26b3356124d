import { describe, expect, it } from 'vitest';
import { lowerJavaScript } from './lower.ts';
import { printModule } from './testing/print-ir.ts';

const lower = (text: string, file = 'a.ts') => {
  const { module, problems } = lowerJavaScript(file, text);
  return module === undefined ? `nothing: ${problems.map(({ kind }) => kind)}` : printModule(module);
};

describe('expressions', () => {
  it.each([
    ['a?.b?.(c)', '$a?.b?.($c)'],
    ['a.b["c"][0][d]', '$a.b.c[0][$d]'],
    ['new A(...b, 1)', 'new $A(...$b, 1)'],
    ['`x${a}y`', 'text("x", $a, "y")'],
    ['`plain`', '"plain"'],
    ['"a" + b + `c${d}`', 'text("a", $b, "c", $d)'],
    ['a + b * 2', '($a + ($b * 2))'],
    ['sql`select ${a} x`', '$sql`select | x`($a)'],
    ['a ?? (b || c)', '($a ?? ($b || $c))'],
    ['a ? b : c', '($a ? $b : $c)'],
    ['-1', '-1'],
    ['void 0', 'undefined'],
    ['!0', 'true'],
    ['typeof a', 'typeof $a'],
    ['/a+/gi', '/a+/gi'],
    ['10n', '10'],
    ['import.meta.url', '$import.meta.url'],
    ['import("./a")', 'dynamic ./a:*'],
    ['import(a)', 'import($a)'],
    ['require("fs").readFile', 'fs:*.readFile'],
    ['require(`./${a}`)', 'import(text("./", $a))'],
    ['(a, b)', '($a, $b)'],
    ['(a as Foo)!.b satisfies Bar', '$a.b'],
    ['<Foo>a', '$a'],
    ['f<Foo>(a)', '$f($a)'],
    ['let a = 1; a += b', 'a = 1; (a = (a + $b))'],
    ['let a = ""; a += `x${b}`', 'a = ""; (a = text(a, "x", $b))'],
    ['let a; a ??= b', '(a = (a ?? $b))'],
    ['let i = 0; i++', 'i = 0; (i = (i + 1))'],
    ['a.b = c', '($a.b = $c)'],
    ['({ a, b: 1, "c-d": 2, [e]: 3, ...f })', '{a: $a, b: 1, c-d: 2, [$e]: 3, ...$f}'],
    ['({ m() { return 1 }, get g() { return 2 } })', '{m: function m() {return 1}, g: function g() {return 2}()}'],
    ['[a, , ...b]', '[$a, undefined, ...$b]'],
    ['async () => { for await (const x of y) await x }', 'async () {each x of $y {await x}}'],
    ['function* g() { yield* a; yield }', 'g = *function g() {yield $a; yield}'],
    ['const f = function g() { return g }', 'f = (g = function g() {return g})'],
    ['undefined', 'undefined'],
  ])('%s', (source, ir) => expect(lower(source)).toBe(ir));

  it('JSX is opaque, and everything in it counts', () => {
    expect(lower('<a b={c} {...d}>x{e}<f>{g}</f></a>', 'a.jsx')).toBe('jsx<$c, $d, $e, jsx<$g>>');
  });
});

describe('targets', () => {
  it.each([
    ['const { a, b: { c = 1 }, ...d } = e', '{a: a, b: {c: c = 1}, ...d} = $e'],
    ['const [a, , b = 2, ...c] = d', '[a, , b = 2, ...c] = $d'],
    ['let a, b; [a, b] = [b, a]', '([a, b] = [b, a])'],
    ['({ a: b.c } = d)', '({a: $b.c} = $d)'],
    ['(({ a }, [b] = [], ...c) => a)', '({a: a}, [b] = [], ...c) {return a}'],
    ['for (const [k, v] of Object.entries(a)) f(k)', 'each [k, v] of $Object.entries($a) {$f(k)}'],
    ['for (k in a) f(k)', 'each key k of $a {$f(k)}'],
  ])('%s', (source, ir) => expect(lower(source)).toBe(ir));
});

describe('statements', () => {
  it.each([
    ['f(); function f() {}', 'f = function f() {}; f()'],
    ['for (let i = 0; i < n; i++) f(i)', '{i = 0; loop ((i < $n)) {$f(i); (i = (i + 1))}}'],
    ['do { a() } while (b)', 'loop ($b) {$a()}'],
    [
      'try { a() } catch ({ message }) { b(message) } finally { c() }',
      'try {$a()} catch {message: message} {$b(message)} finally {$c()}',
    ],
    ['try { a() } catch { b() }', 'try {$a()} catch {$b()}'],
    ['outer: for (const a of b) { for (const c of d) continue outer }', 'each a of $b {each c of $d {break}}'],
    ['if (a) { let x = 1; f(x) } else g(x)', 'if ($a) {x = 1; $f(x)} else {$g($x)}'],
    [
      'switch (a) { case 1: f(); break; case 2: case 3: g(); default: h() }',
      'if (($a === 1)) {$f()} else {if ((($a === 2) || ($a === 3))) {$g(); $h()} else {$h()}}',
    ],
    ['switch (a) { default: f(); break; case 1: g() }', 'if (($a === 1)) {$g()} else {$f()}'],
    [
      'switch (a) { case 1: if (b) break; f(); break; case 2: g() }',
      'if (($a === 1)) {if ($b) {} else {$f()}} else {if (($a === 2)) {$g()}}',
    ],
    [
      'while (a) { switch (b) { case 1: continue; case 2: f() } g() }',
      'loop ($a) {if (($b === 1)) {continue} else {if (($b === 2)) {$f()}}; $g()}',
    ],
    ['switch (f()) {}', '$f()'],
    ['var a = 1; { var a = 2 }', 'a = 1; {a = 2}'],
    ['with (a) { b() }', '$a; {$b()}'],
    ['x = 1; f(x)', '(x = 1); $f(x)'],
  ])('%s', (source, ir) => expect(lower(source, 'a.js')).toBe(ir));
});

describe('classes', () => {
  it.each([
    [
      'class A extends B { #x = 1; static y = 2; constructor() { super(); this.#x = 3 } get z() { return this.#x } }',
      'A = class A extends $B {field #x = 1; static field y = 2; constructor = function A.constructor() {super(); (this.#x = 3)}; getter z = function A.z() {return this.#x}}',
    ],
    ['class A { static { this.x = f() } }', 'A = class A {static field #static = A.<static>() {(this.x = $f())}()}'],
    ['class A { @d("x") m() {} }', 'A = class A {@$d("x") m = function A.m() {}}'],
    [
      'class A { constructor(private readonly t: string, b = 1) { f(b) } }',
      'A = class A {constructor = function A.constructor(t, b = 1) {this.t = t; $f(b)}}',
    ],
    [
      'abstract class A { abstract m(): void; declare x: string; m2 = () => this }',
      'A = class A {field x; field m2 = A.m2() {return this}}',
    ],
    ['const A = class { accessor x = 1 }', 'A = class A {field x = 1}'],
  ])('%s', (source, ir) => expect(lower(source)).toBe(ir));
});

describe('TypeScript', () => {
  it.each([
    ['enum E { A, B, C = "x", D = A }', 'E = {A: 0, B: 1, C: "x", D: 0}'],
    ['declare enum E { A }; declare const x: string; declare module "m" { }', ''],
    ['namespace N { export const x = 1; const y = 2 } f(N.x)', '{x = 1; y = 2}; N = {x: x}; $f(N.x)'],
    ['import type { A } from "a"; import { B } from "b"; let x: A; let y: B', ''],
    ['import { type A, b } from "a"; b()', 'a:*; a:b()'],
    ['import "side"', 'side:*'],
    ['import x = require("x"); x.y()', 'x:*; x:*.y()'],
    ['function f(a: string): void; function f(this: X, a: any) { return a }', 'f = function f(a) {return a}'],
    ['export = { a: 1 }', '$module.exports = {a: 1}'],
    ['interface I {} type T = string; let a = <T,>(b: T) => b', 'a = a(b) {return b}'],
  ])('%s', (source, ir) => expect(lower(source)).toBe(ir));
});

describe('modules', () => {
  const exportsOf = (text: string, file = 'a.ts') => {
    const { module } = lowerJavaScript(file, text);
    const entries = module?.exports.map((entry) =>
      entry.kind === 'binding'
        ? `${entry.name}=${entry.binding.name}`
        : `${entry.as ?? '*'}=${entry.from}:${entry.name}`,
    );
    return `${module?.isEsModule ? 'es' : 'cjs'} ${entries?.join(' ')}`.trim();
  };

  it.each([
    ['export const a = 1, { b, c: [d] } = e', 'es a=a b=b d=d'],
    ['export function f() {} export class C {}', 'es f=f C=C'],
    ['const a = 1; export { a as b, a as default }', 'es b=a default=a'],
    ['export default async () => 1', 'es default=default'],
    ['export default function f() {}', 'es default=f'],
    [
      'export * from "./a"; export * as b from "./b"; export { c as d, default as e } from "./c"',
      'es *=./a:* b=./b:* d=./c:c e=./c:default',
    ],
    ['import { a } from "./a"; export { a as b }', 'es b=./a:a'],
    ['export type { A } from "./a"; export type B = string; export interface C {}', 'es'],
    ['export enum E { A } export namespace N { export const x = 1 }', 'es E=E N=N'],
    ['module.exports = { a: 1 }', 'cjs'],
    ['import a from "a"; export = a', 'cjs'],
    ['import a from "a"; exports.handler = a', 'cjs'],
    ['export class C {} exports.handler = () => 1', 'es C=C handler=handler'],
    ['import a from "a"; a()', 'es'],
  ])('%s', (source, names) => expect(exportsOf(source)).toBe(names));

  it.each([
    ['const a_1 = __importDefault(require("./a")); a_1.default.f()', 'a_1 = ./a:*; a_1.default.f()'],
    ['var import_a = __toESM(require("a")); import_a.f()', 'import_a = a:*; import_a.f()'],
    [
      'var e = {}; __export(e, { handler: () => handler }); module.exports = __toCommonJS(e); var handler = 1',
      'e = {}; (e); ($module.exports = e); handler = 1; (e.handler = handler)',
    ],
    [
      'Object.defineProperty(exports, "a", { enumerable: true, get: function () { return b.a; } })',
      '($exports.a = function a() {return $b.a}())',
    ],
    ['export const a = 1; exports.a; ((exports) => exports.a)(1)', 'a = 1; a; (exports) {return exports.a}(1)'],
    ['__exportStar(require("./a"), exports)', '$Object.assign($exports, ./a:*)'],
    ['tslib_1.__exportStar(require("./a"), exports)', '$Object.assign($exports, ./a:*)'],
    ['exports = module.exports = { a: 1 }', '($module.exports = {a: 1})'],
    [
      'const f = () => __awaiter(this, void 0, void 0, function* () { yield a() })',
      'f = f() {return async () {yield $a()}()}',
    ],
  ])('what compilers write: %s', (source, ir) => expect(lower(source, 'a.js')).toBe(ir));

  it.each([
    [
      're-exports',
      'var a=Object.defineProperty,P=(t,e)=>{for(var n in e)a(t,n,{get:e[n],enumerable:!0})};var U={};P(U,{handler:()=>T});var T=1;',
      '(U.handler = T)',
    ],
    [
      'wrapped modules',
      'var B=(t,e)=>()=>(e||t((e={exports:{}}).exports,e),e.exports);var w=B((O,d)=>{d.exports=1});w();',
      'return module.exports}; w()',
    ],
    ['requires', 'var b=(t=>typeof require<"u"?require:typeof Proxy<"u"?1:t)(function(t){});b("fs").x();', 'fs:*.x()'],
    ['imports', 'var S=(t,e,n)=>(n=t!=null?g(v(t)):{},l(e,t));S(require("fs")).x();', 'fs:*.x()'],
    [
      'a namesake',
      'var B=(t,e)=>()=>(e||t((e={exports:{}}).exports,e),e.exports);f(function(B){return B((O,d)=>{})});',
      '$f(function (B) {return B((O, d) {})})',
    ],
  ])('esbuild’s helpers under other names: %s', (_, source, end) =>
    expect(lower(source, 'a.js').slice(-end.length)).toBe(end),
  );

  it('esbuild’s wrapped modules run when they are required', () => {
    const source = 'var require_a = __commonJS({ "a.js"(exports, module) { module.exports = 1 } }); require_a()';
    expect(lower(source, 'a.js')).toBe(
      'require_a = () {exports = {}; module = {exports: exports}; function (exports, module) {(module.exports = 1)}(exports, module); return module.exports}; require_a()',
    );
  });
});

describe('places', () => {
  it('counts lines and columns behind emoji and CR LF', () => {
    const { module } = lowerJavaScript('a.js', '// 🚀🚀\r\nconst a = "🚀"; f(a)\r\ng()');
    const places = module?.body.body.map((node) =>
      node.kind === 'expression' ? node.expression.place : 'place' in node ? node.place : undefined,
    );
    expect(places?.map((place) => `${place?.line}:${place?.column}`)).toEqual(['2:7', '2:17', '3:1']);
  });

  it('conditions keep their text on one line', () => {
    const { module } = lowerJavaScript('a.js', `if (a &&\n  b) c(); if (${'x'.repeat(300)}) d()`);
    const texts = module?.body.body.map((node) => (node.kind === 'if' ? (node.test.text ?? '') : ''));
    expect([texts?.[0], texts?.[1]?.length]).toEqual(['a && b', 200]);
  });
});

describe('what cannot be read', () => {
  const kinds = (text: string, file = 'a.js') => lowerJavaScript(file, text).problems.map(({ kind }) => kind);

  it.each([
    ['let a = ;', ['syntax-error']],
    ['return 1', []],
    ['f(,', ['syntax-error']],
    ['export { a', ['syntax-error']],
    ['const x: string = 1', []],
    [`${'a;'.repeat(3000)}`, ['minified']],
    ['['.repeat(20_000) + ']'.repeat(20_000), ['too-large']],
    ['('.repeat(20_000), ['too-large']],
    ['!'.repeat(20_000) + 'a', ['too-large']],
    [`a${'?b:c'.repeat(20_000)}`, ['too-large']],
    [`${'`${'.repeat(20_000)}`, ['too-large']],
    ['// '.padEnd(2_200_000, 'x'), ['too-large']],
  ])('%#', (source, expected) => expect(kinds(source)).toEqual(expected));

  it.each([
    ['sums', 'f("x"' + ' + a'.repeat(20_000) + ')'],
    ['sums without text', 'f(b' + ' + a'.repeat(20_000) + ')'],
    ['conditions', 'f(b' + ' && a'.repeat(300) + ')'],
    ['members', 'a' + '.b()'.repeat(140)],
    ['else if', 'if (a) b();' + ' else if (a) b();'.repeat(150)],
    ['objects', 'a = ' + '{a:'.repeat(100) + '1' + '}'.repeat(100)],
    ['a regex full of brackets', 'if (a) /[(]{3}`"\'/.test(b); f("("); /* ((( */'],
    ['statements without semicolons', 'a = b\n'.repeat(5000)],
    ['many functions', 'function f() { if (a) { b() } else { c() } }\n'.repeat(3000)],
    ['a long table', `x = { ${'a: { b: !c, d: e ? f : g },\n'.repeat(3000)} }`],
  ])('is not put off by long %s', (_, source) => {
    const { module, problems } = lowerJavaScript('a.js', `start()\n${source}\n`);
    expect([module?.body.body.length !== 0, problems.filter(({ kind }) => kind !== 'minified')]).toEqual([true, []]);
  });

  it('deep code is read as far as it goes', () => {
    const { module, problems } = lowerJavaScript('a.js', `before(); f(${'a('.repeat(400)}${')'.repeat(400)}); after()`);
    expect([module?.body.body.length, problems.map(({ kind }) => kind)]).toEqual([3, ['budget']]);
  });
});
