import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { nodeBinaries } from '../testing/nodes.ts';
import { LAMBDA_ENV, type Outcome, query, readLines, runNode, runScenario } from '../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();

/** Ways to run code that holds the event's `q` inside a string: bodies of functions of `q`, which give the greeting. */
const MAKERS: Record<string, string> = {
  'new Function': "return new Function('return ' + JSON.stringify('hello ') + ' + \"' + q + '\"')()",
  'Function called': "return Function('a', 'return a + \"' + q + '\"')('hello ')",
  'Reflect.construct': "return Reflect.construct(Function, ['return \"hello ' + q + '\"'])()",
  'the constructor of a function': "return (() => {}).constructor('return \"hello ' + q + '\"')()",
  'Function.prototype.constructor': "return Function.prototype.constructor('return \"hello ' + q + '\"')()",
  'a constructor of an object': "return ({}).constructor.constructor('return \"hello ' + q + '\"')()",
  'Function by call': "return Function.call(null, 'return \"hello ' + q + '\"')()",
  'a subclass of Function': "class Own extends Function {} return new Own('return \"hello ' + q + '\"')()",
  AsyncFunction: "return await (async () => {}).constructor('return \"hello ' + q + '\"')()",
  'the prototype of AsyncFunction':
    "return Object.getPrototypeOf((async () => {}).constructor)('return \"hello ' + q + '\"')()",
  GeneratorFunction: "return (function* () {}).constructor('yield \"hello ' + q + '\"')().next().value",
  AsyncGeneratorFunction:
    "return (await (async function* () {}).constructor('yield \"hello ' + q + '\"')().next()).value",
  'an argument that changes':
    "let n = 0; const twice = { toString: () => n++ ? 'return pwn(\"' + q + '\")' : 'return \"hello ' + q + '\"' }; return new Function(twice)()",
  'vm.runInThisContext': "return vm.runInThisContext('\"hello ' + q + '\"')",
  'vm.runInNewContext': "return vm.runInNewContext('greeting + \"' + q + '\"', { greeting: 'hello ' })",
  'vm.runInContext': "return vm.runInContext('\"hello ' + q + '\"', vm.createContext({}))",
  'vm.Script': "return new vm.Script('\"hello ' + q + '\"').runInThisContext()",
  'the constructor of a script':
    "return new (new vm.Script('1').constructor)('\"hello ' + q + '\"').runInThisContext()",
  'vm.compileFunction': "return vm.compileFunction('return a + \"' + q + '\"', ['a'])('hello ')",
  'out of a context':
    "return vm.runInNewContext('this.constructor.constructor(text)()', { text: 'return \"hello ' + q + '\"' })",
  'a constructor inside a context':
    "return vm.runInNewContext('(() => {}).constructor(text)()', { text: 'return \"hello ' + q + '\"' })",
  'Function inside a context':
    "return vm.runInContext('new Function(text)()', vm.createContext({ text: 'return \"hello ' + q + '\"' }))",
  'Module._compile':
    "const m = new Module('x'); m._compile('module.exports = \"hello ' + q + '\"', '/var/task/x.js'); return m.exports",
};

/** The same by `eval`, which is guarded where the module was loaded after us. */
const EVALS: Record<string, string> = {
  'direct eval': "const greeting = 'hello '; return eval('greeting + \"' + q + '\"')",
  'direct eval of eval': "const greeting = 'hello '; return eval('eval(\"greeting\") + \"' + q + '\"')",
  'eval inside made code': "return new Function('text', 'return eval(text)')('\"hello ' + q + '\"')",
  'indirect eval': "return (0, eval)('\"hello ' + q + '\"')",
  'eval by another name': "const run = eval; return run('\"hello ' + q + '\"')",
  'eval of the global object': "return globalThis.eval('\"hello ' + q + '\"')",
  'optional eval': "return eval?.('\"hello ' + q + '\"')",
};

