import vm from 'node:vm';
import { describe, expect, it } from 'vitest';

const { commonJsPart } = (await import(new URL('./commonjs-part.mjs', import.meta.url).href)) as {
  commonJsPart(text: string): string;
};

/** What a part exports; `others` are the files that it may require. */
function run(text: string, others: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const wrapped = `(function (exports, require, __filename) {${commonJsPart(text)}\n})`;
  const exported = {};
  const require = (name: string) => others[name] ?? process.getBuiltinModule(name);
  vm.runInThisContext(wrapped)(exported, require, '/dist/part-A.cjs');
  return exported;
}

describe('an ES module becomes CommonJS', () => {
  it.each([
    ['names', 'import {\n  a,\n  b as c\n} from "./part-B.mjs";\nvar d = a + c;\nexport {\n  d,\n  c as e\n};\n'],
    [
      'an import behind what uses it',
      'var d = f(); function f() { return a + b; }\nimport { a, b } from "./part-B.mjs";\nexport { d, b as e };',
    ],
  ])('%s', (_title, text) => {
    expect(run(text, { './part-B.cjs': { a: 1, b: 2 } })).toEqual({ d: 3, e: 2 });
  });

  it('a default, and its own address', () => {
    expect(run('import path from "node:path";\nexport default path.basename(bulkheadUrl);')).toEqual({
      default: 'part-A.cjs',
    });
  });

  it('imports that come later', async () => {
    const { load } = run('var load = () => import("./part-B.mjs");\nexport { load };', { './part-B.cjs': { a: 1 } });
    await expect((load as () => Promise<unknown>)()).resolves.toEqual({ a: 1 });
  });

  it('programs are started by what is loaded then', () => {
    const text = 'import { execFileSync } from "node:child_process";\nvar run = execFileSync;\nexport { run };';
    const { run: start } = run(text, { 'node:child_process': { execFileSync: (...given: unknown[]) => given } });
    expect((start as (...given: unknown[]) => unknown)('ls', ['-l'])).toEqual(['ls', ['-l']]);
  });

  it('leaves texts alone', () => {
    const text = 'var a = `\nimport { x } from "./part-B.mjs";\nexport { x };\n`;\nexport { a };';
    expect(run(text)['a']).toContain('export { x };');
  });
});

it.each([
  ['import * as all from "./part-B.mjs";', 'not foreseen'],
  ['export * from "./part-B.mjs";', 'not foreseen'],
  ['var name = "x"; import(name);', 'not foreseen'],
  ['var a = 1; function more() { a = 2; }\nexport { a, more };', 'a is exported and assigned to'],
  ['var a = 1; function more() { a++; }\nexport { a, more };', 'a is exported and assigned to'],
])('refuses %s', (text, why) => {
  expect(() => commonJsPart(text)).toThrow(why);
});
