import { beforeAll, describe, expect, test } from 'vitest';
import type { Language } from 'web-tree-sitter';
import { loadPythonGrammar } from './grammar.ts';
import { lowerPython } from './lower.ts';
import { printStatements } from './testing/print-ir.ts';

let language: Language;
beforeAll(async () => {
  language = await loadPythonGrammar();
});

const lowered = (source: string) => {
  const { module, problems } = lowerPython(language, 'app.py', source);
  expect(problems).toEqual([]);
  return printStatements(module!.body.body);
};

describe('each part of the language has its place in the common one', () => {
  const table: readonly (readonly [string, string, string])[] = [
    ['a name of the file', 'a = 1\nb = a', 'a = 1; b = a'],
    ['a name of the language', 'print(x)', '$print($x)'],
    ['numbers', 'a = [1_000, 0x10, 1.5, -2, 017]', 'a = [1000, 16, 1.5, -2, 17]'],
    ['texts and escapes', String.raw`a = 'x\ty\x41\'' "z" b'q'`, String.raw`a = "x\tyA'zq"`],
    ['a raw text', String.raw`a = r'^\d+$'`, String.raw`a = "^\\d+$"`],
    ['documentation is no statement', '"""doc"""\na = 1', 'a = 1'],
    ['f-string', 'x = 1\na = f"p{x}{{q}}{x!r:>10}" "t"', 'x = 1; a = `p{x}{q}{x}t`'],
    ['f-string of a number', 'a = f"{x:d}"', 'a = `{$float($x)}`'],
    ['f-string with a computed width', 'a = f"{x:>{w}}"', 'a = `{?format($x, $w)}`'],
    ['percent, one value', 'a = "p %s" % x', 'a = `p {$x}`'],
    ['percent, several', 'a = "%s-%d%%" % (x, y)', 'a = `{$x}-{$float($y)}%`'],
    ['percent, by name', 'a = "%(n)s" % {"n": x}', 'a = `{$x}`'],
    ['percent, by name of a dictionary', 'a = "%(n)s" % d', 'a = `{$d.n}`'],
    ['percent that does not fit', 'a = "%s %s" % x', 'a = ?%("%s %s", $x)'],
    ['remainder is no format', 'a = x % 2', 'a = ($x % 2)'],
    ['format by position', 'a = "{} {}".format(x, y)', 'a = `{$x} {$y}`'],
    ['format by index and name', 'a = "{0}{n.a[k]}{0}".format(x, n=y)', 'a = `{$x}{$y.a.k}{$x}`'],
    ['format that does not fit', 'a = "{} {}".format(*x)', 'a = "{} {}".format(*$x)'],
    ['several targets', 'a = b = f()', '<value 1> = $f(); a = <value 1>; b = <value 1>'],
    ['unpacking', 'a, (b, *c) = x', '[a, [b, *c]] = $x'],
    ['swap', 'a = 1\nb = 2\na, b = b, a', 'a = 1; b = 2; [a, b] = [b, a]'],
    ['augmented', 'a = 1\na += x\na //= 2', 'a = 1; a = (a + $x); a = (a / 2)'],
    ['members and items', 'a.b["c"][0][i] = 1', '$a.b["c"][0].($i) = 1'],
    ['last item', 'a = x[-1]', 'a = $x[-1]'],
    ['slices', 'a = x[1:]\nb = x[:-2]\nc = x[::2]', 'a = $x.slice(1); b = $x.slice(0, -2); c = ?slice($x, 2)'],
    ['chained comparison', 'a = 1 < x <= 9', 'a = ((1 < $x) && ($x <= 9))'],
    ['in and is', 'a = x not in y and z is not None', 'a = (!(($x in $y)) && ($z !== null))'],
    ['or, not', 'a = x or not y', 'a = ($x || !($y))'],
    ['conditional', 'a = x if t else y', 'a = ($t ? $x ? $y)'],
    ['walrus', 'if (n := f()):\n  g(n)', 'if (n = $f()) { $g(n) }'],
    ['arguments', 'f(1, *a, k=2, **b)', '$f(1, *$a, k=2, **$b)'],
    ['a dictionary made by dict()', 'a = dict(x, k=1)', 'a = {...$x, "k": 1}'],
    ['a dictionary of pairs stays a call', 'a = dict([(1, 2)])', 'a = $dict([[1, 2]])'],
    ['dictionary', 'a = {"k": 1, x: 2, **y}', 'a = {"k": 1, ($x): 2, ...$y}'],
    ['list comprehension', 'a = [i.k for i in x if i]', 'a = <i.k for i of $x if i>'],
    ['dictionary comprehension', 'a = {k: v for k, v in x}', 'a = <k: v for [k, v] of $x>'],
    ['generator as the only argument', 'f(i for i in x)', '$f(<i for i of $x>)'],
    ['loop variable of a comprehension stays inside', '[i for i in x]\nf(i)', '<i for i of $x>; $f($i)'],
    ['lambda', 'a = lambda x, *y: x', 'a = fn(x, *y) { return x }'],
    ['function', 'def f(a, b=1, *c, d: int = 2, **e) -> int:\n  return a', 'f = fn(a, b=1, *c, d=2, **e) { return a }'],
    ['async and generator', 'async def f():\n  yield await x', 'f = async generator fn() { yield await $x }'],
    [
      'a nested generator makes no generator',
      'def f():\n  def g(): yield 1',
      'f = fn() { g = generator fn() { yield 1 } }',
    ],
    ['decorators', '@a\n@b(1)\ndef f(): pass', 'f = @$a(@$b(1)(fn() {}))'],
    ['global', 'n = 0\ndef f():\n  global n\n  n = 1', 'n = 0; f = fn() { n = 1 }'],
    ['for', 'for i in x:\n  break\nelse:\n  f()', 'for i of $x { break }; $f()'],
    ['while', 'while x:\n  continue', 'while $x { continue }'],
    ['elif', 'if a: f()\nelif b: g()\nelse: h()', 'if $a { $f() } else { if $b { $g() } else { $h() } }'],
    ['with', 'with a() as b, c:\n  f(b)', 'b = $a().__enter__(); $c.__enter__(); $f(b)'],
    [
      'try',
      'try:\n  f()\nexcept (A, b.C) as e:\n  g(e)\nexcept:\n  raise\nelse:\n  h()\nfinally:\n  i()',
      'try { $f(); $h() } catch [A, b.C] as e { $g(e) } catch [] { throw } finally { $i() }',
    ],
    ['raise from', 'raise A(x) from e', 'throw $A($x)'],
    ['assert', 'assert x in y, "no"', 'if ($x in $y) {} else { throw }'],
    ['del', 'del a["b"], c', 'delete($a["b"])'],
    ['print of Python 2', 'print "a"', '$print("a")'],
    ['never run', 'if __name__ == "__main__":\n  f()\nelse:\n  g()', '$g()'],
    [
      'types only',
      'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n  import x',
      'TYPE_CHECKING = import(typing:TYPE_CHECKING)',
    ],
    ['import', 'import a\nimport b as c', 'a = import(a:*); c = import(b:*)'],
    ['import of a submodule', 'import a.b\na.b.f()', 'a = import(a:*); import(a.b:*); import(a.b:*).f()'],
    ['import from', 'from .a import b as c, d', 'c = import(.a:b); d = import(.a:d)'],
    ['import of everything', 'from a import *\nf(len)', 'import(a:*); import(a:f)($len)'],
    [
      'import by computed name',
      'import importlib\nimportlib.import_module(x)',
      'importlib = import(importlib:*); import($x)',
    ],
    ['import by given name', '__import__("os")', 'import(os:*)'],
    [
      'match of constants',
      'match x:\n  case "a" | "b": f()\n  case _: g()',
      'if ((false || (<subject 1> === "a")) || (<subject 1> === "b")) { $f() } else { if true { $g() } }',
    ],
    [
      'match of a dictionary with a guard',
      'def h(e):\n  match e:\n    case {"k": 1, "v": v} if v > 0: f(v)',
      'h = fn(e) { if (((e["k"] === 1) && ((v = e["v"]), true)) && (v > 0)) { $f(v) } }',
    ],
    [
      'class',
      'class A(B):\n  n = 1\n  def __init__(self, x): super().__init__(x); self.x = x\n  @property\n  def p(self): return self.x\n  @staticmethod\n  def s(y): return y\n  @classmethod\n  def c(cls, y): return cls(y)',
      'n = 1; A = class A ($B) { static field n n; method constructor fn(x) { self = this; super(x); self.x = x }; getter p fn() { self = this; return self.x }; static method s fn(y) { return y }; static method c fn(cls, y) { return cls(y) } }',
    ],
    [
      'methods do not see names of the class',
      'class A:\n  n = 1\n  def f(self): return n',
      'n = 1; A = class A { static field n n; method f fn(self) { return $n } }',
    ],
    [
      'enumeration',
      'class A(Enum):\n  X = "x"',
      'X = "x"; A = class A ($Enum) { static field X {"value": X, "name": "X"} }',
    ],
    [
      'decorated method',
      'class A:\n  @t.capture\n  def f(self): pass',
      'A = class A { @$t.capture method f fn(self) {} }',
    ],
    [
      'data class',
      '@dataclass\nclass A:\n  x: str\n  y: int = 1',
      'y = 1; A = @$dataclass(class A { static field y y; method constructor fn(<x 1>, <y 2>=1) { this.x = <x 1>; this.y = <y 2> } })',
    ],
  ];
  test.each(table)('%s', (_name, source, expected) => {
    expect(lowered(source)).toBe(key(source, expected));
  });
  /** The subject's helper is only assigned where it is no name already. */
  const key = (source: string, expected: string) =>
    source.startsWith('match') ? expected.replace(/^/, '<subject 1> = $x; ') : expected;
});