/** The same inside contexts of `node:vm`; the script's own text is the developer's. */
const INSIDE: Record<string, string> = {
  'direct eval':
    "return vm.runInNewContext('const greeting = \"hello \"; eval(text)', { text: 'greeting + \"' + q + '\"' })",
  'indirect eval': "return vm.runInContext('(0, eval)(text)', vm.createContext({ text: '\"hello ' + q + '\"' }))",
  'eval in a script': "return new vm.Script('eval(text)').runInNewContext({ text: '\"hello ' + q + '\"' })",
  'eval in a script, in a context that is there':
    "return new vm.Script('eval(text)').runInContext(vm.createContext({ text: '\"hello ' + q + '\"' }))",
  'eval in a script of this context':
    "globalThis.text = '\"hello ' + q + '\"'; return new vm.Script('eval(text)').runInThisContext()",
  'eval in a compiled function': "return vm.compileFunction('return eval(text)', ['text'])('\"hello ' + q + '\"')",
  'eval in a function that is compiled for a context': `const parsingContext = vm.createContext({});
    return vm.compileFunction('return eval(text)', ['text'], { parsingContext })('"hello ' + q + '"')`,
  'eval in a function that is made inside': `return vm.runInNewContext(
    'new Function("text", "return eval(text)")(text)', { text: '"hello ' + q + '"' })`,
  'the function itself': "return vm.runInNewContext('eval')('\"hello ' + q + '\"')",
  'eval of eval inside': "return vm.runInNewContext('eval(text)', { text: 'eval(\\'\"hello ' + q + '\"\\')' })",
};

/** What detectors say of the same values would take the lines that a minute has. */
const QUIET = { BULKHEAD_POLICY: '{"v":1,"mode":"block","detectors":{"sqli":"off","codei":"off"},"hooks":{}}' };

/** The same twice would be counted, and printed once. */
const hostile = (i: number): string => `x" + (globalThis.pwned = "pwned${i}") + "`;

function ways(form: 'cjs' | 'mjs', makers: Record<string, string>): string {
  const head =
    form === 'cjs'
      ? "const vm = require('vm'); const Module = require('module'); exports.handler = handler;"
      : "import vm from 'node:vm'; import Module from 'node:module'; export { handler };";
  const table = Object.entries(makers).map(([name, body]) => `${JSON.stringify(name)}: async (q) => { ${body} }`);
  return `${head}\nconst WAYS = {\n${table.join(',\n')}\n};
    async function handler(event) { const { way, q } = event.queryStringParameters; return WAYS[way](q); }`;
}

function events(makers: Record<string, string>): unknown[] {
  return Object.keys(makers).flatMap((way, i) => [query({ way, q: 'world' }), query({ way, q: hostile(i) })]);
}

function expectAllBlocked(outcome: Outcome, makers: Record<string, string>): void {
  expect(outcome.stderr).toBe('');
  const seen = Object.keys(makers).map((way, i) => {
    const attack = outcome.attacks.find(
      ({ rule, requestId, action }) =>
        rule === 'hook/code' && action === 'blocked' && requestId === `request-${2 * i + 1}`,
    );
    const status = (outcome.answers[2 * i + 1]?.result as { statusCode?: number } | undefined)?.statusCode;
    return [way, outcome.answers[2 * i]?.result, status, attack?.class, attack?.path];
  });
  expect(seen, outcome.lines.join('\n').slice(0, 3_000)).toEqual(
    Object.keys(makers).map((way) => [way, 'hello world', 403, 'codei', 'queryStringParameters.q']),
  );
  expect(outcome.faults).toEqual([]);
}

