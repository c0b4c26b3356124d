import { describe, expect, it } from 'vitest';
import { flowsIn, flowsOf } from '../testing/flows.ts';
import { readProgram, S3, SQS } from '../testing/read-program.ts';

const EXEC = "const { exec } = require('child_process');";
const ID = 'queryStringParameters.id';

/** Title, body of the handler, what flows. Honest look-alikes have an empty list. */
const CASES: readonly (readonly [title: string, body: string, sources: readonly string[], before?: string])[] = [
  ['a text with event data', 'exec(`ls ${event.queryStringParameters.id}`);', [ID]],
  ['a constant', 'exec("ls /tmp");', []],
  ['an environment variable', 'exec("ls " + process.env.DIR);', []],
  ['what AWS writes', 'exec("echo " + event.requestContext.requestId + event.httpMethod);', []],
  ['through a variable', 'const id = event.queryStringParameters.id; let c = "ls "; c += id; exec(c);', [ID]],
  ['overwritten', 'let id = event.queryStringParameters.id; id = "a"; exec(id);', []],
  [
    'overwritten under a condition',
    'let id = event.queryStringParameters.id; if (context.x) id = "a"; exec(id);',
    [ID],
  ],
  [
    'behind a condition that nobody knows and one that holds',
    'if (context.x === undefined && true) { throw new Error("no"); } exec(event.body);',
    ['body'],
  ],
  ['behind an object that may not be there', 'if (context.x && { a: 1 }) return; exec(event.body);', ['body']],
  ['overwritten in both branches', 'let id = event.body; if (context.x) { id = "a" } else { id = "b" } exec(id);', []],
  ['destructured with a default', 'const { id = "x" } = event.queryStringParameters || {}; exec(id);', [ID]],
  ['nested destructuring', 'const { queryStringParameters: { id: other } } = event; exec(other);', [ID]],
  ['rest of a pattern', 'const { a, ...rest } = JSON.parse(event.body); exec(rest.cmd);', ['body.*']],
  ['a field of JSON', 'const b = JSON.parse(event.body); exec(b.user.name);', ['body.user.name']],
  ['spread into an object', 'const o = { ...JSON.parse(event.body), cmd: "ls" }; exec(o.cmd);', []],
  ['Object.assign', 'const o = Object.assign({}, { cmd: event.body }); exec(o.cmd);', ['body']],
  ['through a function', 'run(event.queryStringParameters.id);', [ID], 'function run(x) { exec("a " + x); }'],
  ['through a result', 'exec(build(event.queryStringParameters.id));', [ID], 'const build = (x) => `ls ${x}`;'],
  [
    'through a class',
    'new Runner(event.body).run();',
    ['body'],
    'class Runner { constructor(c) { this.c = c; } run() { exec(this.c); } }',
  ],
  [
    'through an inherited method',
    'new B().go(event.body);',
    ['body'],
    'class A { go(x) { exec(x); } } class B extends A {}',
  ],
  [
    'through super',
    'new B(event.body).go();',
    ['body'],
    'class A { constructor(x) { this.x = x; } go() { exec(this.x); } } class B extends A { constructor(y) { super(y); } }',
  ],
  [
    'through a getter',
    'new A(event.body).go();',
    ['body'],
    'class A { constructor(x) { this.x = x; } get cmd() { return this.x; } go() { exec(this.cmd); } }',
  ],
  ['through a promise', 'await load(event.body).then((x) => exec(x));', ['body'], 'const load = async (x) => x;'],
  [
    'Promise.all',
    'const [a, b] = await Promise.all([Promise.resolve("x"), Promise.resolve(event.body)]); exec(a);',
    [],
  ],
  [
    'Promise.all, the other',
    'const [a, b] = await Promise.all([Promise.resolve("x"), Promise.resolve(event.body)]); exec(b);',
    ['body'],
  ],
  ['new Promise', 'const x = await new Promise((ok) => ok(event.body)); exec(x);', ['body']],
  ['map and join', 'exec(JSON.parse(event.body).list.map((x) => x.name).join(" "));', ['body.list[].name']],
  ['forEach', 'JSON.parse(event.body).list.forEach((x) => exec(x));', ['body.list[]']],
  ['reduce', 'exec(JSON.parse(event.body).reduce((all, x) => all + x, ""));', ['body[]']],
  ['a loop', 'for (const x of JSON.parse(event.body)) exec(x);', ['body[]']],
  [
    'found in a loop with break',
    'let hit; for (const x of JSON.parse(event.body)) { if (x) { hit = x; break; } } exec(hit);',
    ['body[]'],
  ],
  [
    'carried from round to round',
    'let last = ""; for (const x of JSON.parse(event.body)) { exec(last); last = x; }',
    ['body[]'],
  ],
  ['in a catch', 'let x = ""; try { x = event.body; JSON.parse(x); } catch (e) { exec(x); }', ['body']],
  [
    'a table of handlers',
    'ROUTES[event.path](event.body);',
    ['body'],
    'const ROUTES = { "/a": (x) => exec(x), "/b": () => 1 };',
  ],
  [
    'a table of constants',
    'exec(COMMANDS[event.queryStringParameters.id]);',
    [],
    'const COMMANDS = { a: "ls", b: "df" };',
  ],
  [
    'call, apply and bind',
    'run.call(null, event.body); run.apply(null, [event.body]); run.bind(null, event.body)();',
    ['body'],
    'function run(x) { exec(x); }',
  ],
  ['arguments', 'run(1, event.body);', ['body'], 'function run() { exec(arguments[1]); }'],
  ['a generator', 'for (const x of each(event.body)) exec(x);', ['body'], 'function* each(x) { yield x; }'],
  [
    'a prototype',
    'new Old(event.body).run();',
    ['body'],
    'function Old(c) { this.c = c; } Old.prototype.run = function () { exec(this.c); };',
  ],
  ['a Map', 'const m = new Map(); m.set("c", event.body); exec(m.get("c"));', ['body']],
  ['a decoded body', 'exec(Buffer.from(event.body, "base64").toString("utf8"));', ['body']],
  ['recursion ends', 'exec(down(event.body, 5));', ['body'], 'function down(x, n) { return n ? down(x, n - 1) : x; }'],
  [
    'a field of what a library has read',
    'exec(x.parse(event.headers).name);',
    ['headers?'],
    "const x = require('some-parser');",
  ],
  ['dead by a constant', 'if (DEBUG) exec(event.body);', [], 'const DEBUG = false;'],
  // Checks
  [
    'allow-list, early return',
    'const { id } = event.queryStringParameters; if (!OK.includes(id)) return; exec(id);',
    [],
    'const OK = ["a", "b"];',
  ],
  [
    'allow-list, wrong branch',
    'const { id } = event.queryStringParameters; if (OK.includes(id)) return; exec(id);',
    [ID],
    'const OK = ["a", "b"];',
  ],
  [
    'allow-list of another value',
    'const { id, x } = event.queryStringParameters; if (!OK.includes(x)) return; exec(id);',
    [ID],
    'const OK = ["a"];',
  ],
  [
    'a Set',
    'const { id } = event.queryStringParameters; if (!OK.has(id)) throw new Error("no"); exec(id);',
    [],
    'const OK = new Set(["a"]);',
  ],
  [
    'indexOf',
    'const { id } = event.queryStringParameters; if (OK.indexOf(id) === -1) return; exec(id);',
    [],
    'const OK = ["a"];',
  ],
  [
    'indexOf the wrong way',
    'const { id } = event.queryStringParameters; if (OK.indexOf(id) !== -1) return; exec(id);',
    [ID],
    'const OK = ["a"];',
  ],
  ['in', 'const { id } = event.queryStringParameters; if (id in OK) exec(id);', [], 'const OK = { a: 1 };'],
  ['===', 'const { id } = event.queryStringParameters; if (id === "a" || id === "b") exec(id);', []],
  ['!== of either', 'const { id } = event.queryStringParameters; if (id !== "a" && id !== "b") return; exec(id);', []],
  ['=== of the other', 'const { id, x } = event.queryStringParameters; if (id === "a" || x === "b") exec(id);', [ID]],
  [
    'switch',
    'const { id } = event.queryStringParameters; switch (id) { case "a": exec(id); break; default: return; }',
    [],
  ],
  [
    'switch, default',
    'const { id } = event.queryStringParameters; switch (id) { case "a": break; default: exec(id); }',
    [ID],
  ],
  [
    'anchored expression',
    'const { id } = event.queryStringParameters; if (!/^[a-z0-9-]+$/.test(id)) return; exec(id);',
    [],
  ],
  [
    'expression that lets quotes and spaces pass',
    "const { id } = event.queryStringParameters; if (!/^[a-z ;']+$/.test(id)) return; exec(id);",
    [ID],
  ],
  [
    'expression without anchors',
    'const { id } = event.queryStringParameters; if (!/[a-z]+/.test(id)) return; exec(id);',
    [`${ID}?`],
  ],
  ['what remains without other characters', 'exec(event.queryStringParameters.id.replace(/[^a-z0-9]/gi, ""));', []],
  ['one replacement only', 'exec(event.queryStringParameters.id.replace(/[^a-z0-9]/, ""));', [ID]],
  ['parseInt', 'exec("kill " + parseInt(event.queryStringParameters.id, 10));', []],
  ['Number', 'const n = Number(event.queryStringParameters.id); exec(`head -${n}`);', []],
  [
    'isNaN says nothing of the text',
    'const { id } = event.queryStringParameters; if (isNaN(parseInt(id))) return; exec(id);',
    [ID],
  ],
  ['typeof number', 'const { n } = JSON.parse(event.body); if (typeof n !== "number") return; exec("head -" + n);', []],
  [
    'typeof string',
    'const { n } = JSON.parse(event.body); if (typeof n !== "string") return; exec("head -" + n);',
    ['body.n'],
  ],
  [
    'checked in a helper that throws',
    'const { id } = event.queryStringParameters; assertId(id); exec(id);',
    [],
    'function assertId(x) { if (!/^\\w+$/.test(x)) throw new Error("bad"); }',
  ],
  [
    'checked in a helper that answers',
    'const { id } = event.queryStringParameters; if (!isId(id)) return; exec(id);',
    [],
    'const isId = (x) => /^\\w+$/.test(x);',
  ],
  [
    'helper that answers by statements',
    'const { id } = event.queryStringParameters; if (isId(id)) exec(id);',
    [],
    'function isId(x) { if (!/^\\w+$/.test(x)) return false; return true; }',
  ],
  [
    'check kept in a variable',
    'const { id } = event.queryStringParameters; const ok = OK.includes(id); if (!ok) return; exec(id);',
    [],
    'const OK = ["a"];',
  ],
  [
    'a choice by condition',
    'const { id } = event.queryStringParameters; const c = OK.includes(id) ? id : "a"; exec(c);',
    [],
    'const OK = ["a"];',
  ],
  [
    'check after use',
    'const { id } = event.queryStringParameters; exec(id); if (!OK.includes(id)) return;',
    [ID],
    'const OK = ["a"];',
  ],
  [
    'checked part, used whole',
    'const { id } = event.queryStringParameters; const end = id.split(".").pop(); if (!OK.includes(end)) return; exec(id);',
    [ID],
    'const OK = ["a"];',
  ],
  [
    'checked whole, used part',
    'const { id } = event.queryStringParameters; if (!OK.includes(id)) return; exec(id.split(".").pop());',
    [],
    'const OK = ["a"];',
  ],
  ['filter', 'JSON.parse(event.body).filter((x) => OK.includes(x)).forEach((x) => exec(x));', [], 'const OK = ["a"];'],
  ['escaped for a shell', 'exec("ls " + quote([event.body]));', [], 'const { quote } = require("shell-quote");'],
];

