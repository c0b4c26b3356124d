import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../../testing/built.ts';
import { nodeBinaries } from '../../testing/nodes.ts';
import { type Outcome, query, runScenario } from '../../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();
const MODULES = join(import.meta.dirname, '../../../../../node_modules');
const from = (name: string): string => JSON.stringify(join(MODULES, name));

/** Programs that make code of a developer's text while the event's values are data in it. */
const HONEST: Record<string, string> = {
  'lodash.template': `return require(${from('lodash')}).template('<b><%- q %></b><% if (n > 1) { %>!<% } %>')({ q, n: 2 })`,
  'generate-function': `const gen = require(${from('generate-function')})();
    gen('function (o) {'); gen('return o.%s + %s', 'q', JSON.stringify(q)); gen('}'); return gen.toFunction()({ q })`,
  'mysql2, the parser of rows': `const make = require(${from('mysql2/lib/parsers/text_parser.js')});
    const field = { name: 'id', table: 't', schema: 's', columnType: 253, characterSet: 45, encoding: 'utf8', flags: 0 };
    const Row = make([field, { ...field, name: q }], {}, { typeCast: true }); return typeof Row`,
  'zod, compiled checks': `const { z } = require(${from('zod')});
    return z.object({ q: z.string(), n: z.number(), list: z.array(z.object({ a: z.string() })) }).parse({ q, n: 1, list: [{ a: q }] }).q`,
  'a template of the shape of ejs': `const text = 'Dear <%= who %>, (it is "yours"); bye';
    const body = "let out = ''; with (data) { out += " + JSON.stringify(text.slice(0, 5)) + "; out += esc(who); out += " + JSON.stringify(text.slice(14)) + " } return out";
    return new Function('data', 'esc', body)({ who: q }, (s) => s)`,
  'a template of the shape of doT': `const body = "var out='<p>'+(it.q)+'</p>';for(var i=0;i<it.list.length;i++){out+=it.list[i].a;}return out;";
    return new Function('it', body)({ q, list: [{ a: q }] })`,
  'a serialiser of the shape of fast-json-stringify': `const body = "let json = '{'; json += '\\"q\\":' + asString(obj.q); return json + '}'";
    return new Function('asString', 'return function (obj) { ' + body + ' }')(JSON.stringify)({ q })`,
  'a check of the shape of ajv': `const schema = { properties: { q: { const: 'a' } } };
    const code = Object.keys(schema.properties).map((k) => 'if (data[' + JSON.stringify(k) + '] !== ' + JSON.stringify(schema.properties[k].const) + ') errors.push(' + JSON.stringify(k) + ');').join('');
    return new Function('data', 'const errors = [];' + code + 'return errors')({ q }).length`,
  'a value that is escaped': "return new Function('return ' + JSON.stringify(q))()",
  'a number': "return new Function('a', 'return a * ' + Number(q.length))(2)",
  'a getter by name': "return new Function('o', 'return o.' + 'address.city')({ address: { city: q } })",
  'JSON read by eval': "return (0, eval)('(' + JSON.stringify({ q, list: [1, { b: null }] }) + ')').q",
  'direct eval sees the variables around it': "const here = q; let seen; eval('seen = here'); return seen",
  'a script in a context': "return require('vm').runInNewContext('who.length + 1', { who: q }) > 0",
  'classes and functions as they were': `class Own extends Function {}
    return [(() => {}) instanceof Function, Function.prototype.constructor === Function, (async () => {}).constructor.name,
      Object.getPrototypeOf((async () => {}).constructor) === Function, Function.length, Function.name, new Own('return 1') instanceof Own,
      (function () {}).constructor === Function, new Function('a', 'b', 'return a').length, new (require('vm').Script)('1') instanceof require('vm').Script].join()`,
  'a plug-in by its name': "return require('./plugins/' + q.slice(0, 0) + 'pdf').name",
};

const VALUES = ['world', 'x" + attack() + "', "'; process.exit(); //", '${attack()}', 'a.b', 'i=0'];

function code(ways: Record<string, string>): string {
  const table = Object.entries(ways).map(([name, body]) => `${JSON.stringify(name)}: async (q) => { ${body} }`);
  return `const WAYS = { ${table.join(',\n')} };
    exports.handler = async ({ queryStringParameters: { way, q } }) => {
      const result = await WAYS[way](q); return result === undefined ? null : String(result); };`;
}

async function run(
  node: string,
  text: string,
  events: unknown[],
  options: Record<string, unknown> = {},
): Promise<Outcome> {
  const own = join(folder, `own-${Math.random().toString(36).slice(2)}`);
  mkdirSync(join(own, 'plugins'), { recursive: true });
  writeFileSync(join(own, 'plugins/pdf.cjs'), "exports.name = 'pdf'");
  writeFileSync(join(own, 'evil.cjs'), "exports.name = 'evil'");
  writeFileSync(join(own, 'inner.cjs'), text.replaceAll("'./plugins/' + q.slice(0, 0) + 'pdf'", "'./plugins/pdf.cjs'"));
  // Loaded after the runtime, as the layer has it.
  const outer = `exports.handler = require(${JSON.stringify(join(own, 'inner.cjs'))}).handler;`;
  return runScenario({ node, dist, folder, form: 'cjs', code: outer, events, ...options });
}

const QUIET = {
  BULKHEAD_POLICY: '{"v":1,"mode":"block","detectors":{"sqli":"off","codei":"off","ssti":"off"},"hooks":{}}',
};