/** As the layer does it: the runtime comes first, and the handler is one of any form. */
async function runLayer(
  node: string,
  file: string,
  all: readonly unknown[],
  env: Record<string, string> = {},
): Promise<Outcome> {
  const own = join(folder, `layer-${Math.random().toString(36).slice(2)}`);
  mkdirSync(own);
  writeFileSync(
    join(own, 'main.mjs'),
    `const { handler: user } = await import(${JSON.stringify(file)});
     const { protect } = globalThis[Symbol.for('bulkhead.layer.v1')];
     const handler = protect(user);
     const answers = [];
     let i = 0;
     for (const event of ${JSON.stringify(all)}) {
       const context = { awsRequestId: 'request-' + i++, getRemainingTimeInMillis: () => 10000 };
       answers.push(await handler(event, context).then((result) => ({ result }), (error) => ({ error: { name: error.name, message: error.message } })));
     }
     console.log('@answer ' + JSON.stringify(answers));`,
  );
  const args = ['--no-deprecation', '--no-warnings', '--require', join(dist, 'preload.cjs'), join(own, 'main.mjs')];
  const { lines, exitCode, stderr } = await runNode(
    node,
    args,
    { ...LAMBDA_ENV, _HANDLER: 'main.handler', ...env },
    own,
  );
  return { ...readLines(lines), exitCode, stderr };
}

function written(name: string, code: string): string {
  const file = join(folder, name);
  writeFileSync(file, code);
  return file;
}