describe('from the event to a command', () => {
  for (const [title, body, sources, before = ''] of CASES) {
    it(title, () => {
      expect(flowsIn(body, `${EXEC}\n${before}`)).toEqual(sources.map((source) => `cmdi ${source}`));
    });
  }
});

describe('sources follow the trigger', () => {
  const program = `${EXEC}
    exports.handler = async (event) => { for (const r of event.Records) { exec(r.body); exec(r.s3.object.key); exec(r.s3.bucket.name); } };`;
  it('S3', () => expect(flowsOf(readProgram(program, { triggers: [S3] }))).toEqual(['cmdi Records[].s3.object.key']));
  it('SQS', () => expect(flowsOf(readProgram(program, { triggers: [SQS] }))).toEqual(['cmdi Records[].body']));
});

describe('handlers of every shape', () => {
  const HANDLERS: readonly (readonly [string, string, string?])[] = [
    [
      'middy around it',
      "const middy = require('@middy/core'); exports.handler = middy(async (event) => exec(event.body)).use({});",
    ],
    [
      'middy before it',
      "const middy = require('@middy/core'); exports.handler = middy().handler(async (event) => exec(event.body));",
    ],
    [
      'a wrapper that nobody knows',
      "const wrap = require('some-wrapper'); exports.handler = wrap(async (event) => exec(event.body));",
    ],
    [
      'a wrapper of the project',
      'const wrap = (f) => async (event, context) => { try { return await f(event, context); } finally { context.done = 1; } }; exports.handler = wrap(async (event) => exec(event.body));',
    ],
    [
      'a method bound to its instance',
      'class H { constructor() { this.handle = this.handle.bind(this); } handle(event) { return this.run(event.body); } run(x) { exec(x); } } exports.handler = new H().handle;',
    ],
    [
      'an arrow function as a field',
      'class H { handler = async (event) => this.run(event.body); run(x) { exec(x); } } exports.handler = new H().handler;',
    ],
    ['with a callback', 'exports.handler = (event, context, callback) => { exec(event.body); callback(null, 1); };'],
    ['a function by its name', 'async function handler(event) { exec(event.body); } module.exports = { handler };'],
    [
      'an emitter of events',
      "const { EventEmitter } = require('events'); const e = new EventEmitter(); e.on('x', (c) => exec(c)); exports.handler = async (event) => { e.emit('x', event.body); };",
    ],
  ];
  for (const [title, source] of HANDLERS) {
    it(title, () => expect(flowsOf(readProgram(`${EXEC}\n${source}`))).toEqual(['cmdi body']));
  }
});

