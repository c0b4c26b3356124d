import { describe, expect, it } from 'vitest';
import { flowsOf } from '../testing/flows.ts';
import { readProgram } from '../testing/read-program.ts';

const EXEC = "const { exec } = require('child_process');\n";
const handler = (body: string): string => `${EXEC}exports.handler = async (event) => { ${body} };`;

/** Programs that would take for ever, or all memory, if they were followed to the end. */
const PROGRAMS: readonly (readonly [string, string])[] = [
  [
    'calls that double at each level',
    `${Array.from({ length: 40 }, (_, i) => `const f${i} = (x) => { f${i + 1}(x); f${i + 1}(x); };`).join('\n')}\nconst f40 = () => 1;\n${handler('f0(event.body);')}`,
  ],
  [
    'loops in loops',
    handler(`let n = ''; ${'for (const x of event.body) { n += x; '.repeat(30)} exec(n); ${'}'.repeat(30)}`),
  ],
  [
    'branches that never meet',
    handler(
      `let s = event.body; ${Array.from({ length: 2_000 }, (_, i) => `if (event.path > ${i}) s = s + '${i}';`).join(' ')} exec(s);`,
    ),
  ],
  ['a text that doubles', handler(`let s = event.body; ${'s = s + s; '.repeat(200)} exec(s);`)],
  [
    'an object that holds itself',
    handler('const a = { b: event.body }; a.a = a; a.c = [a, a]; exec(JSON.stringify(a)); return a;'),
  ],
  [
    'functions that call each other',
    `const a = (x) => b(x); const b = (x) => a(x);\n${handler('a(event.body); exec(event.body);')}`,
  ],
  ['a function that gives itself', `const a = (f) => f(f);\n${handler('a(a); exec(event.body);')}`],
  [
    'thousands of fields',
    handler(`const o = {}; ${Array.from({ length: 3_000 }, (_, i) => `o.f${i} = event.body;`).join(' ')} exec(o.f1);`),
  ],
  [
    'getters that never end',
    `const o = { get a() { return this.a; } };\nclass P { get b() { return this.b; } }\n${handler('o.a; new P().b; exec(event.body);')}`,
  ],
  ['a class that extends itself', `class A extends A {}\n${handler('new A().x(); exec(event.body);')}`],
  ['a proxy and a thenable', handler('const p = { then(f) { f(p); } }; await p.then(p.then); exec(event.body);')],
  [
    'names of prototypes',
    handler(
      'const o = {}; o.__proto__ = event.body; o.constructor.prototype.x = 1; o["hasOwnProperty"](1); exec(o.toString());',
    ),
  ],
  ['slow expressions to judge', handler(`/${'(a+'.repeat(60)}${')+'.repeat(60)}$/.test(event.body); exec('x');`)],
  ['a promise of promises', handler(`${'await Promise.all(['.repeat(40)}exec(event.body)${'])'.repeat(40)};`)],
];

describe('hostile programs end', () => {
  for (const [title, source] of PROGRAMS) {
    it(title, () => {
      const code = readProgram(source);
      expect(code.functionId).toBe('handler');
    }, 20_000);
  }

  it('what was found before the steps ran out is kept, and said so', () => {
    const doubling = PROGRAMS[0]?.[1].replace('f0(event.body);', 'exec(event.body); f0(1);') ?? '';
    const code = readProgram(doubling);
    expect(flowsOf(code)).toEqual(['cmdi body']);
    expect(code.problems.map(({ kind }) => kind)).toEqual(['budget']);
  }, 20_000);
});

describe('modules that need each other', () => {
  it('in a circle', () => {
    const code = readProgram({
      'index.js':
        "const b = require('./b');\nexports.a = (x) => b.run(x);\nexports.handler = async (event) => exports.a(event.body);",
      'b.js':
        "const a = require('./index');\nconst { exec } = require('child_process');\nexports.run = (x) => exec(x);\nexports.back = (x) => a.a(x);",
    });
    expect(flowsOf(code)).toEqual(['cmdi body']);
  });

  it('re-exports in a circle', () => {
    const code = readProgram({
      'index.mjs':
        "export * from './b.mjs';\nimport { gone } from './b.mjs';\nexport const handler = async (event) => gone(event.body);",
      'b.mjs': "export * from './index.mjs';",
    });
    expect(code.functionId).toBe('handler');
  });

  it('one that is not there', () => {
    const code = readProgram("const x = require('./gone'); exports.handler = async (event) => x.y(event.body).z;");
    expect(code.problems.map(({ kind }) => kind)).toEqual(['missing-source']);
  });
});