describe('places', () => {
  const places = (source: string) => {
    const { module } = lowerPython(language, 'app.py', source);
    return module!.body.body.map((each) =>
      each.kind === 'assign' ? `${each.value.place.line}:${each.value.place.column}` : each.kind,
    );
  };
  test.each([
    ['counted from one', 'a = 1', ['1:5']],
    ['behind an emoji, in UTF-16 units', 'a = ["😀", 1]; b = 2', ['1:5', '1:20']],
    ['carriage returns', 'a = 1\r\nb = 2\r\n', ['1:5', '2:5']],
    ['a byte order mark', '\ufeffa = 1', ['1:5']],
  ])('%s', (_name, source, expected) => expect(places(source)).toEqual(expected));
});

describe('what is no Python', () => {
  test('a syntax error is named, and the rest is read', () => {
    const { module, problems } = lowerPython(language, 'app.py', 'a = 1\ndef f(:\n  pass\nb = g(2)\n');
    expect(problems[0]).toMatchObject({ kind: 'syntax-error', place: { file: 'app.py', line: 2 } });
    expect(printStatements(module!.body.body)).toContain('b = $g(2)');
  });
  test.each([
    ['20,000 parentheses', `x = ${'('.repeat(20_000)}1${')'.repeat(20_000)}\ny = 2`],
    ['a long sum', `x = ${'a + '.repeat(20_000)}b`],
    ['a long chain of calls', `x = a${'.b()'.repeat(20_000)}`],
    ['deep indentation', Array.from({ length: 1_200 }, (_, depth) => `${' '.repeat(depth)}if x:`).join('\n')],
    ['more than two megabytes', 'a = 1\n'.repeat(400_000)],
  ])('%s is bounded, and named', (_name, source) => {
    const { problems } = lowerPython(language, 'app.py', source);
    expect(problems.map((each) => each.kind)).toContain('too-large');
  });
  test('brackets that never close are a syntax error', () => {
    const { problems } = lowerPython(language, 'app.py', '['.repeat(50_000));
    expect(problems.map((each) => each.kind)).toContain('syntax-error');
  });
  test('names of very many star imports cost no square', () => {
    const imports = Array.from({ length: 2_000 }, (_, i) => `from a${i} import *`).join('\n');
    const { module } = lowerPython(language, 'app.py', `${imports}\nf(x)\n`);
    expect(printStatements(module!.body.body.slice(-1)).length).toBeLessThan(1_000);
  });
  test.each([
    ['braces', `x = '${'{'.repeat(100_000)}'.format(1)`],
    ['percents', `x = '${'%('.repeat(100_000)}' % 1`],
    ['dots', `import a${'.b'.repeat(20_000)}`],
  ])('many %s cost no square', (_name, source) => {
    expect(lowerPython(language, 'app.py', source).module).toBeDefined();
  });
  test('a long chain of elif does not nest', () => {
    const { module } = lowerPython(language, 'app.py', `if a: pass\n${'elif b: pass\n'.repeat(3_000)}else: f()`);
    expect(printStatements(module!.body.body).match(/if /g)).toHaveLength(3_001);
    expect(module!.body.body.length).toBeGreaterThan(40);
  });
});