function withPolicy(code: unknown): Record<string, string> {
  const detectors = { sqli: 'off', codei: 'off', traversal: 'off' };
  return { BULKHEAD_POLICY: JSON.stringify({ v: 1, mode: 'block', detectors, hooks: { code } }) };
}

describe.each(nodeBinaries())('$name', ({ name, path: node }) => {
  it('what makes code of its own text runs as it does without the guard', async () => {
    const events = Object.keys(HONEST).flatMap((way) => VALUES.map((q) => query({ way, q })));
    const [guarded, bare] = [
      await run(node, code(HONEST), events, { env: QUIET }),
      await run(node, code(HONEST), events, { env: { BULKHEAD_MODE: 'off' } }),
    ];
    expect(guarded.attacks.filter(({ rule }) => rule === 'hook/code')).toEqual([]);
    expect(guarded.faults).toEqual([]);
    expect(guarded.answers).toEqual(bare.answers);
    expect(guarded.answers.every(({ result }) => typeof result === 'string')).toBe(true);
  });

  it('errors keep their line, and their column up to an eval', async () => {
    const text = `const where = (e) => /inner\\.cjs:(\\d+:\\d+)/.exec(e.stack)[1];
exports.handler = async () => {
  const a = 1;
  const first = new Error('first'), b = eval('a + 1');
  return [where(first), b, where(new Error('second'))].join();
};`;
    const outcome = await run(node, text, [query({ q: 'x' })]);
    const bare = await run(node, text, [query({ q: 'x' })], { env: { BULKHEAD_MODE: 'off' } });
    expect(outcome.answers).toEqual([{ result: '4:17,2,5:34' }]);
    expect(outcome.answers).toEqual(bare.answers);
  });

  it('nobody makes code where the policy names nobody', async () => {
    const ways = {
      'by itself': "return new Function('return 7')()",
      'an own format of stacks':
        "Error.prepareStackTrace = () => [{ getFileName: () => 'node:fs' }]; return Function('return 7')()",
      eval: "return eval('7')",
      context: "return require('vm').runInNewContext('7')",
      lodash: `return require(${from('lodash')}).template('7')()`,
      wasm: 'return typeof new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))',
      'fetch, which compiles its own parser': "return fetch('data:,7').then((r) => r.text())",
    };
    const events = Object.keys(ways).map((way) => query({ way, q: 'x' }));
    const results = (outcome: Outcome): unknown[] =>
      outcome.answers.map(({ result }) => (result as { statusCode?: number }).statusCode ?? result);
    const none = await run(node, code(ways), events, { env: withPolicy({ action: 'block', allow: [] }) });
    expect(results(none)).toEqual([403, 403, 403, 403, 403, 403, '7']);
    expect(new Set(none.attacks.map((record) => record.class))).toEqual(new Set(['codegen']));
    expect(none.attacks[0]!.sink!.target).toContain('inner.cjs: return 7');
    const some = await run(node, code(ways), events, { env: withPolicy({ action: 'block', allow: ['lodash'] }) });
    expect(results(some)).toEqual([403, 403, 403, 403, '7', 403, '7']);
    const own = await run(node, code(ways), events, { env: withPolicy({ action: 'block', allow: ['inner.cjs'] }) });
    expect(results(own)).toEqual(['7', '7', '7', '7', 403, 'object', '7']);
  });

  it('modules and WebAssembly of the event', async () => {
    const sees = !name.includes(' 20.');
    const wasm = Buffer.from([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0]).toString('base64');
    const ways: Record<string, readonly [string, string]> = {
      'a file by its path': ['return require(q).name', '@own/evil.cjs'],
      'a file above the folder': ["return require('./plugins/' + q).name", '../evil.cjs'],
      'WebAssembly.Module': ["return typeof new WebAssembly.Module(Buffer.from(q, 'base64'))", wasm],
      'WebAssembly.compile': ["return typeof (await WebAssembly.compile(Buffer.from(q, 'base64')))", wasm],
      'WebAssembly.instantiate': ["return typeof (await WebAssembly.instantiate(Buffer.from(q, 'base64')))", wasm],
      ...(sees && {
        'import by its path': ['return (await import(q)).name', '@own/evil.cjs'],
        'import of text': ['return (await import(q)).default', 'data:text/javascript,export default process.pid'],
        'import of text with a part': [
          "return (await import('data:text/javascript,export default \"' + q + '\"')).default",
          'a"+process.pid+"',
        ],
      }),
    };
    const events = Object.entries(ways).map(([way, [, q]]) => query({ way, q }));
    const honest = [query({ way: 'a file above the folder', q: 'pdf.cjs' })];
    // A path that the event gives is known before the folder is made.
    const evil = join(folder, 'evil.cjs');
    writeFileSync(evil, "exports.name = 'evil'");
    const named = events.map((event) => JSON.parse(JSON.stringify(event).replaceAll('@own/evil.cjs', evil)) as unknown);
    const bodies = Object.fromEntries(Object.entries(ways).map(([way, [body]]) => [way, body]));
    const guarded = await run(node, code(bodies), [...named, ...honest], { env: withPolicy({ action: 'block' }) });
    const bare = await run(node, code(bodies), [...named, ...honest], { env: { BULKHEAD_MODE: 'off' } });
    expect(
      bare.answers.every(({ result }) => typeof result === 'string'),
      JSON.stringify(bare.answers),
    ).toBe(true);
    expect(guarded.answers.slice(0, -1).map(({ result }) => (result as { statusCode?: number }).statusCode)).toEqual(
      named.map(() => 403),
    );
    expect(guarded.answers.at(-1)).toEqual({ result: 'pdf' });
  });
});