describe('modules', () => {
  it('follows a helper in another file and keeps the way', () => {
    const code = readProgram({
      'index.js': "const { run } = require('./lib/run');\nexports.handler = async (event) => run(event.body);",
      'lib/run.js':
        "const cp = require('node:child_process');\nmodule.exports = { run: (cmd) => cp.execSync('sh -c ' + cmd) };",
    });
    expect(code.files).toEqual(['index.js', 'lib/run.js']);
    expect(code.flows[0]?.steps.map(({ place, text }) => `${place.file}:${place.line} ${text}`)).toEqual([
      'index.js:2 body is read from the event',
      'index.js:2 is passed to run()',
      'lib/run.js:2 becomes part of a text',
      'lib/run.js:2 reaches child_process.execSync',
    ]);
  });

  it('an ES module, a re-export, a default', () => {
    const code = readProgram({
      'index.mjs':
        "import run, { other } from './all.mjs';\nexport const handler = async (event) => { run(event.body); other(event.path); };",
      'all.mjs': "export { default } from './run.mjs';\nexport * from './other.mjs';",
      'run.mjs': "import { exec } from 'child_process';\nexport default function run(x) { exec(x); }",
      'other.mjs': "import * as cp from 'child_process';\nexport const other = (x) => cp.exec(x);",
    });
    expect(flowsOf(code)).toEqual(['cmdi body', 'cmdi path']);
  });

  it('the second function does not see what the first one wrote', () => {
    const source = {
      'index.js': `const { exec } = require('child_process'); const state = require('./state');
        exports.first = async (event) => { state.cmd = event.body; };
        exports.second = async () => { exec(state.cmd); };`,
      'state.js': 'module.exports = { cmd: "ls" };',
    };
    const first = readProgram(source, { handlers: ['first'] });
    expect(first.facts.map(({ kind }) => kind)).toContain('state-from-event');
    expect(flowsOf(readProgram(source, { handlers: ['second', 'first'] }))).toEqual([]);
  });
});