describe.each(nodeBinaries())('$name', ({ name, path: node }) => {
  const major = /\d+/.exec(name)![0];
  const seesModules = major !== '20';

  it.each(['cjs', 'mjs'] as const)('code made of event data is stopped, by protect, %s', async (form) => {
    const code = ways(form, MAKERS);
    const outcome = await runScenario({ node, dist, folder, form, code, events: events(MAKERS), env: QUIET });
    expectAllBlocked(outcome, MAKERS);
    expect(outcome.coverage[0]!.notes.join()).toContain('modules loaded before');
  });

  it.each(['cjs', 'mjs'] as const)('without the guard the same code runs, %s', async (form) => {
    const all = {
      ...MAKERS,
      ...EVALS,
      ...Object.fromEntries(Object.entries(INSIDE).map(([way, body]) => [`inside: ${way}`, body])),
    };
    const env = { BULKHEAD_MODE: 'off' };
    const outcome = await runScenario({ node, dist, folder, form, code: ways(form, all), events: events(all), env });
    const ran = outcome.answers.filter((_, i) => i % 2 === 1).map(({ result }) => result);
    expect(ran).toEqual(Object.keys(all).map((_, i) => `hello xpwned${i}`));
  });

  // Two processes: a minute has lines for so many attacks.
  const seen = (form: 'cjs' | 'mjs') => (form === 'cjs' || seesModules ? [MAKERS, EVALS, INSIDE] : [MAKERS, INSIDE]);

  it.each(['cjs', 'mjs'] as const)('by layer, eval as well, %s', async (form) => {
    for (const makers of seen(form)) {
      const file = written(`ways-${major}-${Object.keys(makers).length}.${form}`, ways(form, makers));
      const outcome = await runLayer(node, file, events(makers));
      expectAllBlocked(outcome, makers);
      expect(outcome.coverage[0]!.notes.join()).toBe(
        seesModules ? '' : 'eval in ES modules is not guarded on Node.js 20',
      );
    }
  });

  it.each(['cjs', 'mjs'] as const)('by layer, bundles, %s', async (form) => {
    for (const makers of seen(form)) {
      const id = `${major}-${Object.keys(makers).length}`;
      const entry = written(`source-${id}.mjs`, ways('mjs', makers));
      const outfile = join(folder, `bundle-${id}.${form}`);
      const format = form === 'cjs' ? 'cjs' : 'esm';
      const how = { bundle: true, minify: true, platform: 'node', logLevel: 'error' } as const;
      await build({ entryPoints: [entry], outfile, format, ...how });
      expectAllBlocked(await runLayer(node, outfile, events(makers)), makers);
    }
  });

  it('no way around leads to what was replaced', async () => {
    const attempts: Record<string, string> = {
      'the descriptor':
        "return Object.getOwnPropertyDescriptor(globalThis, 'Function').value('return \"hello ' + q + '\"')()",
      'the class below a script': `const Below = Object.getPrototypeOf(vm.Script.prototype).constructor;
        return new Below('"hello ' + q + '"', 'x.js', 0, 0, undefined, false, undefined).runInThisContext()`,
      'the constructor of WebAssembly': "return WebAssembly.Module.constructor('return \"hello ' + q + '\"')()",
      'Function of another realm': "return vm.runInNewContext('Function')('return \"hello ' + q + '\"')()",
      'AsyncFunction of another realm':
        "return await vm.runInNewContext('(async () => {}).constructor')('return \"hello ' + q + '\"')()",
      'Function of a realm of a script':
        "return new vm.Script('Function').runInNewContext({})('return \"hello ' + q + '\"')()",
      'a subclass by Reflect':
        "return Reflect.construct(Function, ['return \"hello ' + q + '\"'], class Own extends Function {})()",
      bind: "return Function.bind(null, 'return \"hello ' + q + '\"')()()",
      'the checks replaced': `try { globalThis.$bhc = (x) => x } catch {} try { delete globalThis.$bhe } catch {}
        return (0, eval)('"hello ' + q + '"')`,
      'its constructor deleted': `const { constructor } = Function.prototype; delete Function.prototype.constructor;
        try { return Function('return "hello ' + q + '"')() } finally {
          Object.defineProperty(Function.prototype, 'constructor', { value: constructor, writable: true, configurable: true }) }`,
      // What checks are written with.
      'methods replaced': `const { indexOf, includes } = String.prototype; String.prototype.indexOf = () => -1;
        String.prototype.includes = () => false;
        try { return new Function('return "hello ' + q + '"')() } finally { Object.assign(String.prototype, { indexOf, includes }) }`,
    };
    const file = written(`attempts-${major}.cjs`, ways('cjs', attempts));
    expectAllBlocked(await runLayer(node, file, events(attempts)), attempts);
    // Called so, the native class ends the process.
    const { 'the class below a script': _, ...rest } = attempts;
    const env = { BULKHEAD_MODE: 'off' };
    const bare = { node, dist, folder, form: 'cjs', code: ways('cjs', rest), events: events(rest), env } as const;
    const { answers } = await runScenario(bare);
    expect(answers.filter((_, i) => i % 2 === 1)).toEqual(
      Object.keys(rest).map((_, i) => ({ result: `hello xpwned${i}` })),
    );
  });

  it('modules of a folder that can be written are loaded only where the policy lets them', async () => {
    const temporary = mkdtempSync(join(tmpdir(), 'bulkhead-modules-'));
    for (const kind of ['dropped', 'kept']) {
      mkdirSync(join(temporary, kind));
      for (let i = 0; i < 8; i++) writeFileSync(join(temporary, kind, `${i}.cjs`), "module.exports = 'ran'");
      writeFileSync(join(temporary, kind, 'a b.mjs'), "export default 'ran'");
    }
    // The folder is a setting: where event data leads to a module, it is stopped in any case.
    const load: Record<string, string> = {
      require: 'return require(FOLDER + "/0.cjs")',
      createRequire: 'return Module.createRequire(FOLDER + "/x.js")("./1.cjs")',
      'import of CommonJS': 'return (await import(FOLDER + "/2.cjs")).default',
      'Module._load': 'return Module._load(FOLDER + "/3.cjs")',
      'a handler of an extension':
        'const m = new Module("x"); Module._extensions[".js"](m, FOLDER + "/4.cjs"); return m.exports',
      'by the root of the process': 'return require("/proc/self/root" + FOLDER + "/5.cjs")',
      'from a package': 'const m = new Module("x"); m.paths = [FOLDER]; return m.require("6.cjs")',
      ...(seesModules && {
        'import of an ES module': 'return (await import("file://" + FOLDER + "/a%20b.mjs")).default',
      }),
    };
    const file = written(`modules-${major}.cjs`, `const FOLDER = process.env.MODULES_FOLDER; ${ways('cjs', load)}`);
    const loaded = async (kind: string, code: object) => {
      const policy = { v: 1, mode: 'block', detectors: {}, hooks: { code: { action: 'block', ...code } } };
      const env = { MODULES_FOLDER: join(temporary, kind), BULKHEAD_POLICY: JSON.stringify(policy) };
      const { answers, attacks } = await runLayer(
        node,
        file,
        Object.keys(load).map((way) => query({ way, q: 'x' })),
        env,
      );
      for (const attack of attacks) expect(attack).toMatchObject({ class: 'codegen', action: 'blocked' });
      return answers.map(({ result }) => (result as { statusCode?: number } | undefined)?.statusCode ?? result);
    };
    const all = (answer: unknown) => Object.keys(load).map(() => answer);
    expect(await loaded('dropped', {})).toEqual(all('ran'));
    const modules = [folder, join(temporary, 'kept')];
    expect(await loaded('dropped', { modules })).toEqual(all(403));
    expect(await loaded('kept', { modules })).toEqual(all('ran'));
    rmSync(temporary, { recursive: true });
  });

  it('WebAssembly is compiled by nobody where nobody makes code, streamed or not', async () => {
    const bytes = 'new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])';
    const response = `new Response(${bytes}, { headers: { 'content-type': 'application/wasm' } })`;
    const compile: Record<string, string> = {
      Module: `return new WebAssembly.Module(${bytes}) && 'ran'`,
      compile: `return (await WebAssembly.compile(${bytes})) && 'ran'`,
      compileStreaming: `return (await WebAssembly.compileStreaming(${response})) && 'ran'`,
      instantiateStreaming: `return (await WebAssembly.instantiateStreaming(${response})) && 'ran'`,
    };
    const file = written(`wasm-${major}.cjs`, ways('cjs', compile));
    const events = Object.keys(compile).map((way) => query({ way, q: 'x' }));
    const answers = async (code: object) => {
      const policy = { v: 1, mode: 'block', detectors: {}, hooks: { code: { action: 'block', ...code } } };
      const outcome = await runLayer(node, file, events, { BULKHEAD_POLICY: JSON.stringify(policy) });
      return outcome.answers.map(({ result }) => (result as { statusCode?: number } | undefined)?.statusCode ?? result);
    };
    expect(await answers({})).toEqual(events.map(() => 'ran'));
    expect(await answers({ allow: [] })).toEqual(events.map(() => 403));
  });

  it.skipIf(!seesModules)('a module that is imported as text is made by nobody where nobody makes code', async () => {
    const file = written(
      `text-${major}.cjs`,
      ways('cjs', { text: `return (await import('data:text/javascript,export default "ran"')).default` }),
    );
    const answer = async (allow: readonly string[]) => {
      const policy = { v: 1, mode: 'block', detectors: {}, hooks: { code: { action: 'block', allow } } };
      const outcome = await runLayer(node, file, [query({ way: 'text', q: 'x' })], {
        BULKHEAD_POLICY: JSON.stringify(policy),
      });
      return outcome.answers[0]?.result;
    };
    expect(await answer([])).toMatchObject({ statusCode: 403 });
    expect(await answer(['data:'])).toBe('ran');
  });

  it('with Error frozen nobody is taken for one who may', async () => {
    const body = { frozen: "Object.freeze(Error); return new Function('return 7')()" };
    const policy = { v: 1, mode: 'block', detectors: {}, hooks: { code: { action: 'block', allow: ['frozen.cjs'] } } };
    const file = written('frozen.cjs', ways('cjs', body));
    const outcome = await runLayer(node, file, [query({ way: 'frozen', q: 'x' })], {
      BULKHEAD_POLICY: JSON.stringify(policy),
    });
    // Once for each part of the guard's own that is loaded for it, too: nobody can tell who asks.
    expect(new Set(outcome.attacks.map(({ class: attack, action }) => `${attack} ${action}`))).toEqual(
      new Set(['codegen blocked']),
    );
    expect(outcome.answers).toMatchObject([{ result: { statusCode: 403 } }]);
  });
});
